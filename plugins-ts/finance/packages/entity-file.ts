import type { CompiledMap } from '../../maps/compiled-map';
import type { Value } from '../../maps/value';
import type { FinanceWrite } from '../../sync/sides';

/** The rows of a package as a table of text. */
export interface EntityFile {
  /** Field names as data management spells them: in capitals. */
  readonly fields: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/**
 * The fields of a map that are sent, keys first, and a line for each row. The company is left out: it is said of the
 * import as a whole.
 */
export function entityFile(map: CompiledMap, writes: readonly FinanceWrite[]): EntityFile {
  const { companyField } = map.definition.finance;
  const rows = writes.map((write) => (write.kind === 'delete' ? write.key : { ...write.values, ...write.key }));
  const keys = writes.flatMap(({ key }) => Object.keys(key));
  const fields = [...new Set([...keys, ...rows.flatMap((row) => Object.keys(row))])].filter(
    (field) => field !== companyField,
  );
  return {
    fields: fields.map((field) => field.toUpperCase()),
    lines: rows.map((row) => fields.map((field) => spell(row[field] ?? null))),
  };
}

/**
 * X++ has no null: what is nothing stays empty, and the entity puts its own nothing there. Enums go by symbol, days as
 * they are written, instants in UTC, for which data management takes them when nothing else is set.
 */
function spell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const instant = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(String(value));
  return instant === null ? String(value) : `${instant[1]} ${instant[2]}`;
}

/**
 * As the data format *CSV-Unicode* wants it: UTF-16, little end first, with a mark ("Selected file is not Unicode"
 * otherwise), and lines that end in CR LF: without the CR Finance finds none of the columns and calls the mapping
 * incorrect. Both were found by people who sent other files.
 */
export function csvUnicode({ fields, lines }: EntityFile): Uint8Array {
  const text = [fields, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, true);
  for (let at = 0; at < text.length; at += 1) view.setUint16(2 + at * 2, text.charCodeAt(at), true);
  return bytes;
}

const cell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
