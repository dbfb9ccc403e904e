import {
  CODES,
  keyText,
  syncRecordId,
  type FinanceRow,
  type HostMaps,
  type HostRow,
  type SyncRecord,
} from '../../plugins-ts/sync';
import type { CompiledMap } from '../../plugins-ts/maps/compiled-map';
import type { Row } from '../../plugins-ts/maps/value';
import { checkEdits } from './edits';
import { SLOWEST } from './world/faults';
import { ALL_MAPS, flatOf, PROJECTS } from './world/maps';
import type { OrgRow } from './world/organization';
import type { World } from './world/world';

/** What is posted has rules of its own (`accounts.ts`). */
const ORDINARY = ALL_MAPS.filter((map) => !map.definition.policies.insertOnce);

/** After quiet: promise 1 (nothing is lost) and promise 3 (never silently wrong), from the outside. */
export function checkPromises(world: World): readonly string[] {
  const index = byKey(world);
  return [
    ...ORDINARY.flatMap((map) => [...checkRows(world, map), ...checkStrangers(world, map, index)]),
    ...checkEdits(world),
    ...[...world.books.records.values()].flatMap(({ value }) => checkRecord(world, value)),
  ];
}

/** Each row equals the mapping of its counterpart, or its sync record says why not. */
function checkRows(world: World, map: CompiledMap): readonly string[] {
  return [...world.org.table(map.definition.dataverse.table).values()].flatMap((source) =>
    checkRow(world, map, source).map((line) => `${map.definition.key} ${source.id}: ${line}`),
  );
}

function checkRow(world: World, map: CompiledMap, source: OrgRow): readonly string[] {
  const record = recordOf(world, map, source.id);
  const row = flatOf(world.org, map, source);
  const finance = counterpart(world, map, row);
  if (record !== undefined && record.status !== 'inSync') return excuse(world, map, row, record);
  if (map.carries.toFinance && !map.includesDataverse(row)) {
    return record === undefined ? [] : ['filtered out, and the record says inSync'];
  }
  if (!finance) {
    return map.carries.toFinance ? [`not in Finance, and ${record ? 'the record says inSync' : 'has no record'}`] : [];
  }
  if (!record) return ['on both sides, but has no sync record'];
  return differences(map, row, finance, record, record.adjusted);
}

/** What a record gives as its reason has to be so. */
function excuse(world: World, map: CompiledMap, row: Row, record: SyncRecord): readonly string[] {
  const finance = counterpart(world, map, row);
  const keyed = map.financeKey(row);
  switch (record.reason?.code) {
    case CODES.FILTER:
      return map.includesDataverse(row) ? ['filtered out by no filter'] : [];
    case CODES.COMPANY_OFF:
      return ['said to be in a company that is off, and all are on'];
    case CODES.DELETED:
      return ['said to be deleted, and is there'];
    case CODES.KEY_EMPTY:
      return 'missing' in keyed ? [] : ['waits for a key that it has'];
    case CODES.KEY_CHANGED:
      return 'key' in keyed && keyText(keyed.key) !== keyText(record.financeKey ?? {}) ? [] : ['its key is as it was'];
    case CODES.TARGET_MISSING:
      return finance ? ['said to be missing in Finance, and is there'] : [];
    case CODES.KEY_AMBIGUOUS:
      return hasRival(world, map, record, row) ? [] : ['said to share its number, with nobody'];
    case CODES.CONFLICT: {
      if (!finance) return ['in conflict with nothing'];
      const open = record.conflict.map(({ column }) => column);
      const closed = differences(map, row, finance, record, [...record.adjusted, ...open]);
      const agreed = record.conflict.filter(({ column, here, finance: there }) => {
        const path = map.columns.find((one) => one.name === column)?.dataverse ?? '';
        return (row[path] ?? null) !== here || (finance.row[column] ?? null) !== there;
      });
      return [...closed, ...agreed.map(({ column }) => `${column} is no longer what the conflict says`)];
    }
    default:
      return record.reason === null ? [`${record.status} without a reason`] : [];
  }
}

function hasRival(world: World, map: CompiledMap, record: SyncRecord, row: Row): boolean {
  const keyed = map.financeKey(row);
  const key = 'key' in keyed ? keyText(keyed.key) : null;
  return [...world.books.records.values()].some(({ value: other }) => {
    if (other.mapKey !== record.mapKey || other.id === record.id || other.financeKey === null) return false;
    return keyText(other.financeKey) === key;
  });
}

/**
 * Rows of Finance that no Dataverse row stands behind. Where the map never deletes, and nobody looks at Finance, they
 * are what is left of rows that are gone.
 */
function checkStrangers(world: World, map: CompiledMap, index: ReadonlyMap<string, SyncRecord[]>): readonly string[] {
  if (!map.carries.toDataverse && map.definition.policies.onDelete === 'never') return [];
  const paired = new Set(
    [...world.org.table(map.definition.dataverse.table).values()].flatMap((source) => {
      const keyed = map.financeKey(flatOf(world.org, map, source));
      return 'key' in keyed ? [keyText(keyed.key)] : [];
    }),
  );
  return [...world.finance.entity(map.definition.finance.entity).values()].flatMap((finance) => {
    const key = keyText(finance.key);
    if (paired.has(key)) return [];
    const records = index.get(`${map.definition.key} ${key}`) ?? [];
    const said = records.some((record) => record.status !== 'inSync');
    return said ? [] : [`${map.definition.key} ${key}: only in Finance, and nothing says why`];
  });
}

function byKey({ books }: World): ReadonlyMap<string, SyncRecord[]> {
  const index = new Map<string, SyncRecord[]>();
  for (const { value } of books.records.values()) {
    if (value.financeKey === null) continue;
    const key = `${value.mapKey} ${keyText(value.financeKey)}`;
    index.set(key, [...(index.get(key) ?? []), value]);
  }
  return index;
}

function differences(
  map: CompiledMap,
  row: Row,
  finance: FinanceRow,
  record: SyncRecord,
  excused: readonly string[],
): readonly string[] {
  return map.columns.flatMap((column) => {
    const here = (column.dataverse === undefined ? null : row[column.dataverse]) ?? null;
    const there = (column.finance === undefined ? null : finance.row[column.finance]) ?? null;
    if (here === there || excused.includes(column.name)) return [];
    return [`${column.name} is ${String(here)} here and ${String(there)} in Finance, and it is ${record.status}`];
  });
}

/** Nothing is left half done: no claim, no overdue attempt, and what is gone is said to be gone. */
function checkRecord(world: World, record: SyncRecord): readonly string[] {
  const where = `${record.mapKey} ${record.recordId}`;
  if (record.status === 'sending') return [`${where}: still claimed after quiet`];
  if (record.status === 'pending')
    return [`${where}: still pending after quiet (${record.reason?.code ?? 'no reason'})`];
  if (record.status === 'error' && record.reason === null) return [`${where}: an error without a reason`];
  return [...checkWake(world, record), ...checkGone(world, record)];
}

function checkGone({ org, finance }: World, record: SyncRecord): readonly string[] {
  const map = ALL_MAPS.find((one) => one.definition.key === record.mapKey);
  if (map === undefined || org.table(record.table).has(record.recordId)) return [];
  if (record.status === 'notApplicable') return [];
  if (record.reason?.code === CODES.DELETE_BRAKE) return [];
  const stands = record.financeKey && finance.entity(map.definition.finance.entity).get(keyText(record.financeKey));
  return stands && map.carries.toDataverse
    ? []
    : [`${record.mapKey} ${record.recordId}: ${record.status}, and is gone`];
}

/** Nobody waits for a row that is there. Checked soon after calm: a slow attempt must not hide a wake that got lost. */
export function checkWakes(world: World): readonly string[] {
  return [...world.books.records.values()].flatMap(({ value }) => checkWake(world, value));
}

function checkWake({ books }: World, record: SyncRecord): readonly string[] {
  if (record.status !== 'waiting' || record.waitingFor === null) return [];
  const parent = books.records.get(record.waitingFor)?.value;
  return parent?.hash != null
    ? [
        `${record.mapKey} ${record.recordId}: waits for a parent that is there (${parent.mapKey} ${parent.recordId}, ${parent.status})`,
      ]
    : [];
}

/** "Caught up until": every project saved before it is in Finance as it stands, or its record says why not. */
export function checkCaughtUp(world: World, host: HostRow, { running }: HostMaps): readonly string[] {
  const until = host.maps[PROJECTS.definition.key]?.caughtUpUntil ?? null;
  const projects = running.find(({ map }) => map.definition.key === PROJECTS.definition.key);
  if (until === null || projects === undefined || !world.hosts.isCurrent(host.name, 2 * SLOWEST)) return [];
  const { map, companies } = projects;
  const isOff = (source: OrgRow): boolean => {
    const code = flatOf(world.org, map, source)['company.code'];
    return companies.length > 0 && !companies.includes(String(code));
  };
  const skew = world.hosts.skews.get(host.name) ?? 0;
  const saved = [...world.org.table('project').values()].filter(
    (source) => !source.late && !isOff(source) && source.committedAt < until - skew,
  );
  return saved.flatMap((source) =>
    isJudged(world, map, source) || isAskedFor(world, source)
      ? []
      : [`${host.name} says caught up, and project ${source.id} was never judged`, ...checkRow(world, map, source)],
  );
}

/** A host has died with a request for it in hand: another one takes that up within ten minutes. */
const isAskedFor = ({ books }: World, { id }: OrgRow): boolean =>
  [...books.requests.values()].some(({ value }) => value.recordId === id && value.state === 'claimed');

/** Does its record speak of the row as it stands? What agrees needs no word. */
export function isJudged(world: World, map: CompiledMap, source: OrgRow): boolean {
  const record = recordOf(world, map, source.id);
  const row = flatOf(world.org, map, source);
  // Made for another row to wait for it: it says nothing yet, and need not where the filter leaves the row out.
  const isClaimed = record?.status === 'sending';
  if (record === undefined || (record.checkedAt === null && !isClaimed))
    return !map.includesDataverse(row) || isPosted(map, record);
  if (isClaimed || record.reason?.code === CODES.KEEPS_CHANGING) return true;
  if (BigInt(record.sourceVersion ?? 0) >= source.version) return true;
  if (isTwoWay(map) && record.status === 'conflict') return true;
  if (record.status !== 'inSync') return false;
  return isTwoWay(map) || isPosted(map, record) || checkRow(world, map, source).length === 0;
}

const isTwoWay = ({ carries }: CompiledMap): boolean => carries.toFinance && carries.toDataverse;
const isPosted = (map: CompiledMap, record: SyncRecord | undefined): boolean =>
  map.definition.policies.insertOnce && record?.hash != null;

const recordOf = ({ books }: World, map: CompiledMap, id: string): SyncRecord | undefined =>
  books.records.get(syncRecordId(map.definition.key, id))?.value;

function counterpart(world: World, map: CompiledMap, row: Row): FinanceRow | undefined {
  const keyed = map.financeKey(row);
  return 'key' in keyed ? world.finance.entity(map.definition.finance.entity).get(keyText(keyed.key)) : undefined;
}
