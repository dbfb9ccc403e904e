import type { FinanceKey } from '../../maps/compiled-map';
import type { PackagedRow } from '../../sync/package-side';
import type { ExecutionError } from './execution-errors';
import { namedRows } from './named-rows';
import type { ExecutionStatus } from './next-step';

/** What Finance says of an import that is over. */
export interface Ending {
  readonly status: ExecutionStatus;
  readonly errors: readonly ExecutionError[];
  /** Rows that Finance says it created or updated; null where it does not say. */
  readonly written: number | null;
  /** Lines of Finance's files of rows that did not get through, by cells; empty until somebody has fetched them. */
  readonly lines: readonly (readonly string[])[];
}

export interface Sent {
  /** Of the rows that are asked about. */
  readonly keys: readonly FinanceKey[];
  readonly companyField: string | undefined;
  /** Rows of the whole package. */
  readonly size: number;
}

/**
 * Which rows got in. Finance names rows that did not, and counts those that did; only where both add up to what was sent
 * is a row without an error taken for written, for this is all the receipt that there will ever be.
 *
 * ```
 *   it wrote all of them                    written, whatever it remarked
 *   it wrote none                           refused, in the words that there are
 *   written + named = sent                  the named are refused, the others written
 *   otherwise                               the named are refused, about the others nobody knows
 *   more written than were not named        also the named may be in
 * ```
 *
 * Where Finance does not count, its status has to do: a success without an error, or a partial one whose every error is
 * a row's.
 */
export function outcomesOf(sent: Sent, ending: Ending): readonly PackagedRow[] {
  const said = whatIsSaid(sent, ending);
  const { status, written } = ending;
  const remark = said.general === '' ? status : said.general;
  const refused = (at: number): PackagedRow => ({
    kind: 'refused',
    code: status,
    says: said.ofRow.get(at) || remark,
  });
  const all = (row: (at: number) => PackagedRow): readonly PackagedRow[] => sent.keys.map((_, at) => row(at));
  const unclear: PackagedRow = {
    kind: 'unclear',
    says: written === null ? remark : `${remark} (${written} / ${sent.size})`,
  };
  const split = (others: PackagedRow, named = refused): readonly PackagedRow[] =>
    all((at) => (said.ofRow.has(at) ? named(at) : others));

  if (written === null) return split(isTold(status, said) ? WRITTEN : unclear);
  if (written >= sent.size) return all(() => WRITTEN);
  // A success that wrote nothing contradicts itself: the count may be late.
  if (written === 0 && status !== 'Succeeded') return all(refused);
  const named = said.ofRow.size + said.strangers;
  if (written + named > sent.size) return split(WRITTEN, () => unclear);
  const accounted = written + named === sent.size && said.strangers <= sent.size - sent.keys.length;
  return split(accounted ? WRITTEN : unclear);
}

const WRITTEN: PackagedRow = { kind: 'written', row: null };

interface Said {
  /** What Finance has against a row, by its place. */
  readonly ofRow: ReadonlyMap<number, string>;
  /** Rows that are named and are none of these. */
  readonly strangers: number;
  /** What was said of no row. */
  readonly general: string;
}

function whatIsSaid(sent: Sent, { errors, lines }: Ending): Said {
  const rows = namedRows(sent.keys, sent.companyField);
  const ofRow = new Map<number, string>();
  const strangers = new Set<string>();
  const general = new Set<string>();
  const add = (at: number, says: string): void => {
    const before = ofRow.get(at) ?? '';
    ofRow.set(at, before === '' || before.includes(says) ? before || says : `${before} ${says}`);
  };
  for (const { record, says } of errors) {
    const at = rows.ofRecord(record);
    if (at !== null) add(at, says);
    else {
      if (record !== '') strangers.add(record.toLowerCase());
      if (says !== '') general.add(says);
    }
  }
  for (const cells of lines) {
    const at = rows.ofLine(cells);
    if (at !== null) add(at, '');
  }
  return { ofRow, strangers: strangers.size, general: [...general].join(' ') };
}

const isTold = (status: ExecutionStatus, { ofRow, strangers, general }: Said): boolean => {
  if (strangers > 0 || general !== '') return false;
  return status === 'Succeeded' ? ofRow.size === 0 : status === 'PartiallySucceeded' && ofRow.size > 0;
};
