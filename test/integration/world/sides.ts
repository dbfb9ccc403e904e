import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { Row as HereRow, Value as HereValue } from '../../sandbox/dataverse/store/layout';
import { emptyValue, type Row as ThereRow } from '../../sandbox/finance/model/value';
import { fieldNamed, knownEntity, type Field } from '../../sandbox/finance/model/entity';
import type { World } from './world';

/**
 * Both sides beside each other, straight from what they have stored, by the shipped maps that run, as their JSON says it. None of
 * the product's code takes part: it must not judge itself.
 */
export interface Comparison {
  /** What is not as the maps say although Tandem claims it, what is missing, what is there twice. Empty when all is well. */
  readonly differences: readonly string[];
  /** Rows whose sync record says that they are not in sync: `map name: status code`. */
  readonly unsettled: readonly string[];
}

/** What is on its way or in somebody's way from the first day: see the seed's README. */
export const UNSETTLED_AT_FIRST: readonly string[] = [
  'customers-v3 Northwind Lyon: waiting TDM4002',
  'customers-v3 Trey Research: conflict TDM5001',
  'project-contract-headers Northwind Lyon training: waiting TDM4001',
  'projects-v2 Adventure Works rebuild: error TDM3001',
  'projects-v2 Lyon training: waiting TDM4001',
];

const MAPS = 'plugins-ts/project-operations/maps';
const ZONES: Readonly<Record<string, string>> = { usmf: 'America/Chicago', frrt: 'Europe/Paris' };
const STATUS = ['notApplicable', 'pending', 'sending', 'waiting', 'inSync', 'error', 'conflict'];
const OPTION = 718_100_000;
const RUNNING = 1;

interface Pair {
  readonly path: string;
  readonly field: Field;
  /** Finance's symbol to Dataverse's value. */
  readonly values?: Readonly<Record<string, string>>;
  /** What Finance is given where Dataverse has nothing. */
  readonly otherwise?: string;
}

interface ShippedMap {
  readonly key: string;
  readonly table: string;
  readonly set: string;
  readonly companyField: string | undefined;
  readonly fromDataverse: boolean;
  readonly fromFinance: boolean;
  readonly filter: { readonly column: string; readonly value: unknown } | undefined;
  readonly filterThere: { readonly column: string; readonly value: string } | undefined;
  readonly integrationKey: readonly string[];
  readonly pairs: readonly Pair[];
}

export function compareSides(world: World): Comparison {
  const differences: string[] = [];
  const unsettled: string[] = [];
  const running = world.sandbox.dataverse.organization.rows('tandem_tablemap', { tandem_state: OPTION + RUNNING });
  const keys = running.map((row) => String(row.tandem_key));
  for (const map of maps(keys)) compareMap(world, map, differences, unsettled);
  return { differences: differences.sort(), unsettled: unsettled.sort() };
}

function compareMap({ sandbox }: World, map: ShippedMap, differences: string[], unsettled: string[]): void {
  const { organization } = sandbox.dataverse;
  const records = recordsOf(organization.rows('tandem_syncrecord', { tandem_mapkey: map.key }), differences);
  const there = new Map(
    sandbox.finance.store
      .select(knownEntity(map.set), { where: [] })
      .map(({ values }) => [keyThere(map, values), values] as const),
  );
  const here = organization
    .rows(map.table)
    .filter((row) => map.filter === undefined || row[map.filter.column] === map.filter.value);
  const read = reader(organization);
  const taken = new Set<string>();

  for (const row of here) {
    const id = String(row[`${map.table}id`]);
    const record = records.get(id);
    records.delete(id);
    const key = keyHere(map, row, read);
    const name = `${map.key} ${String(record?.tandem_name ?? key)}`;
    if (taken.has(key)) differences.push(`${name}: ${key} is there twice in Dataverse`);
    if (!key.endsWith('/')) taken.add(key);
    const status = record === undefined ? 'no record' : statusOf(record);
    if (record !== undefined && status !== 'inSync') {
      unsettled.push(`${name}: ${status} ${String(record.tandem_reasoncode)}`);
      continue;
    }
    const counterpart = there.get(key);
    if (record === undefined) {
      if (map.fromDataverse || counterpart) differences.push(`${name}: no sync record`);
    } else if (counterpart === undefined) differences.push(`${name}: in sync, and not in Finance`);
    else differences.push(...unequal(map, row, counterpart, record, read).map((line) => `${name}: ${line}`));
  }
  for (const [key, row] of there) {
    const applies = map.filterThere === undefined || row[map.filterThere.column] === map.filterThere.value;
    if (!taken.has(key) && applies) differences.push(`${map.key} ${key}: only in Finance`);
  }
  for (const record of records.values()) {
    const line = `${map.key} ${String(record.tandem_name)}: gone, ${statusOf(record)}`;
    if (statusOf(record) === 'notApplicable') unsettled.push(`${line} ${String(record.tandem_reasoncode)}`);
    else differences.push(line);
  }
}

function recordsOf(rows: readonly HereRow[], differences: string[]): Map<string, HereRow> {
  const records = new Map<string, HereRow>();
  for (const row of rows) {
    const id = String(row.tandem_recordid);
    if (records.has(id)) differences.push(`${String(row.tandem_mapkey)} ${id}: two sync records`);
    records.set(id, row);
  }
  return records;
}

const statusOf = (record: HereRow): string => STATUS[Number(record.tandem_status) - OPTION] ?? 'none';

function unequal(map: ShippedMap, here: HereRow, there: ThereRow, record: HereRow, read: Read): readonly string[] {
  const adjusted = JSON.parse(String(record.tandem_adjusted ?? '[]')) as readonly string[];
  const company = map.companyField === undefined ? '' : (there[map.companyField] ?? '').toLowerCase();
  return map.pairs.flatMap(({ path, field, values, otherwise }) => {
    if (adjusted.includes(path) || adjusted.includes(field.name)) return [];
    const stored = there[field.name] ?? '';
    const shown = values === undefined ? stored : (values[stored] ?? stored);
    const value = read(here, path);
    if (value === null && otherwise !== undefined && stored === otherwise) return [];
    return isEqual(value, shown, field, company)
      ? []
      : [`${field.name} is ${String(value)} in Dataverse and ${shown} in Finance`];
  });
}

function isEqual(here: HereValue, there: string, field: Field, company: string): boolean {
  const text = textOf(here).replace(/ +$/, '');
  switch (field.type) {
    case 'day':
      return dayOf(text, company) === (there === emptyValue(field) ? '' : there);
    case 'decimal':
    case 'int32':
    case 'int64':
      return Number(text) === Number(there);
    case 'enum':
      return text === '' || text === there;
    default:
      return field.name === 'dataAreaId' || field.isKey ? text.toLowerCase() === there.toLowerCase() : text === there;
  }
}

function textOf(value: HereValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

function dayOf(text: string, company: string): string {
  if (text === '' || !text.includes('T')) return text;
  return DateTime.fromISO(text, { zone: ZONES[company] ?? 'UTC' }).toISODate() ?? text;
}

// ── Keys and paths ───────────────────────────────────────────────────────────────────────────────────────────────────

type Read = (row: HereRow, path: string) => HereValue;
type Rows = { row(table: string, id: string): HereRow | undefined };

/** A column, or one of the row that a lookup points to. */
function reader(organization: Rows): Read {
  return (row, path) => {
    const [column = path, tail] = path.split('.');
    const value = row[column] ?? null;
    if (tail === undefined) return value;
    if (value === null || typeof value !== 'object') return null;
    return organization.row(value.table, value.id)?.[tail] ?? null;
  };
}

const keyThere = (map: ShippedMap, row: ThereRow): string =>
  map.integrationKey.map((field) => (row[field] ?? '').toLowerCase()).join('/');

const keyHere = (map: ShippedMap, row: HereRow, read: Read): string =>
  map.integrationKey
    .map((field) => map.pairs.find((pair) => pair.field.name === field)?.path ?? '')
    .map((path) => textOf(read(row, path)).toLowerCase())
    .join('/');

// ── The shipped maps ─────────────────────────────────────────────────────────────────────────────────────────────────

interface MapJson {
  readonly legs: readonly {
    readonly fieldMappings: readonly {
      readonly syncDirection: 1 | 2 | 3;
      readonly sourceField?: string;
      readonly destinationField?: string;
      readonly valueTransforms: readonly {
        readonly valueMap?: Readonly<Record<string, string>>;
        readonly defaultValue?: string;
      }[];
    }[];
  }[];
  readonly tandem: {
    readonly key: string;
    readonly dataverse: {
      readonly table: string;
      readonly filter?: { readonly column: string; readonly value: unknown };
    };
    readonly finance: {
      readonly entity: string;
      readonly companyField?: string;
      readonly filter?: { readonly column: string; readonly value: string };
    };
    readonly integrationKey: readonly string[];
  };
}

function maps(keys: readonly string[]): readonly ShippedMap[] {
  return keys.map((key) => {
    const file = `${key}.json`;
    const { legs, tandem } = JSON.parse(readFileSync(join(MAPS, file), 'utf8')) as MapJson;
    const entity = knownEntity(tandem.finance.entity);
    const mappings = legs.flatMap((leg) => leg.fieldMappings);
    const pairs = mappings.flatMap(({ sourceField, destinationField: path, valueTransforms }): Pair[] => {
      // A default of one side only has no counterpart.
      if (sourceField === undefined || path === undefined) return [];
      const field = fieldNamed(entity, sourceField);
      if (field === undefined) throw new Error(`${file}: ${entity.set} has no ${sourceField}`);
      const values = valueTransforms.find((transform) => transform.valueMap)?.valueMap;
      const otherwise = valueTransforms.find((transform) => transform.defaultValue)?.defaultValue;
      return [
        { path, field, ...(values === undefined ? {} : { values }), ...(otherwise === undefined ? {} : { otherwise }) },
      ];
    });
    return {
      key: tandem.key,
      table: tandem.dataverse.table,
      set: entity.set,
      companyField: tandem.finance.companyField,
      fromDataverse: mappings.some(({ syncDirection }) => syncDirection !== 1),
      fromFinance: mappings.some(({ syncDirection }) => syncDirection !== 2),
      filter: tandem.dataverse.filter,
      filterThere: tandem.finance.filter,
      integrationKey: tandem.integrationKey,
      pairs,
    };
  });
}
