import type { FinanceKey } from '../../maps/compiled-map';

/** Finds the row that a text of Finance names by its key. */
export interface NamedRows {
  /** `RecordId` of an error. Null where it names none of these rows, or more than one. */
  ofRecord(record: string): number | null;
  /** A line of a file: all values of the key are among its cells. */
  ofLine(cells: readonly string[]): number | null;
}

/**
 * How a key of several fields is spelled in one text, nobody has written down. So a row is named when all its key values
 * are there, parted by whatever does not belong to them; and not at all when two rows would be.
 *
 * @param companyField said of the whole import, never of a row
 */
export function namedRows(keys: readonly FinanceKey[], companyField: string | undefined): NamedRows {
  const values = keys.map((key) =>
    Object.entries(key)
      .filter(([field]) => field !== companyField)
      .map(([, value]) => plain(String(value ?? ''))),
  );
  const byFirst = new Map<string, number[]>();
  values.forEach(([first = ''], at) => byFirst.set(first, [...(byFirst.get(first) ?? []), at]));

  const ofLine = (cells: readonly string[]): number | null => {
    const there = new Set(cells.map(plain));
    const named = [...there]
      .flatMap((cell) => byFirst.get(cell) ?? [])
      .filter((at) => values[at]?.every((value) => there.has(value)));
    return named.length === 1 ? (named[0] ?? null) : null;
  };
  return {
    ofLine,
    ofRecord: (record) => (record.trim() === '' ? null : (ofLine([record]) ?? ofLine(record.split(/[,;|+\t]/)))),
  };
}

/** Finance compares without case and ignores blanks at the end; ids come with braces or without. */
const plain = (text: string): string =>
  text
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/^\{(.*)\}$/s, '$1')
    .trim()
    .toLowerCase();
