import type { CompiledMap, FinanceKey } from '../maps/compiled-map';
import type { Value } from '../maps/value';
import { runsIn, type Engine, type RunningMap } from './engine';
import { companyOf, keyText, syncRecordId } from './identity';
import { differingColumns } from './merge';
import { isThere, type RecordId, type SyncRecord, type SyncStatus } from './record';
import { newRun, recordRun } from './recorded-run';
import type { FinanceRow, KeyText, SourceRow } from './sides';

/** A column in which the two sides differ, each value in Finance's normal form. */
export interface DifferingColumn {
  readonly column: string;
  readonly here: Value;
  readonly finance: Value;
}

/** A row that is not the same on both sides. */
export interface Difference {
  readonly kind: 'different' | 'onlyDataverse' | 'onlyFinance';
  readonly mapKey: string;
  /** Null for a row that only Finance has and nobody knows. */
  readonly recordId: RecordId | null;
  readonly name: string;
  readonly company: string | null;
  readonly financeKey: FinanceKey | null;
  /** Only of rows that both sides have. */
  readonly columns: readonly DifferingColumn[];
  /** What the sync record says of the row; null where there is none. */
  readonly status: SyncStatus | null;
  readonly code: string | null;
  /**
   * Known and said: the sync record says why the row is not in sync, or that it has not been looked at since it changed.
   * What is not explained is what a reconcile is for.
   */
  readonly isExplained: boolean;
}

export interface ReconcileReport {
  readonly mapKey: string;
  /** Rows that both sides have, alike. */
  readonly equal: number;
  readonly differences: readonly Difference[];
}

/**
 * Compares all rows of one map on both sides, column by column, and writes no business row and no sync record: only the
 * run itself is recorded. Sees what no feed shows: what was changed behind the back of both.
 *
 * @param companies that exist in Finance, in lower case
 * @param only of this company; null: all
 * @throws SideUnavailable
 */
export async function reconcileMap(
  engine: Engine,
  running: RunningMap,
  companies: readonly string[],
  only: string | null,
  told: (done: number) => void = () => undefined,
): Promise<ReconcileReport> {
  const { map } = running;
  const mapKey = map.definition.key;
  const scope = scopeFor(running, only);
  const differences: Difference[] = [];
  const seen = new Set<KeyText>();
  let equal = 0;
  const tally = () => ({
    done: equal + differences.length,
    written: 0,
    errors: differences.filter(({ isExplained }) => !isExplained).length,
  });
  await recordRun(engine, newRun(engine, 'reconcile', mapKey), tally, async (progress) => {
    for await (const page of engine.dataverse.changes(map, null)) {
      const ids = page.changes.filter(({ deleted }) => !deleted).map((change) => change.id);
      for (let at = 0; at < ids.length; at += engine.options.batchSize) {
        const batch = await readBatch(engine, map, ids.slice(at, at + engine.options.batchSize));
        for (const one of batch) {
          if (one.key !== null) seen.add(keyText(one.key));
          if (!scope(one.company)) continue;
          const difference = compareRow(map, one);
          if (difference === 'equal') equal += 1;
          else if (difference !== null) differences.push(difference);
        }
        told(equal + differences.length);
        await progress();
      }
    }
    if (map.carries.toDataverse) differences.push(...(await onlyInFinance(engine, running, companies, scope, seen)));
  });
  return { mapKey, equal, differences };
}

function scopeFor(running: RunningMap, only: string | null): (company: string | null) => boolean {
  const runs = runsIn(running);
  return (company) => runs(company) && (only === null || company === only.toLowerCase());
}

/** One row with all that is known of it. */
export interface Beheld {
  readonly source: SourceRow;
  /** Null where it cannot be told yet. */
  readonly key: FinanceKey | null;
  readonly company: string | null;
  readonly finance: FinanceRow | null;
  readonly record: SyncRecord | null;
}

async function readBatch(engine: Engine, map: CompiledMap, ids: readonly RecordId[]): Promise<readonly Beheld[]> {
  const records = await engine.ledger.records(map.definition.key, ids);
  const rows = [...(await engine.dataverse.rows(map, ids)).values()];
  const keyed = rows.map((source) => {
    const made = map.financeKey(source.row);
    const record = records.get(source.id)?.record ?? null;
    return { source, record, key: 'key' in made ? made.key : (record?.financeKey ?? null) };
  });
  const keys = keyed.flatMap(({ key }) => (key === null ? [] : [key]));
  const there = keys.length === 0 ? new Map<KeyText, FinanceRow>() : await engine.finance.rows(map, keys);
  return keyed.map((one) => ({
    ...one,
    company: companyOf(map, one.key),
    finance: one.key === null ? null : (there.get(keyText(one.key)) ?? null),
  }));
}

/** Null: none of the map's business. Pure. */
export function compareRow(map: CompiledMap, row: Beheld): Difference | 'equal' | null {
  const { source, record, finance, key, company } = row;
  if (map.carries.toFinance && !map.includesDataverse(source.row)) return null;
  // Finance moves what it has posted on, and archives it: the receipt is what counts.
  if (finance === null && map.definition.policies.insertOnce && isThere(record)) return 'equal';
  const about = {
    mapKey: map.definition.key,
    recordId: source.id,
    name: source.name ?? source.id,
    company,
    financeKey: key,
    status: record?.status ?? null,
    code: record?.reason?.code ?? null,
  };
  if (finance === null) {
    if (!map.carries.toFinance) return null;
    return { ...about, kind: 'onlyDataverse', columns: [], isExplained: isSaid(row) };
  }
  if (!map.carries.toFinance && !map.includesFinance(finance.row)) return null;
  const left = new Set(record?.adjusted);
  const columns = differingColumns(map, source.row, finance.row, company).filter(({ column }) => !left.has(column));
  if (columns.length === 0) return 'equal';
  return { ...about, kind: 'different', columns, isExplained: isSaid(row) || isUnseenInFinance(map, row) };
}

/** Does the sync record say so, or has the row changed since anybody looked at it? */
const isSaid = ({ record, source }: Beheld): boolean =>
  record === null || record.status !== 'inSync' || BigInt(source.version) > BigInt(record.sourceVersion ?? '0');

/** Finance's side is looked at from time to time only, and only where it counts. */
const isUnseenInFinance = (map: CompiledMap, { record, finance }: Beheld): boolean =>
  map.carries.toDataverse && record?.targetEtag !== undefined && record.targetEtag !== (finance?.etag ?? null);

async function onlyInFinance(
  engine: Engine,
  { map }: RunningMap,
  companies: readonly string[],
  scope: (company: string | null) => boolean,
  seen: ReadonlySet<KeyText>,
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  const all = map.definition.finance.companyField === undefined ? [null] : companies.filter(scope);
  for (const company of all) {
    for await (const rows of engine.finance.scan(map, company)) {
      const strangers = rows.filter((row) => map.includesFinance(row.row) && !seen.has(keyText(row.key)));
      if (strangers.length === 0) continue;
      const owners = await engine.ledger.owners(
        map.definition.key,
        strangers.map((row) => keyText(row.key)),
      );
      const ids = strangers.flatMap(({ key }) => owners.get(keyText(key))?.[0] ?? []);
      const records = await engine.ledger.recordsById(ids.map((one) => syncRecordId(map.definition.key, one)));
      for (const { key } of strangers) {
        const recordId = owners.get(keyText(key))?.[0] ?? null;
        const record =
          recordId === null ? null : (records.get(syncRecordId(map.definition.key, recordId))?.record ?? null);
        found.push({
          kind: 'onlyFinance',
          mapKey: map.definition.key,
          recordId,
          name: record?.name ?? Object.values(key).join(' · '),
          company,
          financeKey: key,
          columns: [],
          status: record?.status ?? null,
          code: record?.reason?.code ?? null,
          // One that nobody knows is on its way: the next compare brings it.
          isExplained: record === null || record.status !== 'inSync',
        });
      }
    }
  }
  return found;
}
