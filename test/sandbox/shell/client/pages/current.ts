import type { App } from '../platform/components';

let app: App | undefined;

/** The app whose page is shown; none on the list of apps. */
export function currentApp(): App | undefined {
  return app;
}

export function setCurrentApp(next: App | undefined): void {
  app = next;
}
