/** Bundles the browser client of the shell in `folder` to `client/dist`. */
export function buildClient(folder: string): Promise<void>;

/** The same, where it has not been done since the sources changed. */
export function ensureClient(folder: string): Promise<void>;
