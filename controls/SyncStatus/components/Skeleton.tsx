import * as React from 'react';

const NOTHING_FOR = 300;

/** Nothing at first, then grey bars; the height of a line from the start, so that nothing jumps. */
export function Skeleton(): React.ReactElement {
  const [isShown, setShown] = React.useState(false);
  React.useEffect(() => {
    const timer = setTimeout(() => setShown(true), NOTHING_FOR);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="tandem-sync-line" aria-busy="true">
      {isShown && (
        <>
          <span className="tandem-sync-bone tandem-sync-bone-mark" />
          <span className="tandem-sync-bone" />
          <span className="tandem-sync-bone tandem-sync-bone-short" />
        </>
      )}
    </div>
  );
}
