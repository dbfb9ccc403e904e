import type { CompiledMap, FinanceKey } from '../maps/compiled-map';
import type { Value } from '../maps/value';
import { differingColumns } from './merge';
import { isThere, type RecordId, type SyncRecord, type SyncStatus } from './record';
import type { FinanceRow, SourceRow } from './sides';

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

/** One row with all that is known of it. */
export interface Beheld {
  readonly source: SourceRow;
  /** Null where it cannot be told yet. */
  readonly key: FinanceKey | null;
  readonly company: string | null;
  readonly finance: FinanceRow | null;
  readonly record: SyncRecord | null;
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

/** A row that Finance has and Dataverse has not. Pure. */
export function onlyInFinance(
  map: CompiledMap,
  { key }: FinanceRow,
  company: string | null,
  record: SyncRecord | null,
): Difference {
  return {
    kind: 'onlyFinance',
    mapKey: map.definition.key,
    recordId: record?.recordId ?? null,
    name: record?.name ?? Object.values(key).join(' · '),
    company,
    financeKey: key,
    columns: [],
    status: record?.status ?? null,
    code: record?.reason?.code ?? null,
    // One that nobody knows is on its way: the next compare brings it.
    isExplained: record?.status !== 'inSync',
  };
}

/** Does the sync record say so, or has the row changed since anybody looked at it? */
const isSaid = ({ record, source }: Beheld): boolean =>
  record === null || record.status !== 'inSync' || BigInt(source.version) > BigInt(record.sourceVersion ?? '0');

/** Finance's side is looked at from time to time only, and only where it counts. */
const isUnseenInFinance = (map: CompiledMap, { record, finance }: Beheld): boolean =>
  map.carries.toDataverse && record?.targetEtag !== undefined && record.targetEtag !== (finance?.etag ?? null);
