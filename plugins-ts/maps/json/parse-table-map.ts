import { hasErrors, finding, type Finding } from '../finding';
import type { ColumnMap, Direction, EarlierMap, Feeds, MapExtra, TableMap, Transport, Transform } from '../table-map';
import { KNOWN } from './known';
import { parseSideFilter } from './parse-side-filter';
import { parseTransforms } from './parse-transforms';
import { readJson, type Place } from './place';
import { repeatedTargets } from '../repeated-targets';
import { Structure } from './structure';

export interface ParsedMap {
  /** Null when anything is wrong with the structure. */
  readonly map: TableMap | null;
  readonly findings: readonly Finding[];
}

/**
 * Reads a table map: dual-write's `msdyn_mapping`, with what dual-write does not say under `tandem`, once for the map
 * and once per field mapping. Text that was encoded twice, as dual-write sometimes does, is decoded. All structural
 * findings come at once; broken JSON is one finding.
 *
 * @param file names the text in findings
 */
export function parseTableMap(text: string, file?: string): ParsedMap {
  const read = readJson(text);
  if (!('path' in read)) {
    const { line, column } = read.at;
    const parameters = { file: file ?? 'The map', problem: read.problem, line, place: column };
    return { map: null, findings: [finding('NOT_JSON', { map: file ?? '', file, at: read.at }, parameters)] };
  }
  if (typeof read.scalar === 'string') return parseTableMap(read.scalar, file);

  const structure = new Structure(nameOf(read, file), file);
  for (const place of read.repeated) structure.report('PROPERTY_TWICE', place);
  const map = parseMap(structure.object(read, 'an object'), structure);
  return { map: hasErrors(structure.findings) ? null : map, findings: structure.findings };
}

/** Findings name the map by its key, or by whatever else there is. */
function nameOf(root: Place, file: string | undefined): string {
  const said = [root.property('tandem').property('key').scalar, root.property('name').scalar, file];
  return said.find((one): one is string => typeof one === 'string' && one !== '') ?? '';
}

function parseMap(root: Place, structure: Structure): TableMap {
  const tandem = structure.object(root.property('tandem'), 'an object with what dual-write does not say');
  const legs = structure.array(root.property('legs'), 'a list with one leg');
  const leg = legs[0] ?? root.property('legs').property('0');
  if (root.property('legs').kind === 'array' && legs.length === 0) {
    structure.report('MISSING', leg, { property: 'legs[0]', expected: 'a leg with field mappings' });
  }
  const mappings = leg.exists ? structure.array(leg.property('fieldMappings'), 'a list of field mappings') : [];
  const columns = mappings.map((place) => parseColumn(place, structure));
  for (const { name, code, at } of repeatedTargets(columns)) {
    const place = mappings[at];
    if (place !== undefined) structure.report(code, place, {}, name);
  }

  const label = structure.optionalText(leg.property('sourceSchema'));
  const names = structure.texts(tandem.property('names'));
  const policies = tandem.property('policies');
  const releaseGroup = structure.optionalText(policies.property('releaseGroup'));
  return {
    key: structure.text(tandem.property('key'), 'the key of the map, such as projects-v2'),
    name: structure.optionalText(tandem.property('name')) ?? label ?? nameOf(root, undefined),
    ...(names === undefined ? {} : { names }),
    version: structure.text(tandem.property('version'), 'four numbers, such as 1.0.0.0'),
    order: structure.number(tandem.property('order'), 'a number: parents come first'),
    dataverse: {
      table: structure.text(tandem.property('dataverse').property('table'), 'the logical name of the table'),
      entitySet: structure.text(leg.property('destinationSchema'), 'the entity set of the table'),
      ...parseSideFilter(tandem.property('dataverse'), leg.property('reversedSourceFilter'), 'dataverse', structure),
    },
    finance: {
      entity: structure.text(tandem.property('finance').property('entity'), 'the OData collection of the entity'),
      ...optional('companyField', structure.optionalText(tandem.property('finance').property('companyField'))),
      ...optional('page', structure.optionalText(tandem.property('finance').property('page'))),
      ...optional('label', label),
      ...parseSideFilter(tandem.property('finance'), leg.property('sourceFilter'), 'finance', structure),
    },
    columns,
    integrationKey: structure
      .array(tandem.property('integrationKey'), 'the key fields of the Finance entity')
      .map((field) => structure.text(field, 'a Finance field')),
    policies: {
      conflict: structure.word(policies.property('conflict'), ['dataverse', 'finance', 'ask'], 'dataverse'),
      onDelete: structure.word(policies.property('onDelete'), ['never', 'ask', 'delete'], 'never'),
      insertOnce: structure.flag(policies.property('insertOnce')) ?? false,
      ...optional('releaseGroup', releaseGroup),
      ...optional('releasedAfter', parseReleasedAfter(policies.property('releasedAfter'), structure)),
      ...optional(
        'transport',
        optionalWord<Transport>(policies.property('transport'), ['odata', 'dataPackage'], structure),
      ),
      ...optional('feed', parseFeeds(policies.property('feed'), structure)),
    },
    extra: extraOf(root, leg, tandem, mappings),
  };
}

function parseReleasedAfter(place: Place, structure: Structure): readonly EarlierMap[] | undefined {
  const earlier = structure.optionalArray(place, 'the maps whose rows go first').map((one) => ({
    map: structure.text(one.property('map'), 'the key of a map'),
    columns: structure
      .array(one.property('columns'), 'columns of its table that point to the later row')
      .map((column) => structure.text(column, 'the logical name of a column')),
  }));
  return earlier.length === 0 ? undefined : earlier;
}

function parseColumn(place: Place, structure: Structure): ColumnMap {
  structure.object(place, 'a field mapping');
  const finance = structure.optionalText(place.property('sourceField')) || undefined;
  const dataverse = structure.optionalText(place.property('destinationField')) || undefined;
  const name = finance ?? dataverse ?? '';
  const tandem = place.property('tandem');
  const direction = parseDirection(place.property('syncDirection'), structure, name);
  const transforms = parseTransforms(place.property('valueTransforms'), structure, name);
  const conflict = tandem.property('conflict').exists
    ? structure.word(tandem.property('conflict'), ['dataverse', 'finance', 'ask'], 'dataverse')
    : undefined;
  if (place.kind === 'object') {
    if (direction !== 'toDataverse' && finance === undefined)
      structure.report('TARGET_EMPTY', place, { direction: 'to Finance' }, dataverse ?? '');
    if (direction !== 'toFinance' && dataverse === undefined)
      structure.report('TARGET_EMPTY', place, { direction: 'to Dataverse' }, finance ?? '');
    const oneSided = finance === undefined || dataverse === undefined;
    if (oneSided && name !== '' && !transforms.some(({ kind }) => FEEDS.has(kind)))
      structure.report('SOURCE_EMPTY', place, {}, name);
  }
  return {
    ...optional('dataverse', dataverse),
    ...optional('finance', finance),
    direction,
    transforms,
    ...optional('inferred', structure.flag(tandem.property('inferred'))),
    ...optional('conflict', conflict),
    ...optional('answer', structure.flag(tandem.property('answer'))),
  };
}

function parseFeeds(place: Place, structure: Structure): Feeds | undefined {
  if (!place.exists) return undefined;
  structure.object(place, 'an object with a word for each side');
  const dataverse = optionalWord(place.property('dataverse'), ['changeTracking', 'compare'] as const, structure);
  const finance = optionalWord(place.property('finance'), ['compare', 'outstanding'] as const, structure);
  return { ...optional('dataverse', dataverse), ...optional('finance', finance) };
}

function optionalWord<W extends string>(
  place: Place,
  allowed: readonly [W, ...W[]],
  structure: Structure,
): W | undefined {
  return place.exists ? structure.word(place, allowed, allowed[0]) : undefined;
}

/** What feeds a column without a source. */
const FEEDS: ReadonlySet<Transform['kind']> = new Set(['default', 'join', 'constant', 'deterministicGuid']);

const DIRECTIONS: Readonly<Record<number, Direction>> = { 1: 'toDataverse', 2: 'toFinance', 3: 'both' };

function parseDirection(place: Place, structure: Structure, column: string): Direction {
  if (!place.exists) {
    structure.report('MISSING', place, { expected: '1 (to Dataverse), 2 (to Finance) or 3 (both)' }, column);
    return 'both';
  }
  const direction = typeof place.scalar === 'number' ? DIRECTIONS[place.scalar] : undefined;
  if (direction === undefined) structure.report('UNKNOWN_DIRECTION', place, { value: place.spelling }, column);
  return direction ?? 'both';
}

/** What the JSON says besides, by where it stood. */
function extraOf(root: Place, leg: Place, tandem: Place, mappings: readonly Place[]): MapExtra {
  const nested = Object.fromEntries(
    (['dataverse', 'finance', 'policies'] as const).flatMap((name) => {
      const rest = unknownOf(tandem.property(name), KNOWN[name]);
      return Object.keys(rest).length === 0 ? [] : [[name, rest] as const];
    }),
  );
  return {
    map: unknownOf(root, KNOWN.map),
    leg: unknownOf(leg, KNOWN.leg),
    tandem: { ...unknownOf(tandem, KNOWN.tandem), ...nested },
    columns: mappings.map((place) => {
      const own = unknownOf(place.property('tandem'), KNOWN.columnTandem);
      const transforms = place.property('valueTransforms').elements.map((one) => unknownOf(one, KNOWN.transform));
      return {
        ...unknownOf(place, KNOWN.column),
        ...(Object.keys(own).length === 0 ? {} : { tandem: own }),
        ...(transforms.every((one) => Object.keys(one).length === 0) ? {} : { valueTransforms: transforms }),
      };
    }),
  };
}

function unknownOf(place: Place, known: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    place.properties.filter(({ name }) => !known.includes(name)).map(({ name, place: value }) => [name, value.plain]),
  );
}

function optional<N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in N]?: T });
}
