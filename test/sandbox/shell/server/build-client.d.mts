/** Bundles the browser client of the shell in `folder` to `client/dist`. */
export function buildClient(folder: string): Promise<void>;
