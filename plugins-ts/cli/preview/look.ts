import {
  compileTableMap,
  conditionsOf,
  MapRefused,
  type CompiledColumn,
  type CompiledMap,
  type CompileOptions,
  type Finding,
  type FinanceKey,
  type MapSchemas,
  type Row,
  type TableMap,
} from '../../maps';
import { keyText, schemasOf, type DataverseSide, type FinanceRow, type FinanceSide, type SourceRow } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES } from '../failure';
import { printFindings } from '../findings';
import { zonesOf } from '../host-maps';
import type { Output } from '../output';
import type { Way } from './columns';
import { readFinanceKey } from './finance-key';
import { openRowFile, readFileRow, schemasBy, type FileRow } from './row-file';

/** The row that is looked at. */
export type PreviewedSource =
  | { readonly kind: 'record'; readonly id: string }
  /** As it stands on the command line. */
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string };

export interface PreviewOptions {
  readonly source: PreviewedSource;
  /** Null: what the source says, or the way that the map has. */
  readonly way: Way | null;
  /** A saved row of the other side, for want of a connection. */
  readonly beside: { readonly name: string; readonly text: string } | null;
  /** Time zone by company, for want of a connection. */
  readonly zones: Readonly<Record<string, string>> | null;
  /** Of this command line. */
  readonly version: string;
}

/** A row to be previewed, and where it would go. */
export interface Look {
  readonly map: CompiledMap;
  /** What is wrong with columns of the map that are not looked at for that. */
  readonly leftOut: readonly Finding[];
  readonly way: Way;
  readonly source: Row;
  readonly absent: ReadonlyMap<string, string>;
  /** Of the Dataverse row, where there is one and it is known. */
  readonly record: { readonly id: string; readonly name: string | null } | null;
  /** Null while it is not complete. */
  readonly key: FinanceKey | null;
  readonly missing: readonly string[];
  /** Null: there is none. */
  readonly target: Row | null;
  /** False: nobody has looked whether the other side has the row. */
  readonly isLookedUp: boolean;
  /** Types come from the map and the row, and not from metadata. */
  readonly isSupposed: boolean;
  /** Days by the company's calendar, and no calendar is known. */
  readonly isInUtc: boolean;
}

/**
 * Finds the row, compiles the map, and looks for the row on the other side. Reads, and writes nothing; of a file without a
 * connection, not even reads.
 *
 * @throws Failure when there is no such row, the file has none, the map does not go that way or has something to fix
 */
export async function lookAt(
  connected: Connected | null,
  definition: TableMap,
  options: PreviewOptions,
  output: Output,
): Promise<Look> {
  const { source } = options;
  const way = wayOf(definition, options);
  if (!goes(definition, way)) throw noSuchWay(definition, way);
  const side = way === 'toFinance' ? 'dataverse' : 'finance';
  const file = source.kind === 'file' ? openRowFile(source.text, source.name, side) : null;
  const live = connected === null ? null : await schemasOf(definition, connected.schemas());
  const { beside } = options;
  const besides = beside === null ? null : openRowFile(beside.text, beside.name, otherSide(side));
  const rows = [file, besides].flatMap((row) => row ?? []);
  const zones: CompileOptions =
    options.zones !== null
      ? { zoneOf: (company) => options.zones?.[company] }
      : connected === null
        ? {}
        : zonesOf(connected.settings);
  const bound = live ?? schemasBy(definition, rows);
  const { map, leftOut } = compiled(definition, bound, zones, output);
  if (!map.carries[way]) throw noSuchWay(definition, way);
  const isInUtc = zones.zoneOf === undefined && map.columns.some(isByCompany);
  const look = { map, leftOut, way, isSupposed: live === null, isInUtc };
  const engine = connected?.engine('preview', options.version);
  const sides: Sides | null =
    engine === undefined
      ? null
      : { dataverse: engine.dataverse, finance: bound.finance === null ? null : engine.finance };
  if (file !== null) return fileLook(sides, look, file, bound, besides);
  if (sides === null) throw new Error('a row that is in no file needs a connection');
  if (source.kind === 'record') return recordLook(sides, look, source.id);
  const key = readFinanceKey(source.kind === 'key' ? source.text : '', map, bound);
  const found = await financeRow(sides, map, key);
  return { ...look, ...ofFinance(found), ...(await besideFinance(sides, map, found.key)) };
}

const otherSide = (side: FileRow['side']): FileRow['side'] => (side === 'finance' ? 'dataverse' : 'finance');

interface Sides {
  readonly dataverse: DataverseSide;
  /** Null: OData does not show the entity, and no row of it can be looked at. */
  readonly finance: FinanceSide | null;
}
type Begun = Pick<Look, 'map' | 'leftOut' | 'way' | 'isSupposed' | 'isInUtc'>;

const isByCompany = ({ definition }: CompiledColumn): boolean =>
  definition.transforms.some((one) => one.kind === 'date' && one.zone === 'company');

/** A key is a Finance row's; otherwise the way that the map has, to Finance where it has both. */
function wayOf(definition: TableMap, { source, way }: PreviewOptions): Way {
  if (source.kind === 'key') {
    if (way !== 'toFinance') return 'toDataverse';
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.CALL_WRONG,
      'A key names a row of Finance, from which the way is to Dataverse.',
      'Leave --direction out, or give --record ID.',
    );
  }
  if (way !== null) return way;
  return goes(definition, 'toFinance') ? 'toFinance' : 'toDataverse';
}

/** What is posted once never changes in Dataverse either. */
const goes = ({ columns, policies }: TableMap, way: Way): boolean =>
  columns.some(({ direction }) => direction === way || direction === 'both') &&
  (way === 'toFinance' || !policies.insertOnce);

function noSuchWay(definition: TableMap, way: Way): Failure {
  const [side, other] =
    way === 'toFinance' ? (['Finance', 'toDataverse'] as const) : (['Dataverse', 'toFinance'] as const);
  const why = way === 'toDataverse' && definition.policies.insertOnce ? ': what is posted once never changes here' : '';
  return new Failure(
    EXIT.wrongInput,
    FAILURES.DIRECTION_MISSING,
    `${definition.key} carries nothing to ${side}${why}.`,
    goes(definition, other) ? `Ask for the other way: --direction ${other}.` : 'It carries nothing either way.',
  );
}

const notShown = ({ finance }: TableMap): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.RECORD_UNKNOWN,
    `Finance does not show ${finance.entity} in OData: no row of it can be looked at.`,
    'Save a row of Dataverse and give it: --row FILE.',
  );

export interface Compiled {
  readonly map: CompiledMap;
  /** What is wrong with columns that had to be left out. */
  readonly leftOut: readonly Finding[];
}

/**
 * Compiles a map as far as it goes: columns that have something to fix are left out, and said.
 * @throws Failure when more is to be fixed than single columns, which is printed
 */
export function compiled(definition: TableMap, schemas: MapSchemas, zones: CompileOptions, output: Output): Compiled {
  // How rows get there is no matter of what they are, where it is known what they are like there.
  const { transport: _, ...policies } = definition.policies;
  const written = schemas.finance === null ? definition : { ...definition, policies };
  const compile = (map: TableMap): CompiledMap | MapRefused => {
    try {
      return compileTableMap(map, schemas, zones);
    } catch (error) {
      if (error instanceof MapRefused) return error;
      throw error;
    }
  };
  const whole = compile(written);
  if (!(whole instanceof MapRefused)) return { map: whole, leftOut: [] };
  const leftOut = whole.findings.filter(({ severity }) => severity === 'error');
  const broken = new Set(leftOut.flatMap(({ column }) => column?.toLowerCase() ?? []));
  const columns = definition.columns.filter(
    ({ finance, dataverse }) => !broken.has((finance ?? dataverse ?? '').toLowerCase()),
  );
  const isOfColumns = leftOut.every(({ column }) => column !== undefined) && columns.length < definition.columns.length;
  const rest = isOfColumns ? compile({ ...written, columns }) : whole;
  if (!(rest instanceof MapRefused)) return { map: rest, leftOut };
  printFindings(output, whole.findings);
  throw new Failure(
    EXIT.wrongInput,
    FAILURES.MAP_TO_FIX,
    `${definition.key} has something to fix: ${leftOut[0]?.message ?? ''}`,
    'tandem map check --against says all of it, and what to do.',
    { answer: { findings: whole.findings } },
  );
}

async function fileLook(
  sides: Sides | null,
  look: Begun,
  file: FileRow,
  schemas: MapSchemas,
  besides: FileRow | null,
): Promise<Look> {
  const { map, way } = look;
  const { row, absent } = readFileRow(file, map, schemas);
  const id = row[schemas.dataverse[map.definition.dataverse.table]?.key[0] ?? ''];
  const ownKey = way === 'toFinance' ? keyed(map, row) : keyOfFinance(map, row, absent);
  const record = way === 'toFinance' && typeof id === 'string' ? { id, name: null } : null;
  const placed = { ...look, source: row, absent, record, ...ownKey };
  const beside = besides === null ? null : besideRow(besides, placed, schemas);
  const { key } = ownKey;
  if (beside !== null || sides === null) return { ...placed, target: beside, isLookedUp: beside !== null };
  if (way === 'toFinance') return { ...placed, ...(await besideDataverse(sides, map, key)) };
  if (key === null) return { ...placed, target: null, isLookedUp: true };
  return { ...placed, ...(await besideFinance(sides, map, key)) };
}

function keyOfFinance(map: CompiledMap, row: Row, absent: ReadonlyMap<string, string>): Pick<Look, 'key' | 'missing'> {
  const missing = map.definition.integrationKey.filter((field) => absent.has(field));
  return { key: missing.length > 0 ? null : map.keyOf(row), missing };
}

/** @throws Failure for a row that is not the other one's counterpart */
function besideRow(other: FileRow, { map, way, key }: Pick<Look, 'map' | 'way' | 'key'>, schemas: MapSchemas): Row {
  const { row, absent } = readFileRow(other, map, schemas);
  const there = way === 'toFinance' ? keyOfFinance(map, row, absent).key : keyed(map, row).key;
  if (key === null || (there !== null && keyText(key) === keyText(there))) return row;
  throw new Failure(
    EXIT.wrongInput,
    FAILURES.ROW_UNREADABLE,
    `${other.file} holds another row: ${there === null ? 'without a whole key' : spelled(there)}, and not ${spelled(key)}.`,
    'Give the row of the other side that has the same key.',
  );
}

async function recordLook(sides: Sides, look: Begun, given: string): Promise<Look> {
  const { map, way } = look;
  const recordId = given.toLowerCase().replace(/[{}]/g, '');
  const source = GUID.test(recordId) ? (await sides.dataverse.rows(map, [recordId])).get(recordId) : undefined;
  if (source === undefined) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.RECORD_UNKNOWN,
      `${map.definition.dataverse.table} has no record ${given}.`,
      'Give the id of a record of that table.',
    );
  }
  const record = { id: source.id, name: source.name };
  const { key, missing } = keyed(map, source.row);
  if (way === 'toFinance') {
    const absent = new Map<string, string>();
    return { ...look, record, source: source.row, absent, key, missing, ...(await besideDataverse(sides, map, key)) };
  }
  if (key === null) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.RECORD_UNKNOWN,
      `Which row of Finance belongs to ${source.name ?? source.id} cannot be told: ${missing.join(', ') || 'a value of its key'} is not there yet.`,
      'Give the key of the Finance row: --key.',
    );
  }
  const found = await financeRow(sides, map, key);
  return { ...look, ...ofFinance(found), record, target: source.row, isLookedUp: true };
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const ofFinance = ({ row, key }: FinanceRow): Pick<Look, 'source' | 'absent' | 'key' | 'missing'> => ({
  source: row,
  absent: new Map(),
  key,
  missing: [],
});

function keyed(map: CompiledMap, row: Row): { readonly key: FinanceKey | null; readonly missing: readonly string[] } {
  const found = map.financeKey(row);
  return { key: 'key' in found ? found.key : null, missing: 'missing' in found ? found.missing : [] };
}

/** What Finance has for a row of Dataverse. */
async function besideDataverse(
  { finance }: Sides,
  map: CompiledMap,
  key: FinanceKey | null,
): Promise<Pick<Look, 'target' | 'isLookedUp'>> {
  if (finance === null) return { target: null, isLookedUp: false };
  const found = key === null ? undefined : (await finance.rows(map, [key])).get(keyText(key));
  return { target: found?.row ?? null, isLookedUp: true };
}

/** @throws Failure where Finance has none */
async function financeRow({ finance }: Sides, map: CompiledMap, key: FinanceKey): Promise<FinanceRow> {
  if (finance === null) throw notShown(map.definition);
  const found = (await finance.rows(map, [key])).get(keyText(key));
  if (found !== undefined) return found;
  throw new Failure(
    EXIT.wrongInput,
    FAILURES.RECORD_UNKNOWN,
    `${map.definition.finance.entity} has no row ${spelled(key)}.`,
    'Give the key of a row that is there, its company included.',
  );
}

async function besideFinance(
  { dataverse }: Sides,
  map: CompiledMap,
  key: FinanceKey,
): Promise<Pick<Look, 'record' | 'target' | 'isLookedUp'>> {
  const [id] = (await dataverse.idsByKey(map, [key])).get(keyText(key)) ?? [];
  const row: SourceRow | undefined = id === undefined ? undefined : (await dataverse.rows(map, [id])).get(id);
  return {
    record: row === undefined ? null : { id: row.id, name: row.name },
    target: row?.row ?? null,
    isLookedUp: true,
  };
}

/** `usmf · PRJ-1` */
export const spelled = (key: FinanceKey): string => Object.values(key).map(String).join(' · ');

/** Null where the row does not have what the filter looks at. */
export function passesFilter({ map, way, source, absent }: Look): boolean | null {
  const side = way === 'toFinance' ? 'dataverse' : 'finance';
  if (conditionsOf(map.definition[side].filter).some(({ column }) => absent.has(column))) return null;
  return way === 'toFinance' ? map.includesDataverse(source) : map.includesFinance(source);
}
