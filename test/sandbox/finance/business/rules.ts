import { type Entity, type Field, fieldNamed, knownEntity } from '../model/entity';
import { isEmpty, type Row, type Value } from '../model/value';
import type { InfologLine } from '../odata/error';
import type { FinanceStore } from '../store';
import companies from './companies.json';
import rules from './rules.json';

/** Where a field gets its value from when it was not sent. */
interface Default {
  readonly field: string;
  readonly value?: string;
  /** Takes another field of the row, cut to `length`. */
  readonly copy?: string;
  /** Puts other fields together, with blanks between; computed anew with every write. */
  readonly join?: readonly string[];
  readonly length?: number;
  /** Takes a setting of the company. */
  readonly company?: string;
  /** Number sequence: prefix, then `digits` digits. */
  readonly number?: string;
  readonly digits?: number;
  readonly today?: boolean;
  /** Takes field `take` of the row of `set` that field `via` names; again when `via` changes. */
  readonly via?: string;
  readonly set?: string;
  readonly take?: string;
}

interface EntityRules {
  readonly mandatory: readonly string[];
  readonly exists: readonly { readonly field: string; readonly set: string }[];
  readonly onHold: readonly {
    readonly field: string;
    readonly set: string;
    readonly status: string;
    readonly held: readonly string[];
  }[];
  readonly defaults: readonly Default[];
  readonly dependents: readonly { readonly set: string; readonly field: string }[];
}

const RULES: Readonly<Record<string, EntityRules>> = rules;
const NONE: EntityRules = { mandatory: [], exists: [], onHold: [], defaults: [], dependents: [] };
const COMPANIES: Readonly<Record<string, Readonly<Record<string, string>>>> = companies;

export function isMandatory(entity: Entity, field: string): boolean {
  return entity.key.includes(field) || rulesOf(entity).mandatory.includes(field);
}

function rulesOf(entity: Entity): EntityRules {
  return RULES[entity.set] ?? NONE;
}

/**
 * X++'s `initValue` and `defaultRow`: gives values to fields that were not sent.
 * @param values the row so far, complete
 * @param sent what the caller sent
 * @param before the row as it stands, for an update
 */
export function withDefaults(
  store: FinanceStore,
  entity: Entity,
  values: Row,
  sent: Row,
  before: Row | null,
  today: string,
): Row {
  const row: Record<string, Value> = { ...values };
  for (const rule of rulesOf(entity).defaults) {
    if (rule.field in sent) continue;
    if (before !== null && !rule.join && (rule.via === undefined || row[rule.via] === before[rule.via])) continue;
    const value = defaultValue(store, row, rule, entity, today);
    if (value !== undefined && value !== '') row[rule.field] = value;
  }
  return row;
}

function defaultValue(store: FinanceStore, row: Row, rule: Default, entity: Entity, today: string): Value | undefined {
  const company = row['dataAreaId'] ?? '';
  if (rule.value !== undefined) return rule.value;
  if (rule.copy !== undefined) return row[rule.copy]?.slice(0, rule.length).trimEnd();
  if (rule.join)
    return rule.join
      .map((name) => row[name] ?? '')
      .filter(Boolean)
      .join(' ');
  if (rule.company !== undefined) return COMPANIES[company]?.[rule.company];
  if (rule.today) return today;
  if (rule.number !== undefined) {
    const number = store.next(`${entity.set}.${rule.field}.${company}`, 1);
    return rule.number + String(number).padStart(rule.digits ?? 1, '0');
  }
  if (rule.via === undefined || rule.set === undefined || rule.take === undefined) return undefined;
  return related(store, rule.set, company, row[rule.via] ?? '')?.[rule.take];
}

function related(store: FinanceStore, set: string, company: string, value: Value): Row | undefined {
  const target = knownEntity(set);
  const own = target.key.find((name) => name !== 'dataAreaId') ?? '';
  return value === '' ? undefined : store.find(target, { dataAreaId: company, [own]: value })?.values;
}

/** X++'s `validateField` and `validateWrite`: what Finance has against the row; nothing when it may be written. */
export function objections(store: FinanceStore, entity: Entity, row: Row, sent: Row): InfologLine[] {
  const { mandatory, exists, onHold } = rulesOf(entity);
  for (const field of entity.fields) {
    const value = sent[field.name];
    if (value !== undefined && field.readOnly) return notEditable(entity, field);
    if (value !== undefined && field.maxLength !== undefined && [...value].length > field.maxLength) {
      return [
        warning(`The field '${field.label}' is too long: it takes ${field.maxLength} characters.`),
        warning(`validateField failed on field '${entity.dataEntity}.${field.name}'`),
      ];
    }
  }
  for (const rule of exists) {
    const value = row[rule.field] ?? '';
    if (value === '' || related(store, rule.set, row['dataAreaId'] ?? '', value)) continue;
    if (rule.set === entity.set && value.toLowerCase() === ownKey(entity, row)) continue;
    const label = fieldNamed(entity, rule.field)?.label;
    const table = knownEntity(rule.set).label;
    return [
      warning(`The value '${value}' in field '${label}' is not found in the related table '${table}'.`),
      warning(`validateField failed on field '${entity.dataEntity}.${rule.field}'`),
    ];
  }
  for (const name of [...entity.key, ...mandatory]) {
    const field = fieldNamed(entity, name);
    if (!field || !isEmpty(field, row[name] ?? '')) continue;
    return [
      warning(`Field '${field.label}' must be filled in.`),
      warning(`validateWrite failed on data source '${entity.table} (${entity.table})'`),
    ];
  }
  for (const rule of onHold) {
    const other = related(store, rule.set, row['dataAreaId'] ?? '', row[rule.field] ?? '');
    if (!other || !rule.held.includes(other[rule.status] ?? '')) continue;
    const { one, key } = knownEntity(rule.set);
    const name = other[key.find((part) => part !== 'dataAreaId') ?? ''] ?? '';
    return [failure(`${one} ${name} is on hold.`), failure('Update has been canceled.')];
  }
  return [];
}

function ownKey(entity: Entity, row: Row): string {
  return (row[entity.key.find((name) => name !== 'dataAreaId') ?? ''] ?? '').toLowerCase();
}

/** X++'s restricted delete: rows that still need this one. */
export function objectionsToDelete(store: FinanceStore, entity: Entity, row: Row): InfologLine[] {
  const own = entity.key.find((name) => name !== 'dataAreaId') ?? '';
  for (const rule of rulesOf(entity).dependents) {
    const dependent = knownEntity(rule.set);
    const where = [{ sql: `"${rule.field}" = ?`, parameters: [row[own]] }];
    if (entity.perCompany && dependent.perCompany) {
      where.push({ sql: '"dataAreaId" = ?', parameters: [row['dataAreaId']] });
    }
    if (store.count(dependent, where) === 0) continue;
    return [
      failure(
        `${entity.one} cannot be deleted while dependent ${dependent.label} exist. Delete dependent ${dependent.label} and try again.`,
      ),
    ];
  }
  return [];
}

/** A field that nobody but Finance fills, or a key that stays as it is. */
export function notEditable(entity: Entity, field: Field): InfologLine[] {
  return [
    warning(`Field '${field.label}' does not allow editing.`),
    warning(`validateField failed on field '${entity.dataEntity}.${field.name}'`),
  ];
}

function warning(text: string): InfologLine {
  return { kind: 'Warning', text };
}

function failure(text: string): InfologLine {
  return { kind: 'Error', text };
}
