import type { CompiledMap, Row } from '../../../plugins-ts/maps';
import {
  DEFAULT_OPTIONS,
  keyText,
  newCheckpoint,
  newRecord,
  syncRecordId,
  type DataverseSide,
  type Engine,
  type FinanceSide,
  type Ledger,
  type RecordId,
  type SourceRow,
  type StoredRecord,
} from '../../../plugins-ts/sync';

const PAGE = 5_000;
const RECORDS_PAGE = 1_000;
const MADE = Date.parse('2026-11-01T00:00:00Z');

/**
 * Both systems and Tandem's own tables with as many rows as one likes and no memory of any: rows are made from their
 * number when they are asked for, what is written is answered as done and forgotten.
 */
export function generatedEngine(map: CompiledMap, count: number): Engine {
  return {
    host: 'bench',
    version: '0',
    dataverse: generatedDataverse(count),
    finance: forgetfulFinance(map),
    ledger: forgetfulLedger(map, count),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: () => 0.5,
    newId: () => 'run',
    options: DEFAULT_OPTIONS,
  };
}

const idOf = (at: number): RecordId => `0a00beef-0000-4000-8000-${String(at).padStart(12, '0')}`;
const numberOf = (id: RecordId): number => Number(id.slice(-12));

function generatedDataverse(count: number): DataverseSide {
  return {
    probe: () => Promise.resolve(),
    async *changes(_map, token) {
      for (let from = 0; token === null && from < count; from += PAGE) {
        const changes = numbersFrom(from, Math.min(count, from + PAGE)).map((at) => ({
          id: idOf(at),
          deleted: false,
          version: String(at + 1),
        }));
        yield await Promise.resolve({ changes, token: from + PAGE >= count ? String(count) : null });
      }
    },
    async *byVersion(_map, { after }) {
      for (let from = Number(after ?? 0); from < count; from += PAGE) {
        const page = numbersFrom(from, Math.min(count, from + PAGE));
        yield await Promise.resolve(page.map((at) => ({ id: idOf(at), version: String(at + 1), modifiedOn: null })));
      }
    },
    rows: (_map, ids) => Promise.resolve(new Map(ids.map((id) => [id, sourceRow(id)]))),
    idsByKey: () => Promise.resolve(new Map()),
    pointing: () => Promise.resolve(new Map()),
    write: () => Promise.resolve([]),
  };
}

function sourceRow(id: RecordId): SourceRow {
  const at = numberOf(id);
  const row: Row = {
    'company.code': 'usmf',
    'project.number': `P-${at % 100}`,
    number: `T-${at}`,
    name: `Task ${at}, which has a name of some length`,
  };
  return {
    id,
    version: String(at + 1),
    etag: `W/"${at + 1}"`,
    row,
    name: row.name as string,
    lookupNames: {},
    modifiedBy: null,
    modifiedOn: MADE,
    createdOn: MADE,
    ownerId: null,
  };
}

function forgetfulFinance(map: CompiledMap): FinanceSide {
  return {
    probe: () => Promise.resolve(),
    rows: () => Promise.resolve(new Map()),
    async *scan() {},
    write: (_map, writes) =>
      Promise.resolve(
        writes.map(({ key, ...write }) => {
          const values = write.kind === 'delete' ? {} : write.values;
          const row = { ...values, ...key };
          return { kind: 'written', row: { key: map.keyOf(row), etag: 'W/"1"', row } };
        }),
      ),
  };
}

function forgetfulLedger(map: CompiledMap, count: number): Ledger {
  const { key, dataverse } = map.definition;
  const recordOf = (at: number): StoredRecord => {
    const recordId = idOf(at);
    const record = newRecord({
      id: syncRecordId(key, recordId),
      mapKey: key,
      recordId,
      table: dataverse.table,
      name: `Task ${at}, which has a name of some length`,
    });
    const financeKey = { dataAreaId: 'usmf', ProjectId: `P-${at % 100}`, TaskId: `T-${at}` };
    return { record: { ...record, status: 'inSync', hash: keyText(financeKey), financeKey }, etag: 'W/"1"' };
  };
  return {
    records: () => Promise.resolve(new Map()),
    recordsById: () => Promise.resolve(new Map()),
    async *allRecords() {
      for (let from = 0; from < count; from += RECORDS_PAGE)
        yield await Promise.resolve(numbersFrom(from, Math.min(count, from + RECORDS_PAGE)).map(recordOf));
    },
    due: () => Promise.resolve([]),
    executions: () => Promise.resolve([]),
    claimedFor: () => Promise.resolve([]),
    owners: () => Promise.resolve(new Map()),
    waitingFor: () => Promise.resolve([]),
    bases: () => Promise.resolve(new Map()),
    settle: (writes) => Promise.resolve(writes.map(() => 'W/"1"')),
    checkpoint: (at) => Promise.resolve({ checkpoint: newCheckpoint(at), etag: null }),
    writeCheckpoint: () => Promise.resolve('W/"1"'),
    openRequests: () => Promise.resolve([]),
    writeRequest: () => Promise.resolve('W/"1"'),
    heartbeat: () => Promise.resolve(),
    log: () => Promise.resolve(),
    writeRun: () => Promise.resolve(),
    tableMaps: () => Promise.resolve([]),
  };
}

const numbersFrom = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, at) => from + at);
