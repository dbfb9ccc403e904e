/** A Dataverse row that somebody works on; `id` is a guid in lower case without braces. */
export interface RecordRef {
  readonly table: string;
  readonly id: string;
}

/** A row as the platform's client answers it. */
export type ApiRow = Readonly<Record<string, unknown>>;

/** What the scripts need of the page they run in. `xrm.ts` makes one of `Xrm`; tests make their own. */
export interface Platform {
  create(table: string, row: Readonly<Record<string, string | number>>): Promise<void>;
  query(table: string, options: string): Promise<readonly ApiRow[]>;
  /** Tells other windows of this browser; may be missed. */
  hint(kind: 'saved' | 'asked', record: RecordRef): void;
  /** A text of the solution in the user's language, with `{0}`, `{1}` filled in. */
  text(key: string, ...parts: readonly (string | number)[]): string;
  /** A bar over the page that leaves by itself, or with a click. */
  notify(kind: 'info' | 'error', message: string): void;
  open(url: string): void;
}

/** A guid as the platform's client gives it, `{ABC…}`, in the spelling of Tandem's tables. */
export const recordRef = (table: string, id: string): RecordRef => ({
  table,
  id: id.replace(/[{}]/g, '').toLowerCase(),
});
