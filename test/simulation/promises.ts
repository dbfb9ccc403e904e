import { keyText, syncRecordId, type FinanceRow, type SyncRecord } from '../../plugins-ts/sync';
import type { CompiledMap } from '../../plugins-ts/maps/compiled-map';
import type { Row, Value } from '../../plugins-ts/maps/value';
import type { FinanceBooks } from './world/finance';
import type { Books } from './world/ledger';
import { ALL_MAPS, CUSTOMERS, LOOKUPS } from './world/maps';
import type { Organization, OrgRow } from './world/organization';
import type { Edit, People } from './world/people';

interface World {
  readonly org: Organization;
  readonly finance: FinanceBooks;
  readonly books: Books;
  readonly people: People;
}

/** After quiet: promise 1 (nothing is lost) and promise 3 (never silently wrong), from the outside. */
export function checkPromises(world: World): readonly string[] {
  return [
    ...ALL_MAPS.flatMap((map) => checkRows(world, map)),
    ...checkEdits(world),
    ...[...world.books.records.values()].flatMap(({ value }) => checkRecord(world, value)),
  ];
}

/** Each row equals the mapping of its counterpart, or its sync record says why not. */
function checkRows(world: World, map: CompiledMap): readonly string[] {
  const broken: string[] = [];
  const paired = new Set<string>();
  for (const source of world.org.table(map.definition.dataverse.table).values()) {
    const record = recordOf(world, map, source.id);
    const row = flat(world, map, source);
    const keyed = map.financeKey(row);
    const finance =
      'key' in keyed ? world.finance.entity(map.definition.finance.entity).get(keyText(keyed.key)) : undefined;
    if (finance) paired.add(keyText(finance.key));
    const excused = record !== undefined && record.status !== 'inSync';
    const outOfScope = map.carries.toFinance && !map.includesDataverse(row);
    if (excused || outOfScope) continue;
    if (!map.carries.toFinance && !finance) continue;
    const where = `${map.definition.key} ${source.id}`;
    if (!finance)
      broken.push(`${where}: not in Finance, and ${record ? `the record says ${record.status}` : 'no record'}`);
    else if (!record) broken.push(`${where}: on both sides, but has no sync record`);
    else for (const line of differences(map, row, finance, record)) broken.push(`${where}: ${line}`);
  }
  if (!map.carries.toDataverse) return broken;
  for (const finance of world.finance.entity(map.definition.finance.entity).values()) {
    if (paired.has(keyText(finance.key))) continue;
    const record = [...world.books.records.values()].find(
      ({ value }) =>
        value.mapKey === map.definition.key &&
        value.financeKey !== null &&
        keyText(value.financeKey) === keyText(finance.key) &&
        value.status !== 'inSync',
    );
    if (!record) broken.push(`${map.definition.key} ${keyText(finance.key)}: only in Finance, and nothing says why`);
  }
  return broken;
}

function differences(map: CompiledMap, row: Row, finance: FinanceRow, record: SyncRecord): readonly string[] {
  return map.columns.flatMap((column) => {
    const here = (column.dataverse === undefined ? null : row[column.dataverse]) ?? null;
    const there = (column.finance === undefined ? null : finance.row[column.finance]) ?? null;
    if (here === there || record.adjusted.includes(column.name)) return [];
    return [`${column.name} is ${String(here)} here and ${String(there)} in Finance, and the record says inSync`];
  });
}

/** No edit of a person is overwritten without a line in the log. */
function checkEdits({ people, finance, org, books }: World): readonly string[] {
  return people.edits.flatMap((edit) => {
    const id = recordIdOf(edit, org);
    if (id === null || supersededBySamePerson(edit, people.edits, org)) return [];
    const stands = [valueHere(org, id, edit), valueThere(org, finance, id, edit)];
    if (stands.includes(edit.value)) return [];
    const column = edit.column;
    const sawBoth = people.edits.some(
      (other) => other !== edit && other.at >= edit.at && recordIdOf(other, org) === id && other.column === column,
    );
    const logged = books.log.some(
      (line) => line.kind === 'conflict' && line.recordId === id && line.columns.includes(column),
    );
    const later = people.edits.some(
      (other) =>
        other.side !== edit.side &&
        other.at >= edit.at &&
        recordIdOf(other, org) === id &&
        other.column === column &&
        stands.includes(other.value),
    );
    return logged || (sawBoth && later)
      ? []
      : [`edit ${String(edit.value)} of ${column} on ${id} (${edit.side}) is gone without a word`];
  });
}

function supersededBySamePerson(edit: Edit, edits: readonly Edit[], org: Organization): boolean {
  const id = recordIdOf(edit, org);
  return edits.some(
    (other) =>
      other !== edit &&
      other.side === edit.side &&
      other.column === edit.column &&
      edits.indexOf(other) > edits.indexOf(edit) &&
      recordIdOf(other, org) === id,
  );
}

function recordIdOf(edit: Edit, org: Organization): string | null {
  if (edit.side === 'dataverse') return edit.recordId;
  for (const row of org.table('customer').values()) {
    const keyed = CUSTOMERS.financeKey(flatOf(org, CUSTOMERS, row));
    if ('key' in keyed && keyText(keyed.key) === edit.recordId) return row.id;
  }
  return null;
}

const HERE = { Name: 'name', Phone: 'phone', Credit: 'credit' } as const;

const valueHere = (org: Organization, id: string, edit: Edit): Value =>
  org.table('customer').get(id)?.values[HERE[edit.column]] ?? null;

function valueThere(org: Organization, finance: FinanceBooks, id: string, edit: Edit): Value {
  const row = org.table('customer').get(id);
  const keyed = row ? CUSTOMERS.financeKey(flatOf(org, CUSTOMERS, row)) : null;
  return keyed && 'key' in keyed
    ? (finance.entity('Customers').get(keyText(keyed.key))?.row[edit.column] ?? null)
    : null;
}

/** Nothing is left half done: no claim, no overdue attempt, no wait for a parent that is there. */
function checkRecord({ books }: World, record: SyncRecord): readonly string[] {
  const where = `${record.mapKey} ${record.recordId}`;
  if (record.status === 'sending') return [`${where}: still claimed after quiet`];
  if (record.status === 'pending')
    return [`${where}: still pending after quiet (${record.reason?.code ?? 'no reason'})`];
  if (record.status === 'error' && record.reason === null) return [`${where}: an error without a reason`];
  if (record.status !== 'waiting' || record.waitingFor === null) return [];
  const parent = books.records.get(record.waitingFor)?.value;
  return parent?.hash != null ? [`${where}: waits for a parent that is there`] : [];
}

const recordOf = ({ books }: World, map: CompiledMap, id: string): SyncRecord | undefined =>
  books.records.get(syncRecordId(map.definition.key, id))?.value;

const flat = ({ org }: World, map: CompiledMap, row: OrgRow): Row => flatOf(org, map, row);

function flatOf(org: Organization, map: CompiledMap, row: OrgRow): Row {
  const values: Record<string, Value> = { ...row.values };
  for (const path of map.read.dataverse) {
    const [column = path, tail] = path.split('.');
    if (tail !== undefined)
      values[path] = org.table(LOOKUPS[column] ?? '').get(String(row.values[column]))?.values[tail] ?? null;
  }
  return values;
}
