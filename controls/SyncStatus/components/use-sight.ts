import * as React from 'react';

/** Does somebody see the element: is the page in front, and the element in the window? */
export function useSight(element: React.RefObject<HTMLElement>): boolean {
  const [isInFront, setInFront] = React.useState(() => document.visibilityState !== 'hidden');
  const [isInWindow, setInWindow] = React.useState(() => typeof IntersectionObserver === 'undefined');

  React.useEffect(() => {
    const look = () => setInFront(document.visibilityState !== 'hidden');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);

  React.useEffect(() => {
    if (element.current === null || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver((entries) => setInWindow(entries.some((entry) => entry.isIntersecting)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);

  return isInFront && isInWindow;
}
