import * as React from 'react';
import type { IconName } from '../status/view';

/**
 * Drawn here, on a grid of 20: Fluent's icon font comes from a server that a form may not reach. Hidden from readers;
 * the word beside it carries the meaning.
 */
export function Icon({
  name,
  size = 16,
}: {
  readonly name: IconName | 'chevron';
  readonly size?: number;
}): React.ReactElement {
  return (
    <svg
      className={`tandem-sync-icon tandem-sync-icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {DRAWINGS[name]}
    </svg>
  );
}

const solid = (mark: React.ReactElement) => (
  <>
    <circle cx="10" cy="10" r="9" fill="currentColor" stroke="none" />
    {mark}
  </>
);
const mark = (d: string) => <path className="tandem-sync-icon-mark" d={d} strokeWidth={1.8} />;

const DRAWINGS: Readonly<Record<IconName | 'chevron', React.ReactElement>> = {
  check: solid(mark('M6 10.4l2.7 2.7L14.2 7.4')),
  cross: solid(mark('M6.9 6.9l6.2 6.2M13.1 6.9l-6.2 6.2')),
  minus: solid(mark('M6 10h8')),
  clock: (
    <>
      <circle cx="10" cy="10" r="8" />
      <path d="M10 5.5V10h3.5" />
    </>
  ),
  sync: <path d="M3 9a7 7 0 0 1 12.4-3.2L17 7.6M17 3.6v4h-4M17 11a7 7 0 0 1-12.4 3.2L3 12.4M3 16.4v-4h4" />,
  retry: <path d="M5.2 5.5A7 7 0 1 0 10 3.2M5 2v3.8h3.8" />,
  hourglass: <path d="M5 3h10M5 17h10M6 3v3l4 4 4-4V3M6 17v-3l4-4 4 4v3" />,
  branch: (
    <>
      <circle cx="5.5" cy="4" r="1.8" />
      <circle cx="5.5" cy="16" r="1.8" />
      <circle cx="14.8" cy="12.4" r="1.8" />
      <path d="M5.5 5.8v8.4M5.5 6.5c0 4 3 5.6 7.5 5.8" />
    </>
  ),
  plug: (
    <path d="M3 17l2-2M17 3l-2 2M6 9l5 5c-2 2-4 2-6 1-1-2-1-4 1-6zM14 11L9 6c2-2 4-2 6-1 1 2 1 4-1 6zM10 7L8 9M13 10l-2 2" />
  ),
  question: (
    <>
      <circle cx="10" cy="10" r="8" />
      <path d="M7.8 7.8a2.3 2.3 0 1 1 3.5 2c-.9.5-1.3 1-1.3 1.9M10 14.2v.1" />
    </>
  ),
  wifi: <path d="M4 16h.1M4 12a4 4 0 0 1 4 4M4 8a8 8 0 0 1 8 8M4 4a12 12 0 0 1 12 12M15 3v5M15 11v.1" />,
  warning: <path d="M10 2.8L18.4 17H1.6L10 2.8zM10 8v4.2M10 14.6v.1" />,
  copy: <path d="M7 6V3h6.5L17 6.5V15h-4M13 3v4h4M3 6h6l3.5 3.5V18H3zM9 6v4h3.5" />,
  person: (
    <>
      <circle cx="10" cy="6.4" r="3.8" />
      <path d="M3 18c.4-4.2 3.2-6 7-6s6.6 1.8 7 6" />
    </>
  ),
  openOut: <path d="M10 4H3v13h13v-7M12 3h5v5M17 3l-8 8" />,
  chevron: <path d="M4 7l6 6 6-6" />,
};
