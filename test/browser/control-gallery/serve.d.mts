/** Serves the gallery on a free port; `react` is a folder with the UMD builds of another React. */
export function serveGallery(options?: { readonly react?: string }): Promise<{
  readonly url: string;
  close(): Promise<void>;
}>;
