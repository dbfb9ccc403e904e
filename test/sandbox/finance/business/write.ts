import { type Entity, fieldNamed, knownEntity } from '../model/entity';
import { emptyValue, type Row, type Value } from '../model/value';
import { badRequest, type InfologLine, writeFailed } from '../odata/error';
import type { FinanceStore, StoredRow } from '../store';
import { followUp, objectionToDelete, objectionToWrite } from './consequences';
import { notEditable, objections, objectionsToDelete, withDefaults } from './rules';

/** What is about to be written, shown to whoever may want to refuse it. */
export interface Attempt {
  readonly entity: Entity;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly values: Row;
}

/** A refusal from outside Finance's own rules: the sandbox's faults. */
export interface Refusal {
  readonly status: number;
  readonly infolog: readonly InfologLine[];
}

export interface WriteContext {
  readonly store: FinanceStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly refuse: (attempt: Attempt) => Refusal | null;
}

/** What is there to be read only takes no write from outside. @throws ServiceError */
export function needWritable(entity: Entity): void {
  if (entity.readOnly) {
    throw writeFailed(entity, [{ kind: 'Error', text: `The data entity '${entity.dataEntity}' is read-only.` }]);
  }
}

/**
 * Creates a row. The company is the caller's own unless the row names one; an existing key is refused.
 * @throws ServiceError
 */
export function createRow(context: WriteContext, entity: Entity, sent: Row, company: string): StoredRow {
  const { store } = context;
  const start: Record<string, Value> = Object.fromEntries(
    entity.fields.map((field) => [field.name, sent[field.name] ?? emptyValue(field)]),
  );
  if (entity.perCompany) {
    const given = sent['dataAreaId'] ?? '';
    start['dataAreaId'] = (given === '' ? company : given).toLowerCase();
    if (!store.find(knownEntity('LegalEntities'), { LegalEntityId: start['dataAreaId'] })) {
      throw badRequest(`The company '${start['dataAreaId']}' does not exist.`);
    }
  }
  const today = new Date(context.now()).toISOString().slice(0, 10);
  const values = withDefaults(store, entity, start, sent, null, today);
  check(context, { entity, method: 'POST', values }, against(store, entity, values, sent));
  if (store.find(entity, values)) throw writeFailed(entity, [alreadyThere(entity, values)]);
  return store.transaction(() => {
    const row = store.insert(entity, values);
    followUp(store, entity, null, values, context.now());
    return store.find(entity, values) ?? row;
  });
}

function against(store: FinanceStore, entity: Entity, values: Row, sent: Row): readonly InfologLine[] {
  const found = objections(store, entity, values, sent);
  if (found.length > 0) return found;
  const more = objectionToWrite(store, entity, values);
  if (more === null) return [];
  return [
    { kind: 'Error', text: more },
    { kind: 'Warning', text: `validateWrite failed on data source '${entity.table} (${entity.table})'` },
  ];
}

function alreadyThere(entity: Entity, values: Row): InfologLine {
  const key = entity.key.filter((name) => name !== 'dataAreaId');
  const named = key.map((name) => `${fieldNamed(entity, name)?.label}: ${values[name]}`);
  const title = entity.title in values && !key.includes(entity.title) ? [values[entity.title] ?? ''] : [];
  const text = `Cannot create a record in ${entity.label} (${entity.table}). ${[...named, ...title].join(', ')}.\nThe record already exists.`;
  return { kind: 'Error', text };
}

/**
 * Changes the fields that were sent. A key cannot be changed; the same key may be sent along.
 * @throws ServiceError
 */
export function updateRow(context: WriteContext, entity: Entity, before: StoredRow, sent: Row): StoredRow {
  const { store } = context;
  for (const name of entity.key) {
    const value = sent[name];
    if (value === undefined || value.toLowerCase() === before.values[name]?.toLowerCase()) continue;
    const field = fieldNamed(entity, name);
    if (field) throw writeFailed(entity, notEditable(entity, field));
  }
  const changes = Object.fromEntries(Object.entries(sent).filter(([name]) => !entity.key.includes(name)));
  const today = new Date(context.now()).toISOString().slice(0, 10);
  const values = withDefaults(store, entity, { ...before.values, ...changes }, sent, before.values, today);
  check(context, { entity, method: 'PATCH', values }, against(store, entity, values, sent));
  return store.transaction(() => {
    const row = store.update(entity, before, values);
    followUp(store, entity, before.values, values, context.now());
    return store.find(entity, values) ?? row;
  });
}

/** @throws ServiceError when other rows still need this one. */
export function deleteRow(context: WriteContext, entity: Entity, row: StoredRow): void {
  const { store } = context;
  const more = objectionToDelete(store, entity, row);
  const found = [
    ...objectionsToDelete(store, entity, row.values),
    ...(more === null ? [] : [{ kind: 'Error' as const, text: more }]),
  ];
  check(context, { entity, method: 'DELETE', values: row.values }, found);
  store.transaction(() => {
    store.remove(entity, row);
    followUp(store, entity, row.values, null, context.now());
  });
}

function check(context: WriteContext, attempt: Attempt, found: readonly InfologLine[]): void {
  const refusal = context.refuse(attempt);
  if (refusal) throw writeFailed(attempt.entity, refusal.infolog, refusal.status);
  if (found.length > 0) throw writeFailed(attempt.entity, found);
}
