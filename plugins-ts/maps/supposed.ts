import { transformOf } from './bind';
import { conditionsOf } from './filter';
import { filterOf } from './filters/filter-of';
import { segments } from './lookup-path';
import type { ColumnSchema, MapSchemas, TableSchema } from './schema';
import type { ColumnMap, TableMap, Transform } from './table-map';
import type { Value } from './value';

/** A row of one side, from which types are supposed that the map does not tell: by path or field. */
export interface KnownValues {
  readonly side: 'dataverse' | 'finance';
  readonly values: Readonly<Record<string, Value | undefined>>;
}

/**
 * The tables of a map as far as the map itself tells: every name is there, and every value fits. With rows, also what their
 * values are; without, what nothing tells is text. What only metadata knows is not supposed: lengths, scales, what is
 * required, read-only or secured, which values a choice has.
 */
export function supposedSchemas(map: TableMap, known: readonly KnownValues[] = []): MapSchemas {
  const here = new Map<string, ColumnSchema>();
  const there = new Map<string, ColumnSchema>();
  for (const column of map.columns) {
    const types = supposedTypes(column, known);
    if (column.dataverse !== undefined) suppose(here, column.dataverse, types.dataverse);
    if (column.finance !== undefined) suppose(there, column.finance, types.finance);
    for (const path of transformOf(column, 'join')?.columns ?? [])
      suppose(here, path, typesIn(known, { dataverse: path }).dataverse);
  }
  for (const side of ['dataverse', 'finance'] as const) {
    const supposed = side === 'dataverse' ? here : there;
    for (const { column } of conditionsOf(filterOf(map[side], side)))
      suppose(supposed, nameIn(supposed, column, side), typesIn(known, { [side]: column })[side]);
  }
  const { table, entitySet } = map.dataverse;
  const { entity } = map.finance;
  return {
    dataverse: supposedTables(table, entitySet, here),
    finance: { name: entity, entitySet: entity, key: map.integrationKey, columns: Object.fromEntries(there) },
  };
}

type Type = Omit<ColumnSchema, 'name'>;

interface Types {
  readonly dataverse: Type;
  readonly finance: Type;
}

const both = (type: Type): Types => ({ dataverse: type, finance: type });

const TEXTS = both({ type: 'string' });
const NUMBERS = both({ type: 'decimal' });

/** What stands first and is no text counts. */
function suppose(supposed: Map<string, ColumnSchema>, name: string, type: Type): void {
  const before = supposed.get(name);
  if (before === undefined || before.type === 'string') supposed.set(name, { name, ...type });
}

/** Finance's names are one whatever their case. */
function nameIn(supposed: ReadonlyMap<string, ColumnSchema>, name: string, side: KnownValues['side']): string {
  if (side === 'dataverse') return name;
  return [...supposed.keys()].find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
}

function supposedTypes(column: ColumnMap, known: readonly KnownValues[]): Types {
  const has = (...kinds: readonly Transform['kind'][]): boolean =>
    column.transforms.some(({ kind }) => kinds.includes(kind));
  const valueMap = transformOf(column, 'valueMap');
  // Which symbol is the first, only metadata tells.
  if (valueMap !== undefined)
    return { dataverse: choiceOf(Object.values(valueMap.entries)), finance: { type: 'enum' } };
  if (has('deterministicGuid')) return both({ type: 'guid' });
  if (has('round')) return NUMBERS;
  if (has('trim', 'case', 'prefix', 'suffix', 'join', 'truncate')) return TEXTS;
  const made = transformOf(column, 'constant') ?? transformOf(column, 'default');
  const found = typesIn(known, column);
  const types = found === TEXTS ? typesOf(made?.value) : found;
  const isDate = types.finance.type === 'datetime';
  return has('date') && !isDate ? both({ type: 'datetime' }) : types;
}

/** dual-write writes choices as numbers and booleans as `True`. */
function choiceOf(values: readonly string[]): Type {
  if (values.every((value) => /^-?\d+$/.test(value))) return { type: 'choice', options: values.map(Number) };
  return { type: values.every((value) => /^(true|false)$/i.test(value)) ? 'boolean' : 'string' };
}

function typesOf(value: Value | undefined): Types {
  if (typeof value === 'number') return NUMBERS;
  if (typeof value === 'boolean') return both({ type: 'boolean' });
  if (typeof value !== 'string') return TEXTS;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value))
    return { dataverse: { type: 'datetime', behavior: 'dateOnly' }, finance: { type: 'datetime' } };
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) ? both({ type: 'datetime' }) : TEXTS;
}

/** Of the first row in which the column has a value that is no text. */
function typesIn(known: readonly KnownValues[], names: Pick<ColumnMap, KnownValues['side']>): Types {
  const found = known.map(({ side, values }) => typesOf(values[names[side] ?? '']));
  return found.find((types) => types !== TEXTS) ?? TEXTS;
}

/** The table, and one for every lookup that a path goes through. */
function supposedTables(
  table: string,
  entitySet: string,
  paths: ReadonlyMap<string, ColumnSchema>,
): Record<string, TableSchema> {
  const columns = new Map<string, Map<string, ColumnSchema>>([[table, new Map()]]);
  for (const [path, schema] of paths) {
    let at = table;
    for (const [place, name] of segments(path).entries()) {
      const isLast = place === segments(path).length - 1;
      const next = `${at} › ${name}`;
      const here = columns.get(at) ?? new Map<string, ColumnSchema>();
      columns.set(at, here);
      // A name that is a column here and a lookup there is a lookup.
      if (!isLast) here.set(name, { name, type: 'lookup', targets: [next] });
      else if (here.get(name)?.type !== 'lookup') here.set(name, { ...schema, name });
      at = next;
    }
  }
  return Object.fromEntries(
    [...columns].map(([name, all]) => [
      name,
      { name, entitySet: name === table ? entitySet : name, key: [`${name}id`], columns: Object.fromEntries(all) },
    ]),
  );
}
