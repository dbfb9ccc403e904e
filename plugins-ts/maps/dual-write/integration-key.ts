import { finding, type Finding, type FindingPlace } from '../finding';
import type { TableSchema } from '../schema';
import type { TableMap } from '../table-map';
import type { StoredKey } from './facts';
import type { Pair } from './open-map';

/** A field mapping as far as keys go. */
export interface KeyColumn {
  readonly finance: string;
  readonly dataverse: string;
}

export interface KeySources {
  /** dual-write's own. */
  readonly stored: StoredKey | undefined;
  readonly shipped: TableMap | undefined;
  readonly table: TableSchema | null | undefined;
  readonly entity: TableSchema | null | undefined;
}

export interface FoundKey {
  /** Key fields of the Finance entity, spelled as the map spells them; none where nothing tells. */
  readonly fields: readonly string[];
  readonly guessed: boolean;
  readonly findings: readonly Finding[];
}

/** The end of every path that leads to a company's code. */
export const COMPANY_CODE = '.cdm_companycode';
export const COMPANY_FIELD = 'dataAreaId';

/**
 * The integration key of a map: dual-write's where it could be read, else the shipped map's, else the key of the entity,
 * else an alternate key of the table. dual-write's key is one of the Dataverse table; what counts here are the Finance
 * fields that feed it.
 */
export function integrationKeyOf(
  columns: readonly KeyColumn[],
  pair: Pair,
  sources: KeySources,
  place: FindingPlace,
): FoundKey {
  const findings: Finding[] = [];
  const { stored, shipped, table, entity } = sources;
  if (stored !== undefined) {
    const known = entity?.key ?? shipped?.integrationKey ?? [];
    const use = useOf(stored.paths, columns, known);
    if ('fields' in use) return { fields: use.fields, guessed: false, findings };
    const parameters = { key: stored.paths.join(', '), table: pair.entitySet, entity: pair.label, reason: use.reason };
    findings.push(finding('KEY_NOT_USABLE', place, parameters));
  }
  if (shipped !== undefined && shipped.integrationKey.length > 0) {
    const fields = shipped.integrationKey.map((field) => spelled(field, columns));
    findings.push(finding('KEY_AS_SHIPPED', place, { key: fields.join(', ') }));
    return { fields, guessed: false, findings };
  }
  const guess = guessKey(columns, table, entity);
  if (guess === undefined) {
    findings.push(finding('KEY_UNKNOWN', place, { entity: pair.label }));
    return { fields: [], guessed: true, findings };
  }
  findings.push(finding('KEY_GUESSED', place, { key: guess.fields.join(', '), source: guess.source }));
  return { fields: guess.fields, guessed: true, findings };
}

/**
 * The Finance fields of dual-write's key, in the order of the entity's key; or why it does not do. It tells rows of the
 * table apart, which may take less than what tells those of the entity apart.
 */
function useOf(
  paths: readonly string[],
  columns: readonly KeyColumn[],
  known: readonly string[],
): { readonly fields: readonly string[] } | { readonly reason: string } {
  if (paths.length === 0) return { reason: 'it is empty' };
  const fields = paths.map((path) => fieldOf(path, columns));
  const unmapped = paths.find((_, at) => fields[at] === undefined);
  if (unmapped !== undefined) return { reason: `the map has no Finance field for ${unmapped}` };
  const found = fields.filter((one) => one !== undefined);
  if (known.length === 0) return { fields: found };
  const foreign = found.find((field) => !known.some((one) => same(one, field)));
  if (foreign !== undefined) return { reason: `${foreign} is no key field of the Finance entity` };
  const lacking = known.find((one) => !found.some((field) => same(one, field)));
  if (lacking !== undefined) return { reason: `it lacks ${lacking}, a key field of the Finance entity` };
  return { fields: known.flatMap((one) => found.find((field) => same(one, field)) ?? []) };
}

function guessKey(
  columns: readonly KeyColumn[],
  table: TableSchema | null | undefined,
  entity: TableSchema | null | undefined,
): { readonly fields: readonly string[]; readonly source: string } | undefined {
  const ofEntity = entity?.key ?? [];
  if (ofEntity.length > 0) {
    return { fields: ofEntity.map((field) => spelled(field, columns)), source: 'the key of the Finance entity' };
  }
  for (const key of table?.alternateKeys ?? []) {
    const fields = key.map((column) => fieldOf(column, columns) ?? fieldBehind(column, columns));
    const found = fields.filter((one) => one !== undefined);
    if (found.length === key.length && found.length > 0) {
      return { fields: found, source: `the alternate key ${key.join(', ')} of the table` };
    }
  }
  return undefined;
}

/** The Finance field that feeds a path. The company needs no line of its own in dual-write. */
function fieldOf(path: string, columns: readonly KeyColumn[]): string | undefined {
  const found = columns.find((one) => same(one.dataverse, path) && one.finance !== '')?.finance;
  return found ?? (path.toLowerCase().endsWith(COMPANY_CODE) ? COMPANY_FIELD : undefined);
}

/** An alternate key names a lookup; the map names a column behind it. */
const fieldBehind = (lookup: string, columns: readonly KeyColumn[]): string | undefined =>
  columns.find((one) => one.dataverse.toLowerCase().startsWith(`${lookup.toLowerCase()}.`) && one.finance !== '')
    ?.finance;

/** A field as the map spells it. */
const spelled = (field: string, columns: readonly KeyColumn[]): string =>
  columns.find((one) => same(one.finance, field))?.finance ?? field;

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
