import { keyText, syncRecordId, type SyncRecord } from '../../plugins-ts/sync';
import type { Value } from '../../plugins-ts/maps/value';
import type { FinanceBooks } from './world/finance';
import { CUSTOMERS, flatOf } from './world/maps';
import type { Organization } from './world/organization';
import type { Edit } from './world/people';
import type { World } from './world/world';

/** No edit of a person is overwritten without a line in the log. */
export function checkEdits(world: World): readonly string[] {
  return world.people.edits.flatMap((edit) => {
    const id = recordIdOf(edit, world);
    if (id === null || isVoid(edit, id, world) || isSuperseded(edit, world)) return [];
    return edit.isUndo ? checkUndo(world, edit, id) : checkEdit(world, edit, id);
  });
}

function checkEdit(world: World, edit: Edit, id: string): readonly string[] {
  const { finance, org, books } = world;
  const stands = standing(org, finance, id, edit);
  if (stands.some((value) => isSame(value, edit.value))) return [];
  const others = ofColumn(world, id, edit).filter((other) => other !== edit && other.at >= edit.at);
  const later = others.some((other) => other.side !== edit.side && stands.some((value) => isSame(value, other.value)));
  return later || isLogged(books.log, id, edit)
    ? []
    : [`edit ${String(edit.value)} of ${edit.column} on ${id} (${edit.side}) is gone without a word`];
}

/** Where only one side ever touched a column, what was taken back stays taken back. */
function checkUndo(world: World, edit: Edit, id: string): readonly string[] {
  const { finance, org, books } = world;
  if (ofColumn(world, id, edit).some((other) => other.side !== edit.side) || hadRival(world, id)) return [];
  const stands = standing(org, finance, id, edit).map((value) => isSame(value, edit.value));
  const isAgreed = recordOf(books, id)?.status === 'inSync';
  if (isAgreed ? !stands.includes(false) : stands.includes(true)) return [];
  return isLogged(books.log, id, edit) || edit.before === null
    ? []
    : [`${edit.column} on ${id} was taken back to ${String(edit.value)} (${edit.side}) and is not`];
}

/** Another row with the same number has perhaps written to Finance what its own row says: nobody can tell that from an edit. */
const hadRival = ({ books, org }: World, id: string): boolean =>
  [...books.records.values()].some(
    ({ value: { mapKey, recordId, financeKey } }) =>
      mapKey === CUSTOMERS.definition.key &&
      recordId !== id &&
      financeKey !== null &&
      keyText(financeKey) === keyOf(org, id),
  );

/** Edits of a row went with it when one side of it was deleted. */
const isVoid = (edit: Edit, id: string, { people, org }: World): boolean =>
  people.deleted.has(edit.recordId) || people.deleted.has(id) || people.deleted.has(keyOf(org, id) ?? '');

const isLogged = (log: World['books']['log'], id: string, edit: Edit): boolean =>
  log.some((line) => line.kind === 'conflict' && line.recordId === id && line.columns.includes(edit.column));

const ofColumn = (world: World, id: string, edit: Edit): readonly Edit[] =>
  world.people.edits.filter((other) => other.column === edit.column && recordIdOf(other, world) === id);

function isSuperseded(edit: Edit, world: World): boolean {
  const { edits } = world.people;
  const id = recordIdOf(edit, world);
  return edits
    .slice(edits.indexOf(edit) + 1)
    .some((other) => other.side === edit.side && other.column === edit.column && recordIdOf(other, world) === id);
}

/** Of several rows with one number, the one that Finance's belongs to. */
function recordIdOf(edit: Edit, { org, books }: World): string | null {
  if (edit.side === 'dataverse') return edit.recordId;
  const rows = [...org.table('customer').keys()].filter((id) => keyOf(org, id) === edit.recordId);
  return rows.find((id) => recordOf(books, id)?.hash != null) ?? rows[0] ?? null;
}

const recordOf = (books: World['books'], id: string): SyncRecord | undefined =>
  books.records.get(syncRecordId(CUSTOMERS.definition.key, id))?.value;

function keyOf(org: Organization, id: string): string | null {
  const row = org.table('customer').get(id);
  const keyed = row ? CUSTOMERS.financeKey(flatOf(org, CUSTOMERS, row)) : null;
  return keyed && 'key' in keyed ? keyText(keyed.key) : null;
}

const HERE = { Name: 'name', Phone: 'phone', Credit: 'credit' } as const;

function standing(org: Organization, finance: FinanceBooks, id: string, edit: Edit): readonly Value[] {
  const here = org.table('customer').get(id)?.values[HERE[edit.column]] ?? null;
  const there = finance.entity('Customers').get(keyOf(org, id) ?? '')?.row[edit.column] ?? null;
  return [here, there];
}

/** Both sides have habits of their own about exclamation marks. */
const isSame = (one: Value, other: Value): boolean => plain(one) === plain(other);
const plain = (value: Value): string => String(value ?? '').replace(/!$/, '');
