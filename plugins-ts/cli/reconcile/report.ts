import pc from 'picocolors';
import { NOTHING_YET, type Difference, type ReconcileCounts } from '../../sync';
import type { Output } from '../output';

/** Differences of a map that the JSON answer names; the rest is counted, and in the CSV. */
const IN_ANSWER = 1_000;
/** Unexplained differences that are printed. */
const PRINTED = 20;

/** What a reconcile has found, as it goes along: numbers of all, and as many differences as somebody will read. */
export class ReconcileReport {
  readonly #counts = new Map<string, ReconcileCounts>();
  readonly #kept = new Map<string, Difference[]>();
  readonly #printed: Difference[] = [];
  readonly #totals = new Map<string, number>();

  constructor(mapKeys: readonly string[]) {
    for (const key of mapKeys) this.#counts.set(key, NOTHING_YET);
  }

  take(mapKey: string, differences: readonly Difference[], counts: ReconcileCounts): void {
    this.#counts.set(mapKey, counts);
    this.#totals.set(mapKey, (this.#totals.get(mapKey) ?? 0) + differences.length);
    const kept = this.#kept.get(mapKey) ?? [];
    this.#kept.set(mapKey, [...kept, ...differences.slice(0, IN_ANSWER - kept.length)]);
    const unexplained = differences.filter(({ isExplained }) => !isExplained);
    this.#printed.push(...unexplained.slice(0, PRINTED - this.#printed.length));
  }

  /** Rows that differ and of which nobody knows why. */
  get unexplained(): number {
    return [...this.#counts.values()].reduce((sum, counts) => sum + unexplainedIn(counts), 0);
  }

  get forScripts(): readonly object[] {
    return [...this.#counts].map(([mapKey, counts]) => {
      const differences = this.#kept.get(mapKey) ?? [];
      const leftOff = (this.#totals.get(mapKey) ?? 0) - differences.length;
      return { mapKey, ...counts, differences, ...(leftOff > 0 ? { leftOff } : {}) };
    });
  }

  tell(output: Output): void {
    const red = (number: number): string => (number === 0 ? '0' : pc.red(String(number)));
    output.table(
      ['Table map', 'Equal', 'Known to differ', 'Differ', 'Only in Dataverse', 'Only in Finance'],
      [...this.#counts].map(([mapKey, { equal, explained, unexplained }]) => [
        mapKey,
        String(equal),
        String(explained),
        red(unexplained.different),
        red(unexplained.onlyDataverse),
        red(unexplained.onlyFinance),
      ]),
    );
    this.#tellColumns(output);
    for (const { name, mapKey, kind, columns } of this.#printed) {
      output.line(`${pc.bold(name)} (${mapKey}): ${WORDS[kind]}`);
      for (const { column, here, finance } of columns) {
        output.line(`  ${column}: ${text(here)} in Dataverse, ${text(finance)} in Finance`);
      }
    }
    const more = this.unexplained - this.#printed.length;
    if (more > 0) output.line(`… and ${more} more: --csv FILE has all.`);
    if (this.unexplained === 0) output.line(pc.green('Both sides agree, or it is known why not.'));
  }

  #tellColumns(output: Output): void {
    const columns = [...this.#counts].flatMap(([mapKey, counts]) =>
      Object.entries(counts.columns).map(([column, rows]) => [mapKey, column, rows] as const),
    );
    if (columns.length < 2) return;
    const most = [...columns].sort((one, other) => other[2] - one[2]).slice(0, PRINTED);
    output.table(
      ['Table map', 'Column', 'Rows'],
      most.map(([mapKey, column, rows]) => [mapKey, column, String(rows)]),
    );
  }
}

const unexplainedIn = ({ unexplained }: ReconcileCounts): number =>
  unexplained.different + unexplained.onlyDataverse + unexplained.onlyFinance;

/** `12 300 rows compared, 3 differ` */
export function progressOf(counts: ReconcileCounts): string {
  const differ = unexplainedIn(counts);
  const rows = counts.equal + counts.explained + differ;
  return `${rows} rows compared${differ > 0 ? `, ${pc.red(`${differ} differ`)}` : ''}`;
}

const WORDS: Readonly<Record<Difference['kind'], string>> = {
  different: 'differs',
  onlyDataverse: 'only in Dataverse',
  onlyFinance: 'only in Finance',
};

const text = (value: unknown): string => (value === null || value === '' ? 'nothing' : JSON.stringify(value));
