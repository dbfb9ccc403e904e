import type { LocatedText } from './located-text';

/** A table map as dual-write stores it: the mapping, and what the row says besides. */
export interface StoredMap {
  /** What it came as; it can go back as the same without loss. */
  readonly form: 'text' | 'row' | 'solution';
  /** `fft_[msdyn_actuals - Project Operations integration actuals]`; absent in a bare text. */
  readonly name?: string;
  readonly displayName?: string;
  /** Four numbers; absent in a bare text. */
  readonly version?: string;
  readonly id?: string;
  /** JSON, as text. */
  readonly properties?: string;
  readonly mapping: LocatedText;
  /** Everything else in the row, as JSON by name. Annotations say nothing that the row does not. */
  readonly rest: readonly { readonly name: string; readonly json: string }[];
}

export const TABLE = 'msdyn_dualwriteentitymap';
export const ID = `${TABLE}id`;

/** The columns of the row that have a place of their own in `StoredMap`. */
export const OWN_COLUMNS = {
  name: 'msdyn_name',
  displayName: 'msdyn_displayname',
  version: 'msdyn_version',
  properties: 'msdyn_properties',
  mapping: 'msdyn_mapping',
} as const;

export type OwnColumn = keyof typeof OWN_COLUMNS;
