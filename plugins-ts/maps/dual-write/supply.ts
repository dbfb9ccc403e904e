import { finding, type Finding, type FindingPlace } from '../finding';
import { transformOf } from '../bind';
import { formatTableMap } from '../json/format-table-map';
import type { TableSchema } from '../schema';
import type { ColumnMap, TableMap } from '../table-map';
import { shippedFor, type ImportFacts } from './facts';
import { COMPANY_CODE, COMPANY_FIELD, integrationKeyOf, type KeyColumn } from './integration-key';
import type { OpenedMap } from './open-map';

/** What dual-write does not say, for one map. */
export interface Supplied {
  readonly key: string;
  /** The `tandem` of the map, but for the rest of the row. */
  readonly tandem: object;
  /** By place in the field mappings, their `tandem`; null for none. */
  readonly ofColumns: readonly (object | null)[];
  /** By place in the field mappings, a transform that dual-write does not say; null for none. */
  readonly transforms: readonly (object | null)[];
  /** A field mapping for the company, where dual-write feeds it without one. */
  readonly companyLine: object | null;
  readonly findings: readonly Finding[];
}

/** A field mapping as far as this goes. */
export interface MappedColumn extends KeyColumn {
  readonly direction: 1 | 2 | 3 | undefined;
}

/** After all shipped maps. */
const LAST = 1000;

/**
 * Makes Tandem's part of a map: from the shipped map of the same pair; where there is none, from the metadata of both
 * sides, and else by rule. What was guessed is named in a finding and under `inferred`.
 */
export function supply(map: OpenedMap, columns: readonly MappedColumn[], facts: ImportFacts): Supplied {
  const { pair, stored } = map;
  const place: FindingPlace = {
    map: map.name,
    file: stored.mapping.file,
    at: map.tree.located.position(map.leg.offset),
  };
  const shipped = shippedFor(pair, facts);
  const table = facts.tables?.get(pair.entitySet);
  const entity = facts.entities?.get(pair.label);
  const storedKey = facts.integrationKeys?.find((one) => one.entitySet.toLowerCase() === pair.entitySet.toLowerCase());
  const key = integrationKeyOf(columns, pair, { stored: storedKey, shipped, table, entity }, place);
  const findings: Finding[] = [...key.findings];

  const known = shipped === undefined ? null : shippedPart(shipped);
  const guessed = [
    ...(shipped === undefined && table == null ? ['dataverse.table'] : []),
    ...(shipped === undefined && entity == null ? ['finance.entity'] : []),
    ...(shipped === undefined ? ['order', 'policies'] : []),
    ...(key.guessed ? ['integrationKey'] : []),
  ];
  if (shipped === undefined) {
    const parameters = { entity: pair.label, table: pair.entitySet, guessed: guessed.join(', ') };
    findings.push(finding('GUESSED', place, parameters));
  }
  const version = isVersion(stored.version) ? stored.version : undefined;
  if (version === undefined) {
    guessed.push('version');
    findings.push(finding('INFERRED', { ...place, column: 'version' }));
  }
  const companyField = companyFieldOf(shipped, entity, key.fields);
  const companyPath = companyPathOf(shipped, table, storedKey?.paths ?? [], companyField);
  const likes = columns.map((column) => likeIn(shipped, column));
  for (const [at, like] of likes.entries()) {
    const what = like === undefined ? [] : saidOf(like);
    if (what.length === 0) continue;
    const column = columns[at]?.finance || columns[at]?.dataverse;
    findings.push(finding('SHIPPED_SAYS', { ...place, column }, { what: what.join(', ') }));
  }
  const companyLine = lineFor(companyField, companyPath, columns, shipped);
  if (companyLine !== null) {
    findings.push(finding('COMPANY_SUPPLIED', { ...place, column: companyField }, { path: companyPath ?? '' }));
  }
  const mapKey = shipped?.key ?? kebab(`${pair.label} ${pair.entitySet}`);
  return {
    key: mapKey,
    ofColumns: likes.map(columnPart),
    transforms: likes.map(dateOf),
    companyLine,
    findings,
    tandem: {
      key: mapKey,
      name: shipped?.name ?? pair.label,
      ...known?.rest,
      version: version ?? '1.0.0.0',
      order: shipped?.order ?? LAST,
      dataverse: { ...known?.dataverse, table: shipped?.dataverse.table ?? table?.name ?? oneOf(pair.entitySet) },
      finance: {
        ...known?.finance,
        entity: shipped?.finance.entity ?? entity?.entitySet ?? pascal(pair.label),
        ...(companyField === undefined ? {} : { companyField }),
      },
      integrationKey: key.fields,
      policies: shipped?.policies ?? { conflict: 'dataverse', onDelete: 'never', insertOnce: false },
      ...(guessed.length === 0 ? {} : { inferred: guessed }),
      dualWrite: dualWritePart(map),
    },
  };
}

const isVersion = (text: string | undefined): boolean => text !== undefined && /^\d+(\.\d+){0,3}$/.test(text);

/** What the row said besides the mapping, for the way back; `rest` is added as it is written. */
function dualWritePart({ stored }: OpenedMap): object {
  const { form, id, name, displayName, version, properties } = stored;
  return {
    form,
    ...(version === undefined || isVersion(version) ? {} : { version }),
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(properties === undefined ? {} : { properties }),
  };
}

type Part = Readonly<Record<string, unknown>>;

/** The shipped map's `tandem` without its filters: the tenant's own map says which rows go. */
function shippedPart(map: TableMap): { readonly rest: Part; readonly dataverse: Part; readonly finance: Part } {
  const { tandem } = JSON.parse(formatTableMap(map)) as { readonly tandem: Readonly<Record<string, Part>> };
  const { dataverse, finance, ...rest } = tandem;
  return { rest, dataverse: withoutFilter(dataverse), finance: withoutFilter(finance) };
}

const withoutFilter = (side: Part = {}): Part =>
  Object.fromEntries(Object.entries(side).filter(([name]) => !name.startsWith('filter')));

function companyFieldOf(
  shipped: TableMap | undefined,
  entity: TableSchema | null | undefined,
  key: readonly string[],
): string | undefined {
  if (shipped !== undefined) return shipped.finance.companyField;
  const inKey = [...(entity?.key ?? []), ...key].some((field) => field.toLowerCase() === COMPANY_FIELD.toLowerCase());
  return inKey ? COMPANY_FIELD : undefined;
}

function companyPathOf(
  shipped: TableMap | undefined,
  table: TableSchema | null | undefined,
  key: readonly string[],
  companyField: string | undefined,
): string | undefined {
  const inShipped = shipped?.columns.find((one) => same(one.finance, companyField))?.dataverse;
  const inKey = key.find((path) => path.toLowerCase().endsWith(COMPANY_CODE));
  const lookups = Object.values(table?.columns ?? {}).filter((one) => one.targets?.includes('cdm_company'));
  const lookup = COMPANY_LOOKUPS.find((name) => lookups.some((one) => one.name === name)) ?? lookups[0]?.name;
  return inShipped ?? inKey ?? (lookup === undefined ? undefined : `${lookup}${COMPANY_CODE}`);
}

/** Where two lookups lead to a company, the ones that dual-write's solutions made. */
const COMPANY_LOOKUPS = ['msdyn_company', 'msdyn_owningcompany'];

/** What the shipped map says of the same two columns: who wins, and whether the value is an answer. */
function columnPart(like: ColumnMap | undefined): Part | null {
  if (like === undefined) return null;
  const part = { ...(like.conflict && { conflict: like.conflict }), ...(like.answer && { answer: true }) };
  return Object.keys(part).length === 0 ? null : part;
}

/** And what Finance's date field holds, which neither dual-write nor Finance's metadata tells. */
function dateOf(like: ColumnMap | undefined): Part | null {
  const date = like === undefined ? undefined : transformOf(like, 'date');
  if (date === undefined) return null;
  const { holds, zone } = date;
  return { transformType: 'Date', holds, ...(zone === undefined ? {} : { zone }) };
}

/** What is taken of it, in words. */
function saidOf(like: ColumnMap): readonly string[] {
  const date = transformOf(like, 'date');
  const calendar =
    date?.zone === undefined ? '' : date.zone === 'company' ? ' by the company’s calendar' : ` of ${date.zone}`;
  return [
    ...(date === undefined ? [] : [date.holds === 'day' ? `holds days${calendar}` : `holds moments${calendar}`]),
    ...(like.answer === true ? ['is an answer of Finance, and not written to the row'] : []),
    ...(like.conflict === undefined ? [] : [`goes by ${WINNERS[like.conflict]} where both sides have changed it`]),
  ];
}

const WINNERS = { dataverse: 'Dataverse', finance: 'Finance', ask: 'a person’s choice' } as const;

const likeIn = (shipped: TableMap | undefined, column: KeyColumn): ColumnMap | undefined =>
  shipped?.columns.find((one) => same(one.finance, column.finance) && same(one.dataverse, column.dataverse));

/** dual-write takes the company from the row's company lookup; here a column map says so. */
function lineFor(
  companyField: string | undefined,
  path: string | undefined,
  columns: readonly MappedColumn[],
  shipped: TableMap | undefined,
): object | null {
  if (companyField === undefined || path === undefined) return null;
  if (columns.some((one) => same(one.finance, companyField))) return null;
  const syncDirection = directionFor(columns, shipped, companyField, path);
  if (syncDirection !== 2 && columns.some((one) => same(one.dataverse, path) && one.direction !== 2)) return null;
  return {
    syncDirection,
    sourceField: companyField,
    destinationField: path,
    ...(path.split('.').length === 2 ? { destinationLookupFieldRelatedEntity: 'cdm_companies' } : {}),
    valueTransforms: [],
    isSystemGenerated: true,
    tandem: { inferred: true, notInDualWrite: true },
  };
}

/** A key goes both ways where anything does; an answer is no value of the row. */
function directionFor(
  columns: readonly MappedColumn[],
  shipped: TableMap | undefined,
  finance: string,
  dataverse: string,
): 1 | 2 | 3 {
  const directions = new Set(columns.filter((one) => !likeIn(shipped, one)?.answer).map((one) => one.direction));
  if (directions.has(3)) return 3;
  const like = likeIn(shipped, { finance, dataverse });
  if (like !== undefined) return DIRECTIONS[like.direction];
  const [only] = directions;
  return directions.size === 1 && only !== undefined ? only : 3;
}

const DIRECTIONS = { toDataverse: 1, toFinance: 2, both: 3 } as const;

const same = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one.toLowerCase() === other.toLowerCase();

/** `Projects V2 msdyn_projects` to `projects-v2-msdyn-projects`. */
export const kebab = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** `Project Operations integration actuals` to `ProjectOperationsIntegrationActuals`. */
const pascal = (text: string): string =>
  text
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The platform makes an entity set's name from the table's, as English makes a plural. */
const oneOf = (entitySet: string): string =>
  entitySet
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch|sh)es$/, '$1')
    .replace(/(?<!s)s$/, '');
