import * as React from 'react';

/** Nothing at first, then grey bars (the stylesheet says when); a line's height from the start, so nothing jumps. */
export const Skeleton = (): React.ReactElement => (
  <div className="tandem-sync-line" aria-busy="true">
    <span className="tandem-sync-bone tandem-sync-bone-mark" />
    <span className="tandem-sync-bone" />
    <span className="tandem-sync-bone tandem-sync-bone-short" />
  </div>
);
