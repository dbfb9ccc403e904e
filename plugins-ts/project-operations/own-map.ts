import type { ColumnMap, TableMap, Transform } from '../maps';

/**
 * A tenant's own dual-write map, with what dual-write has no word for and the shipped map of the same pair knows: which
 * fields hold days, which columns are answers, who wins. What the tenant's map says itself stays.
 */
export function withShippedKnowledge(own: TableMap, shipped: TableMap): TableMap {
  const columns = own.columns.map((column, at): ColumnMap => {
    const known = shipped.columns.find((one) => isSame(one, column));
    if (known === undefined) return column;
    // dual-write feeds the company by itself: the line for it was made, not read.
    const wasMade =
      own.extra?.columns[at]?.['isSystemGenerated'] === true && known.finance === shipped.finance.companyField;
    return {
      ...column,
      ...(wasMade ? { direction: known.direction } : {}),
      transforms: [...column.transforms, ...datesOf(known).filter(() => datesOf(column).length === 0)],
      ...kept('conflict', column.conflict ?? known.conflict),
      ...kept('answer', column.answer ?? known.answer),
    };
  });
  return { ...own, columns };
}

const isSame = (one: ColumnMap, other: ColumnMap): boolean =>
  lower(one.finance) === lower(other.finance) && lower(one.dataverse) === lower(other.dataverse);

const lower = (name: string | undefined): string => (name ?? '').toLowerCase();

const datesOf = ({ transforms }: ColumnMap): readonly Transform[] => transforms.filter(({ kind }) => kind === 'date');

function kept<N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in N]?: T });
}
