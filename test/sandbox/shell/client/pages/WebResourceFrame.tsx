import * as React from 'react';

const ROW_HEIGHT = 33;
const SMALLEST_ROWS = 6;

/** An HTML web resource on a form or in a dialog. */
export function WebResourceFrame({ url, title, rows }: { url: string; title: string; rows: number }): JSX.Element {
  return (
    <iframe
      className="web-resource"
      src={url}
      title={title}
      style={{ height: Math.max(rows, SMALLEST_ROWS) * ROW_HEIGHT }}
    />
  );
}
