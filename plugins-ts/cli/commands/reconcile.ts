import { randomUUID } from 'node:crypto';
import pc from 'picocolors';
import { createRequest } from '../../dataverse';
import { reconcileMap, type Difference, type Engine, type ReconcileReport, type RunningMap } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import { prepare } from '../host-maps';
import type { Output } from '../output';
import { unknownMap } from '../unknown-map';

export interface ReconcileOptions {
  /** Keys of table maps; empty: all that run. */
  readonly maps: readonly string[];
  readonly company: string | null;
  /** Whose values count for what is not explained; null: report only. */
  readonly repair: 'dataverse' | 'finance' | null;
  /** Gets every difference as comma-separated values. */
  readonly writeCsv: ((text: string) => void) | null;
}

/** Differences that are printed; `--csv` and `--json` have all. */
const PRINTED = 20;

/**
 * Compares both sides row by row and column by column, and says what differs and whether that is known. Repairs by
 * requests, which a host carries out as it does a person's.
 *
 * @throws Failure when a map is not there or does not run
 */
export async function reconcile(
  connected: Connected,
  engine: Engine,
  options: ReconcileOptions,
  output: Output,
): Promise<ExitCode> {
  const { running, companies } = await mapsFor(connected, engine, options.maps, output);
  const reports: ReconcileReport[] = [];
  for (const one of running) reports.push(await reconcileMap(engine, one, companies, options.company));
  const differences = reports.flatMap((report) => report.differences);
  options.writeCsv?.(csvOf(differences));
  const asked = options.repair === null ? [] : await repair(connected, differences, running, options.repair);

  output.answer({ asOf: new Date(engine.clock.now()).toISOString(), maps: reports, repairing: asked.length });
  tell(reports, output);
  if (options.repair !== null) output.line(`Repair asked for ${asked.length} ${asked.length === 1 ? 'row' : 'rows'}.`);
  return differences.some(({ isExplained }) => !isExplained) ? EXIT.needsPerson : EXIT.done;
}

async function mapsFor(
  connected: Connected,
  engine: Engine,
  wanted: readonly string[],
  output: Output,
): Promise<{ readonly running: readonly RunningMap[]; readonly companies: readonly string[] }> {
  const stored = await engine.ledger.tableMaps();
  const runs = stored.filter(({ state }) => state !== 'stopped').map(({ map }) => map.key);
  if (runs.length === 0) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.MAP_UNKNOWN,
      'No table map is running.',
      'Start some: tandem setup --start.',
    );
  }
  const strangers = wanted.filter((key) => !runs.includes(key));
  if (strangers.length > 0) throw unknownMap(strangers, runs, 'running');
  const chosen = wanted.length === 0 ? runs : wanted;
  const { maps, refused } = await prepare(connected, stored, ({ map }) => chosen.includes(map.key));
  for (const { findings } of refused) printFindings(output, findings);
  return maps;
}

/** One request per row that is not explained. What is posted once is never repaired by many: a person looks at the row. */
async function repair(
  { dataverse }: Connected,
  differences: readonly Difference[],
  running: readonly RunningMap[],
  side: 'dataverse' | 'finance',
): Promise<readonly Difference[]> {
  const repairable = differences.filter(({ isExplained, recordId, kind, mapKey }) => {
    const policies = running.find(({ map }) => map.definition.key === mapKey)?.map.definition.policies;
    const makes = kind === 'different' || side === (kind === 'onlyDataverse' ? 'dataverse' : 'finance');
    return !isExplained && recordId !== null && policies?.insertOnce === false && makes;
  });
  for (const { recordId, mapKey, name, columns } of repairable) {
    const table = running.find(({ map }) => map.definition.key === mapKey)?.map.definition.dataverse.table ?? '';
    await createRequest(dataverse, {
      id: randomUUID(),
      kind: columns.length > 0 ? 'resolve' : 'retry',
      table,
      recordId: recordId ?? '',
      mapKey,
      name,
      ...(columns.length > 0 ? { choice: Object.fromEntries(columns.map(({ column }) => [column, side])) } : {}),
    });
  }
  return repairable;
}

function tell(reports: readonly ReconcileReport[], output: Output): void {
  const count = ({ differences }: ReconcileReport, kind: Difference['kind']): number =>
    differences.filter((one) => one.kind === kind && !one.isExplained).length;
  const red = (number: number): string => (number === 0 ? '0' : pc.red(String(number)));
  output.table(
    ['Table map', 'Equal', 'Known to differ', 'Differ', 'Only in Dataverse', 'Only in Finance'],
    reports.map((report) => [
      report.mapKey,
      String(report.equal),
      String(report.differences.filter(({ isExplained }) => isExplained).length),
      red(count(report, 'different')),
      red(count(report, 'onlyDataverse')),
      red(count(report, 'onlyFinance')),
    ]),
  );
  const unexplained = reports.flatMap(({ differences }) => differences.filter(({ isExplained }) => !isExplained));
  if (unexplained.length === 0) output.line(pc.green('Both sides agree, or it is known why not.'));
  for (const { name, mapKey, kind, columns } of unexplained.slice(0, PRINTED)) {
    output.line(`${pc.bold(name)} (${mapKey}): ${WORDS[kind]}`);
    for (const { column, here, finance } of columns) {
      output.line(`  ${column}: ${text(here)} in Dataverse, ${text(finance)} in Finance`);
    }
  }
  if (unexplained.length > PRINTED) output.line(`… and ${unexplained.length - PRINTED} more: --csv FILE has all.`);
}

const WORDS: Readonly<Record<Difference['kind'], string>> = {
  different: 'differs',
  onlyDataverse: 'only in Dataverse',
  onlyFinance: 'only in Finance',
};

const text = (value: unknown): string => (value === null || value === '' ? 'nothing' : JSON.stringify(value));

const HEADINGS = [
  'map',
  'record',
  'name',
  'company',
  'key',
  'kind',
  'column',
  'dataverse',
  'finance',
  'status',
  'code',
  'known',
];

/** A line for each differing column, and one for each row that only one side has. RFC 4180. Pure. */
export function csvOf(differences: readonly Difference[]): string {
  const lines = differences.flatMap((one) => {
    const about = [
      one.mapKey,
      one.recordId,
      one.name,
      one.company,
      Object.values(one.financeKey ?? {}).join('|'),
      one.kind,
    ];
    const said = [one.status, one.code, one.isExplained ? 'yes' : 'no'];
    return one.columns.length === 0
      ? [[...about, '', '', '', ...said]]
      : one.columns.map(({ column, here, finance }) => [...about, column, here, finance, ...said]);
  });
  return [HEADINGS, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** What a spreadsheet would take for a formula is text here. */
function cell(value: unknown): string {
  const plain = value == null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(plain) && !/^-?\d+(\.\d+)?$/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
