import type { Node } from 'jsonc-parser';
import { v5 } from 'uuid';
import { finding, hasErrors, type Finding } from '../finding';
import { parseTableMap } from '../json/parse-table-map';
import type { TableMap } from '../table-map';
import { KINDS } from './field-mappings';
import { filterTexts } from './filter-texts';
import { COMPANY_CODE } from './integration-key';
import { elements, nameOf, property, readTree, textOf, written, type Tree } from './json-tree';
import { placeIn, wholeFile } from './located-text';
import { rewrite, type Path } from './rewrite';
import { ID, OWN_COLUMNS, TABLE, type OwnColumn } from './stored-map';
import { xmlAttribute, xmlText } from './xml-write';

/** What dual-write takes: the mapping, a row of its table for the Web API, or the customizations of a solution. */
export type ExportForm = 'mapping' | 'row' | 'solution';

export interface Exported {
  /** Null where the map cannot be read. */
  readonly text: string | null;
  readonly findings: readonly Finding[];
}

/**
 * Writes a table map of Tandem for dual-write. A map that came from there goes back as it came. What only Tandem knows is
 * left out and named in a finding.
 */
export function exportDualWrite(text: string, form: ExportForm, file?: string): Exported {
  const parsed = parseTableMap(text, file);
  if (parsed.map === null) return { text: null, findings: parsed.findings };
  const { tree, findings: broken } = readTree(wholeFile(text, file), parsed.map.key);
  if (tree === null || hasErrors(broken)) return { text: null, findings: broken };
  const leg = elements(property(tree.node, 'legs'))[0];
  const filters = filterTexts(tree, leg, parsed.map);
  const source = sourceOf(tree, parsed.map, filters.texts);
  const findings: Finding[] = [...parsed.findings, ...filters.findings];
  const mapping = source.cameFromDualWrite ? writeBack(source, findings) : writeNew(source, findings);
  findings.push(...leftOut(source, form));
  if (form === 'mapping') return { text: mapping, findings };
  return { text: form === 'row' ? rowText(source, mapping) : solutionText(source, mapping), findings };
}

interface Source {
  readonly tree: Tree;
  readonly map: TableMap;
  /** What its row said, when it was imported. */
  readonly dualWrite: Node | undefined;
  readonly cameFromDualWrite: boolean;
  /** Filter texts that take the place of what the leg says. */
  readonly filters: Readonly<Record<string, string>>;
}

function sourceOf(tree: Tree, map: TableMap, filters: Readonly<Record<string, string>>): Source {
  const dualWrite = property(property(tree.node, 'tandem'), 'dualWrite');
  return { tree, map, dualWrite, cameFromDualWrite: dualWrite !== undefined, filters };
}

/** As it came, without what was put to it. */
function writeBack(source: Source, findings: Finding[]): string {
  const { text } = source.tree.located;
  return rewrite(text, source.tree.node, {
    change: (node, path) => {
      const before = transformsBefore(node, path);
      return before === undefined ? (filterAt(source, path) ?? leaveOut(source, node, path, findings)) : before;
    },
    add: (node, path) => (isFirstLeg(path) ? missing(node, source.filters) : []),
  });
}

/** A map that Tandem was first to write: with all properties of dual-write, and in its spelling. */
function writeNew(source: Source, findings: Finding[]): string {
  const { tree, map } = source;
  findings.push(finding('SPELLED_FOR_DUAL_WRITE', { map: map.key, file: tree.located.file }));
  return rewrite(tree.located.text, tree.node, {
    change: (node, path) => {
      const left = filterAt(source, path) ?? leaveOut(source, node, path, findings);
      if (left !== undefined) return left;
      if (isMapping(path) && isCompanyLine(node, map)) return null;
      return spellNew(node, path);
    },
    add: (node, path) => {
      const leg = isFirstLeg(path) ? { ...OF_LEG, ...source.filters } : OF_LEG;
      return missing(node, path.length === 0 ? OF_MAP : isLeg(path) ? leg : isMapping(path) ? OF_MAPPING : {});
    },
  });
}

/** Properties that an object does not have yet. */
const missing = (
  node: Node,
  wanted: Readonly<Record<string, unknown>>,
): readonly { readonly name: string; readonly json: string }[] =>
  Object.entries(wanted)
    .filter(([name]) => property(node, name) === undefined)
    .map(([name, value]) => ({ name, json: JSON.stringify(value) }));

/** The text of a filter in place of the one that stands there. */
function filterAt({ filters }: Source, path: Path): string | undefined {
  const name = path.length === 3 && isFirstLeg(path.slice(0, 2)) ? String(path[2]) : '';
  return Object.hasOwn(filters, name) ? JSON.stringify(filters[name]) : undefined;
}

const isFirstLeg = (path: Path): boolean => isLeg(path) && path[1] === 0;
const isLeg = (path: Path): boolean => path.length === 2 && path[0] === 'legs';
const isMapping = (path: Path): boolean => path.length === 4 && path[0] === 'legs' && path[2] === 'fieldMappings';
const isTransform = (path: Path): boolean => path.length === 6 && path[4] === 'valueTransforms';

/** Null for what dual-write has no place for; undefined for what stays. */
function leaveOut(source: Source, node: Node, path: Path, findings: Finding[]): null | undefined {
  const { tree, map } = source;
  if (path.at(-1) === 'tandem' && (path.length === 1 || (path.length === 5 && path[2] === 'fieldMappings')))
    return null;
  if (path.length === 1 && path[0] === '$schema') return null;
  if (isMapping(path) && property(property(node, 'tandem'), 'notInDualWrite')?.value === true) return null;
  if (isTransform(path) && property(node, 'notInDualWrite') !== undefined) return null;
  const transform = transformAt(node, path);
  if (transform === undefined) return undefined;
  const mapping = elements(property(elements(property(tree.node, 'legs'))[Number(path[1])], 'fieldMappings'))[
    Number(path[3])
  ];
  const column = textOf(property(mapping, 'sourceField')) || textOf(property(mapping, 'destinationField')) || '';
  findings.push(finding('TRANSFORM_LEFT_OUT', placeIn(tree.located, map.key, node.offset, column), { transform }));
  return null;
}

/** What stood in place of a list that was made for what dual-write does not say; undefined for any other. */
function transformsBefore(node: Node, path: Path): string | null | undefined {
  if (path.length !== 5 || path[0] !== 'legs' || path[4] !== 'valueTransforms') return undefined;
  const [only, ...others] = elements(node);
  const before = others.length > 0 ? undefined : textOf(property(only, 'notInDualWrite'));
  return before === 'nothing' ? null : before === 'null' ? 'null' : undefined;
}

/** The name of a transform that dual-write does not know, or of a property of one. */
function transformAt(node: Node, path: Path): string | undefined {
  if (isTransform(path)) {
    const kind = textOf(property(node, 'transformType')) ?? '';
    return KINDS.some((known) => known.toLowerCase() === kind.toLowerCase()) ? undefined : kind;
  }
  const isLength = path.length === 7 && path[4] === 'valueTransforms' && path[6] === 'length';
  return isLength ? `the length ${String(node.value)} of Truncate` : undefined;
}

/** dual-write takes the company from the company lookup of the row. */
const isCompanyLine = (mapping: Node, map: TableMap): boolean =>
  map.finance.companyField !== undefined &&
  textOf(property(mapping, 'sourceField'))?.toLowerCase() === map.finance.companyField.toLowerCase() &&
  (textOf(property(mapping, 'destinationField')) ?? '').toLowerCase().endsWith(COMPANY_CODE);

/** Field names in capital letters, enumeration symbols with a small first letter, values as texts. */
function spellNew(node: Node, path: Path): string | undefined {
  const name = path.at(-1);
  if (path.length === 5 && name === 'sourceField' && node.type === 'string') {
    return JSON.stringify(String(node.value).toUpperCase());
  }
  if (path.length !== 7 || path[4] !== 'valueTransforms') return undefined;
  if (name === 'defaultValue' && node.type !== 'string') return JSON.stringify(spelled(node.value));
  if (name !== 'valueMap') return undefined;
  const entries = (node.children ?? []).map((entry) => {
    const symbol = nameOf(entry);
    return [`${symbol.charAt(0).toLowerCase()}${symbol.slice(1)}`, String(entry.children?.[1]?.value)] as const;
  });
  return JSON.stringify(Object.fromEntries(entries));
}

const spelled = (value: unknown): string | null =>
  value === null ? null : value === true ? 'True' : value === false ? 'False' : String(value);

/** Everything that the other side has no place for, in one finding. */
function leftOut({ tree, map, dualWrite }: Source, form: ExportForm): readonly Finding[] {
  const place = { map: map.key, file: tree.located.file };
  const ofColumns = map.columns.some((column) => column.conflict !== undefined || column.answer === true);
  const parts = [
    `key ${map.key}`,
    `order ${map.order}`,
    ...(map.integrationKey.length === 0 ? [] : [`integration key ${map.integrationKey.join(', ')}`]),
    'policies',
    ...(ofColumns ? ['policies of columns'] : []),
    ...(map.finance.page === undefined ? [] : ['page']),
    ...(map.names === undefined ? [] : ['names']),
    ...restLeftOut(dualWrite, form),
  ];
  return [finding('PARTS_LEFT_OUT', place, { parts: parts.join('; ') })];
}

const restOf = (dualWrite: Node | undefined): readonly Node[] => property(dualWrite, 'rest')?.children ?? [];

/** Columns of a row have other types in a solution: they go back only into what they came from. */
function restLeftOut(dualWrite: Node | undefined, form: ExportForm): readonly string[] {
  const came = textOf(property(dualWrite, 'form'));
  if (dualWrite === undefined || came === form || (form === 'mapping' && came === 'text')) return [];
  const own = form === 'mapping' ? Object.keys(OWN_COLUMNS).filter((one) => property(dualWrite, one)) : [];
  return [...own, ...restOf(dualWrite).map(nameOf)].map((one) => `column ${one}`);
}

/** The columns of the row: as they came; made up where the map was never in a row. */
function columnsOf(source: Source, mapping: string): Readonly<Record<string, string>> {
  const { map, dualWrite } = source;
  const said = (name: string): string | undefined => textOf(property(dualWrite, name));
  const pair = `${map.dataverse.entitySet} - ${map.finance.label ?? map.name}`;
  const wasRow = cameAs(source, 'row') || cameAs(source, 'solution');
  const made = wasRow
    ? {}
    : {
        name: `tandem_[${pair}]`,
        displayName: pair,
        properties: JSON.stringify({ ...PROPERTIES, Description: map.name }),
      };
  const own = {
    ...made,
    ...present('name', said('name')),
    ...present('displayName', said('displayName')),
    ...present('properties', said('properties')),
    version: said('version') ?? map.version,
    mapping,
  };
  return Object.fromEntries(Object.entries(own).map(([column, value]) => [OWN_COLUMNS[column as OwnColumn], value]));
}

const present = (name: string, value: string | undefined): Readonly<Record<string, string>> =>
  value === undefined ? {} : { [name]: value };

const idOf = ({ dualWrite }: Source): string | undefined => textOf(property(dualWrite, 'id'));

function rowText(source: Source, mapping: string): string {
  const own = { ...present(ID, idOf(source)), ...columnsOf(source, mapping) };
  const rest = cameAs(source, 'row') ? restOf(source.dualWrite) : [];
  const lines = [
    ...Object.entries(own).map(([column, value]) => `${JSON.stringify(column)}: ${JSON.stringify(value)}`),
    ...rest.map((one) => written(source.tree.located, one)),
  ];
  return `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`;
}

const cameAs = ({ dualWrite }: Source, form: string): boolean => textOf(property(dualWrite, 'form')) === form;

/** Customizations that hold this map alone; in an unpacked solution, they are Other/Customizations.xml. */
function solutionText(source: Source, mapping: string): string {
  const own = columnsOf(source, mapping);
  const id = idOf(source) ?? v5(own[OWN_COLUMNS.name] ?? source.map.key, NAMESPACE);
  const rest = cameAs(source, 'solution')
    ? Object.fromEntries(restOf(source.dualWrite).map((one) => [nameOf(one), String(one.children?.[1]?.value)]))
    : { iscustomizable: '1', statecode: '0', statuscode: '1' };
  const columns = Object.entries({ ...own, ...rest })
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([column, value]) => `      <${column}>${xmlText(value)}</${column}>\n`);
  return [
    '<?xml version="1.0" encoding="utf-8"?>\n',
    '<ImportExportXml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n',
    ...[
      'Entities',
      'Roles',
      'Workflows',
      'FieldSecurityProfiles',
      'Templates',
      'EntityMaps',
      'EntityRelationships',
    ].map((section) => `  <${section} />\n`),
    ...['OrganizationSettings', 'optionsets', 'CustomControls', 'EntityDataProviders'].map(
      (section) => `  <${section} />\n`,
    ),
    `  <${TABLE}s>\n`,
    `    <${TABLE} ${ID}="${xmlAttribute(id)}">\n`,
    ...columns,
    `    </${TABLE}>\n`,
    `  </${TABLE}s>\n`,
    '  <Languages>\n    <Language>1033</Language>\n  </Languages>\n',
    '</ImportExportXml>\n',
  ].join('');
}

/** One row per name, however often it is exported. */
const NAMESPACE = '4d1f6f0e-6a3d-5b0c-9d57-2f9b1a6c7e30';

const PROPERTIES = {
  Description: '',
  IsDualWriteProject: true,
  SkipInitialSync: false,
  AreKeysMismatched: false,
  Tags: [],
  TargetTypeList: [3, 1],
  TargetVersionInfo: null,
};

/** What dual-write writes into every mapping, where a map of Tandem says nothing. */
const OF_MAP = {
  entityName: null,
  order: 0,
  connectionSetName: null,
  leftEnvironmentType: 'AX',
  centerEnvironmentType: 'CRM',
  rightEnvironmentType: 'UNDEFINED',
  leftEnvironment: '',
  centerEnvironment: '',
  leftPartitionName: null,
  centerPartitionName: null,
};

const OF_LEG = {
  id: '001',
  sourceEnvironment: '',
  sourceSchemaDistinctName: null,
  sourceEnvironmentType: 'AX',
  sourceFilter: '',
  isSourceFilterEditable: null,
  destinationEnvironment: '',
  destinationSchemaDistinctName: null,
  destinationEnvironmentType: 'CRM',
  reversedSourceFilter: '',
  sourceMQuery: null,
  mashup: null,
  sourceEntitySchema: null,
  sourceProjectName: null,
  entityFile: null,
  entityFileFormat: 0,
  entityFileInfo: null,
  deleteNonMatchingData: false,
};

const OF_MAPPING = { valueTransforms: [], isSystemGenerated: false };
