import { addressOf, routeOf, type Route } from '../model/route';

type Listener = (route: Route) => void;
/** Asked before a page is left; answers whether it may be. */
type Guard = () => Promise<boolean>;

const listeners = new Set<Listener>();
let guard: Guard | undefined;
let shownAddress = typeof location === 'undefined' ? '' : location.href;

export function onRoute(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Puts a guard before leaving the page; the returned function takes it away. */
export function guardLeaving(ask: Guard): () => void {
  guard = ask;
  return () => {
    if (guard === ask) guard = undefined;
  };
}

export async function navigate(route: Route, options: { replace?: boolean; unguarded?: boolean } = {}): Promise<void> {
  if (!options.unguarded && guard && !(await guard())) return;
  const address = addressOf(route);
  if (options.replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  show();
}

/** Replaces the address without drawing the page anew, once a new record has its id. */
export function rename(route: Route): void {
  history.replaceState(null, '', addressOf(route));
  shownAddress = location.href;
}

function show(): void {
  shownAddress = location.href;
  const route = routeOf(new URL(location.href));
  listeners.forEach((listener) => listener(route));
}

export function listenToHistory(): void {
  window.addEventListener('popstate', () => {
    const wanted = location.href;
    if (!guard) return show();
    // The address has moved already: put it back while the user is asked.
    history.pushState(null, '', shownAddress);
    void guard().then((may) => {
      if (!may) return;
      history.replaceState(null, '', wanted);
      show();
    });
  });
}
