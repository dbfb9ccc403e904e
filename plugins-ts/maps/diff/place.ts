import { formatDataverseFilter, formatFinanceFilter } from '../filters/format-text';
import { filterOf } from '../filters/filter-of';
import type { Filter } from '../table-map';
import { sameFilter } from '../filters/normal';
import { EXTRA, isGroup, ORDER, type Group, type Part, type ValueMapEntry } from './parts';

/** What kind of part of a map differs. Stable: scripts may rely on it. */
export type DifferenceKind =
  | 'key'
  | 'name'
  | 'localName'
  | 'version'
  | 'order'
  | 'table'
  | 'entitySet'
  | 'entity'
  | 'companyField'
  | 'label'
  | 'page'
  | 'dataverseFilter'
  | 'financeFilter'
  | 'dataverseFilterInferred'
  | 'financeFilterInferred'
  | 'integrationKey'
  | 'policy'
  | 'column'
  | 'field'
  | 'path'
  | 'direction'
  | 'transform'
  | 'transformOrder'
  | 'transformProperty'
  | 'valueMapEntry'
  | 'inferred'
  | 'conflict'
  | 'answer'
  /** What the JSON says besides. */
  | 'property';

export interface PlaceInMap {
  readonly kind: DifferenceKind;
  /** The Finance field, or the Dataverse path where there is none; null where the whole map is meant. */
  readonly column: string | null;
  /** For scripts: `columns/ProjectName=msdyn_subject/direction`. */
  readonly place: string;
  /** For people, without an article: `direction of ProjectName`. */
  readonly what: string;
}

const WHOLE_MAP: Readonly<Record<string, string>> = {
  key: 'key',
  name: 'name',
  version: 'version',
  order: 'place in the order',
  table: 'Dataverse table',
  entitySet: 'entity set',
  entity: 'Finance entity',
  companyField: 'company field',
  label: 'label of the entity',
  page: 'Finance page',
  dataverseFilter: 'Dataverse filter',
  financeFilter: 'Finance filter',
  dataverseFilterInferred: 'mark that the Dataverse filter is inferred',
  financeFilterInferred: 'mark that the Finance filter is inferred',
  integrationKey: 'integration key',
};

const POLICIES: Readonly<Record<string, string>> = {
  conflict: 'conflict policy',
  onDelete: 'delete policy',
  insertOnce: 'insert-once policy',
  releaseGroup: 'release group',
  releasedAfter: 'maps that go first',
  transport: 'transport',
  dataverseFeed: 'Dataverse feed',
  financeFeed: 'Finance feed',
};

const OF_COLUMN: Readonly<Record<string, readonly [DifferenceKind, string]>> = {
  field: ['field', 'Finance field'],
  path: ['path', 'Dataverse path'],
  direction: ['direction', 'direction'],
  inferred: ['inferred', 'mark “inferred”'],
  conflict: ['conflict', 'conflict policy'],
  answer: ['answer', 'mark “answer”'],
};

/**
 * @param path of names in the tree of `parts.ts`
 * @param columnOf the column map under an id, as any of the maps has it
 */
export function placeInMap(path: readonly string[], columnOf: (id: string) => Part | undefined): PlaceInMap {
  const [first = '', second = '', ...rest] = path;
  if (first === 'columns') return placeInColumn(columnOf(second), rest);
  const place = path.map((name) => (name === EXTRA ? 'besides' : name)).join('/');
  const whole = (kind: DifferenceKind, what: string): PlaceInMap => ({ kind, column: null, place, what });
  if (first === 'policies') return whole('policy', POLICIES[second] ?? second);
  if (first === 'names') return whole('localName', `name in language ${second}`);
  if (first === EXTRA) return whole('property', `property ${[second, ...rest].join('.')}`);
  return whole(first as DifferenceKind, WHOLE_MAP[first] ?? first);
}

function placeInColumn(part: Part | undefined, rest: readonly string[]): PlaceInMap {
  const column = columnName(part) ?? '';
  // One field may feed two columns: only both names tell which is meant.
  const place = [
    'columns',
    `${column}=${pathOf(part)}`,
    ...rest.map((one) => (one === EXTRA ? 'besides' : one === ORDER ? 'order' : one)),
  ];
  const at = (kind: DifferenceKind, what: string): PlaceInMap => ({ kind, column, place: place.join('/'), what });
  const [name, transform = '', property = '', entry = ''] = rest;
  if (name === undefined) return at('column', `column map ${column}`);
  const [kind, what] = OF_COLUMN[name] ?? [];
  if (kind !== undefined && what !== undefined) return at(kind, `${what} of ${column}`);
  if (name !== 'transforms' || rest.includes(EXTRA))
    return at('property', `property ${rest.filter((one) => one !== EXTRA).join('.')} of ${column}`);
  if (transform === ORDER) return at('transformOrder', `order of the text transforms of ${column}`);
  const named = transformWord(transform);
  if (property === '') return at('transform', `transform ${named} of ${column}`);
  if (property === 'entries' && entry !== '')
    return at('valueMapEntry', `value map entry ${entry.trim()} of ${column}`);
  return at('transformProperty', `${property} of ${named} of ${column}`);
}

export function columnName(column: Part | undefined): string | null {
  const parts = isGroup(column) ? column.parts : null;
  const value = [parts?.get('field'), parts?.get('path')].map(valueOf).find((one) => one !== undefined);
  return value === undefined ? null : String(value);
}

const pathOf = (column: Part | undefined): string =>
  isGroup(column) ? String(valueOf(column.parts.get('path')) ?? '') : '';

const valueOf = (part: Part | undefined): unknown => (part === undefined || isGroup(part) ? undefined : part.value);

/** As the JSON of a map spells it: `ValueMap`. */
const transformWord = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** What stands there, for JSON; null: nothing. */
export const plain = (part: Part | undefined): unknown =>
  part === undefined ? null : isGroup(part) ? plainGroup(part) : part.value;

function plainGroup(group: Group): unknown {
  const shown = [...group.parts].filter(([name, part]) => name !== EXTRA && !(isGroup(part) && part.parts.size === 0));
  return Object.fromEntries(shown.map(([name, part]) => [name === ORDER ? 'order' : name, plain(part)]));
}

const WORDS: Readonly<Record<string, string>> = {
  toFinance: 'to Finance',
  toDataverse: 'to Dataverse',
  both: 'both ways',
  true: 'yes',
  false: 'no',
};

/** What stands there, for people; without a part: what that means. */
export function spell(kind: DifferenceKind, part: Part | undefined): string {
  if (part === undefined) return ABSENT[kind] ?? 'none';
  if (kind === 'column') return spellColumn(part);
  if (isGroup(part)) return spellProperties(part);
  const { value } = part;
  if (kind === 'dataverseFilter' || kind === 'financeFilter') return spellFilter(kind, value);
  if (kind === 'valueMapEntry') return (value as ValueMapEntry).dataverse;
  if (kind === 'direction' || typeof value === 'boolean') return WORDS[String(value)] ?? String(value);
  if (Array.isArray(value)) return value.join(', ');
  if (value === '') return '""';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const ABSENT: Partial<Record<DifferenceKind, string>> = {
  dataverseFilter: 'all rows',
  financeFilter: 'all rows',
  dataverseFilterInferred: 'no',
  financeFilterInferred: 'no',
  inferred: 'no',
  answer: 'no',
  conflict: 'that of the map',
};

const ARROW: Readonly<Record<string, string>> = { toDataverse: '→', toFinance: '←', both: '↔' };

/** Finance stands left, as in dual-write. */
function spellColumn(column: Part): string {
  if (!isGroup(column)) return '';
  const of = (name: string): string => String(valueOf(column.parts.get(name)) ?? '(none)');
  const transforms = column.parts.get('transforms');
  const kinds = isGroup(transforms) ? [...transforms.parts].filter(([name]) => name !== ORDER) : [];
  const with_ = kinds.map(([name, part]) => `${transformWord(name)}${isGroup(part) ? spellArguments(part) : ''}`);
  return `${of('field')} ${ARROW[of('direction')] ?? ''} ${of('path')}${with_.length > 0 ? `, ${with_.join(', ')}` : ''}`;
}

function spellArguments(transform: Group): string {
  const text = spellProperties(transform);
  return text === '' ? '' : ` (${text})`;
}

function spellProperties(group: Group): string {
  return [...group.parts]
    .filter(([name]) => name !== EXTRA && name !== 'kind')
    .map(([name, part]) => {
      if (!isGroup(part)) return `${name} ${spell('transformProperty', part)}`;
      return [...part.parts.values()]
        .map((entry) => valueOf(entry) as ValueMapEntry)
        .map((entry) => `${entry.finance} = ${entry.dataverse}`)
        .join(', ');
    })
    .join(', ');
}

function spellFilter(kind: 'dataverseFilter' | 'financeFilter', value: unknown): string {
  const side = value as { readonly filter?: Filter; readonly filterText?: string };
  const dialect = kind === 'dataverseFilter' ? 'dataverse' : 'finance';
  const { filterText } = side;
  const said = filterText === undefined ? undefined : filterOf({ filterText }, dialect);
  const tree = side.filter ?? said;
  if (tree === undefined || (said !== undefined && sameFilter(said, tree))) return filterText?.trim() ?? '';
  const formatted = dialect === 'dataverse' ? formatDataverseFilter(tree) : formatFinanceFilter(tree);
  return 'text' in formatted ? formatted.text : JSON.stringify(tree);
}
