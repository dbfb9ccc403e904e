import {
  conditionsOf,
  lookupsOf,
  readJson,
  resolvePath,
  suggestion,
  supposedSchemas,
  type ColumnType,
  type CompiledMap,
  type MapSchemas,
  type Place,
  type Row,
  type TableMap,
  type Value,
} from '../../maps';
import { EXIT, Failure, FAILURES } from '../failure';

export type Side = 'dataverse' | 'finance';

/** A row that somebody has saved, as the service gave it. */
export interface FileRow {
  readonly file: string;
  readonly side: Side;
  readonly root: Place;
}

/** What a map reads of it. */
export interface ReadFileRow {
  readonly row: Row;
  /** What the map reads and the file does not have, not even as nothing, with what was probably meant. */
  readonly absent: ReadonlyMap<string, string>;
}

/**
 * A row as Dataverse's Web API or Finance's OData answers it: an object, or an answer with one row in `value`.
 * @throws Failure with the place of what is wrong
 */
export function openRowFile(text: string, file: string, side: Side): FileRow {
  const read = readJson(text);
  if (!('path' in read)) throw unreadable(file, read.at, read.problem);
  const list = read.property('value');
  const isList = list.kind === 'array' || read.kind === 'array';
  const rows = read.kind === 'array' ? read.elements : isList ? list.elements : [read];
  const [root] = rows;
  if (root === undefined || rows.length > 1) {
    throw unreadable(file, read.position, `it has ${rows.length} rows where one is wanted`);
  }
  if (root.kind !== 'object') throw unreadable(file, root.position, `${root.spelling} is no row, which is an object`);
  const [twice] = root.repeated;
  if (twice !== undefined) throw unreadable(file, twice.position, `${twice.path} stands there twice`);
  return { file, side, root };
}

/**
 * What the map and these rows suppose of both sides.
 * @throws Failure for a row that has nothing that the map reads
 */
export const schemasBy = (map: TableMap, rows: readonly FileRow[]): MapSchemas =>
  supposedSchemas(
    map,
    rows.map((row) => ({ side: row.side, values: valuesIn(row, map) })),
  );

function valuesIn({ file, side, root }: FileRow, map: TableMap): Readonly<Record<string, Value>> {
  const names = [
    ...map.columns.flatMap((column) => column[side] ?? []),
    ...(side === 'dataverse' ? joinedBy(map) : []),
    ...conditionsOf(map[side].filter).map(({ column }) => column),
  ];
  const found = [...new Set(names)].flatMap((name): [string, Value][] => {
    const value = placeOf(root, side, name)?.scalar;
    return value === undefined ? [] : [[name, value]];
  });
  if (found.length > 0) return Object.fromEntries(found);
  const where = side === 'dataverse' ? map.dataverse.table : map.finance.entity;
  throw unreadable(file, root.position, `it has none of the columns that ${map.key} reads of ${where}`);
}

const joinedBy = (map: TableMap): readonly string[] =>
  map.columns.flatMap(({ transforms }) => transforms.flatMap((one) => (one.kind === 'join' ? one.columns : [])));

/** The values that a map reads, in the form that its types ask for. @throws Failure for a value that is none */
export function readFileRow({ file, side, root }: FileRow, map: CompiledMap, schemas: MapSchemas): ReadFileRow {
  const row: Record<string, Value> = {};
  const absent = new Map<string, string>();
  const lookups = new Set(side === 'dataverse' ? map.read.dataverse.flatMap(lookupsOf) : []);
  for (const name of map.read[side]) {
    const place = placeOf(root, side, name);
    if (place === undefined) {
      // The ids of lookups on the way are read for parents, which a look does not wait for.
      if (!lookups.has(name)) absent.set(name, suggested(name, root));
      continue;
    }
    if (place.scalar === undefined)
      throw unreadable(file, place.position, `${name} is ${place.spelling}, which is no value`);
    row[name] = valueOf(place, typeIn(name, side, map, schemas));
  }
  const id = schemas.dataverse[map.definition.dataverse.table]?.key[0];
  const own = side === 'dataverse' && id !== undefined ? root.property(id).scalar : undefined;
  if (id !== undefined && typeof own === 'string') row[id] = own.toLowerCase();
  return { row, absent };
}

/** Names in the row that the wire has for something else: annotations, lookups by id, rows that are reached. */
const suggested = (name: string, root: Place): string =>
  suggestion(
    name,
    root.properties.flatMap((one) => (one.name.includes('@') || one.name.startsWith('_') ? [] : [one.name])),
  );

/**
 * Where a column stands: by its name, a lookup by its id's, a path in the rows that were expanded or under its dotted name.
 * A navigation property is named like its lookup, whatever the case, or like the lookup and the table that it leads to.
 */
function placeOf(root: Place, side: Side, name: string): Place | undefined {
  if (side === 'finance') {
    return root.properties.find((one) => one.name.toLowerCase() === name.toLowerCase())?.place;
  }
  const [first = name, ...rest] = name.split('.');
  for (const own of [`_${name}_value`, name]) {
    const place = root.property(own);
    // Where a lookup was expanded, its name is that of the row it leads to.
    if (place.exists && (place.kind !== 'object' || rest.length > 0)) return place;
  }
  if (rest.length === 0) return undefined;
  const reached = root.properties.filter(({ name: property, place }) => {
    const isRow = place.kind === 'object' || place.kind === 'null';
    const lower = property.toLowerCase();
    return isRow && (lower === first.toLowerCase() || lower.startsWith(`${first.toLowerCase()}_`));
  });
  const followed = reached.find(({ place }) => place.kind === 'object') ?? reached[0];
  if (followed?.place.kind === 'object') return placeOf(followed.place, side, rest.join('.'));
  // A lookup without a row leaves nothing behind it, all the way down.
  const id = root.property(`_${first}_value`);
  return followed?.place ?? (id.kind === 'null' ? id : undefined);
}

function typeIn(name: string, side: Side, map: CompiledMap, schemas: MapSchemas): ColumnType | undefined {
  if (side === 'finance') return schemas.finance?.columns[name]?.type;
  const end = resolvePath(name, map.definition.dataverse.table, schemas);
  return end.kind === 'found' ? end.column.type : undefined;
}

/** Numbers that are no binary fractions stay as they are written. */
function valueOf(place: Place, type: ColumnType | undefined): Value {
  const value = place.scalar ?? null;
  const isDecimal = type === 'decimal' || type === 'money' || type === 'bigint';
  if (typeof value === 'number') return isDecimal ? place.spelling : value;
  return (type === 'guid' || type === 'lookup') && typeof value === 'string' ? value.toLowerCase() : value;
}

const unreadable = (file: string, at: { line: number; column: number }, problem: string): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.ROW_UNREADABLE,
    `${file} holds no row, at line ${at.line}, column ${at.column}: ${problem}.`,
    'Save one row as the service gives it, as JSON; --direction says which side it comes from.',
  );
