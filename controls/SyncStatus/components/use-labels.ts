import * as React from 'react';
import { columnsIn, labelsOf, type Metadata } from '../data/labels';
import { labelOf, type Labels } from '../status/columns';
import type { Situation } from '../status/known';

const NONE: Labels = new Map();

/** How columns are called, once somebody looks at the details that name them. */
export function useLabels(
  metadata: Metadata,
  situation: Situation | null,
  isWanted: boolean,
): (column: string) => string {
  const [labels, setLabels] = React.useState(NONE);
  const table = situation?.record?.table ?? '';
  const columns = columnsIn(situation?.answer?.records ?? []).join(' ');
  const metadataNow = React.useRef(metadata);
  metadataNow.current = metadata;

  React.useEffect(() => {
    if (!isWanted || columns === '') return undefined;
    let isCurrent = true;
    void labelsOf(metadataNow.current, table, columns.split(' ')).then((found) => {
      if (isCurrent && found.size > 0) setLabels(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [isWanted, table, columns]);

  return (column) => labelOf(labels, column);
}
