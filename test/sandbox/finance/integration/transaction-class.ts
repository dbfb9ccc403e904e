import type { Value } from '../model/value';

/** Finance's types of category (`ProjCategoryType`); expenses are its *Cost*, fees its *Revenue*. */
export type CategoryType = 'Hour' | 'Cost' | 'Item' | 'OnAccount' | 'Revenue';

/** Dataverse's transaction classification, as the staging table holds it, and what Finance makes of it. */
const CLASSES: Readonly<Record<string, CategoryType>> = {
  '192350000': 'Hour',
  '192350001': 'Cost',
  '192350002': 'Item',
  '192350003': 'OnAccount',
  '192350004': 'Revenue',
  '192350005': 'OnAccount',
};

export function categoryTypeOf(classification: Value): CategoryType | null {
  return CLASSES[classification] ?? null;
}

/**
 * Endings of the shared categories that a transaction category gets, one per type ("Configure project categories").
 * On-account categories came with 10.0.41 and only where switched on: four are made.
 */
export const SHARED_CATEGORY_TYPES: readonly (readonly [CategoryType, string])[] = [
  ['Hour', '1'],
  ['Revenue', '2'],
  ['Item', '3'],
  ['Cost', '4'],
];

/** `TCN-0000001000-D3B43-1` for hours of `TCN-0000001000-D3B43`; null where a type has none. */
export function sharedCategoryId(category: Value, type: CategoryType): Value | null {
  const ending = SHARED_CATEGORY_TYPES.find(([known]) => known === type)?.[1];
  return ending === undefined ? null : `${category}-${ending}`;
}
