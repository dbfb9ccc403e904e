import { parseTableMap, type Finding, type TableMap } from '../../maps';
import { query, type ODataClient, type WireRow } from '../../odata';
import type { StoredTableMap } from '../../sync/ledger';
import { etagOf, id, instant, text } from '../cell';
import { MAP_STATE } from './choices';
import { parsed } from './memo';

export const TABLE_MAPS = 'tandem_tablemaps';

/** A row of `tandem_tablemap`, whatever its definition is worth. */
export interface TableMapRow {
  readonly id: string;
  readonly etag: string;
  readonly key: string;
  readonly name: string;
  readonly version: string;
  readonly state: StoredTableMap['state'];
  /** The shipped definition with the customer's changes applied; null where it is not a table map. */
  readonly stored: StoredTableMap | null;
  readonly findings: readonly Finding[];
  /** The shipped definition alone, as it was seeded; null where it is not a table map. */
  readonly seeded: TableMap | null;
  readonly hasOverlay: boolean;
}

const COLUMNS = [
  'tandem_tablemapid',
  'tandem_key',
  'tandem_name',
  'tandem_version',
  'tandem_state',
  'tandem_definition',
  'tandem_overlay',
  'tandem_companies',
  'tandem_cutover',
];

/** All table maps of the environment, in dependency order. @throws ODataError */
export async function readTableMaps(client: ODataClient): Promise<readonly TableMapRow[]> {
  const rows = await client.all(TABLE_MAPS + query({ select: COLUMNS, orderby: ['tandem_order', 'tandem_key'] }));
  return rows.map(tableMapFrom);
}

function tableMapFrom(row: WireRow): TableMapRow {
  const key = text(row.tandem_key) ?? '';
  const overlay = text(row.tandem_overlay);
  const state = row.tandem_state == null ? 'stopped' : MAP_STATE.wordOf(row.tandem_state);
  const definition = text(row.tandem_definition) ?? '';
  const hasOverlay = overlay !== null && overlay !== '';
  const { map, findings } = parseTableMap(withOverlay(definition, overlay), key);
  const companies = parsed<string[]>(row.tandem_companies, []);
  return {
    id: id(row.tandem_tablemapid) ?? '',
    etag: etagOf(row),
    key,
    name: text(row.tandem_name) ?? key,
    version: text(row.tandem_version) ?? '',
    state,
    findings,
    seeded: hasOverlay ? parseTableMap(definition, key).map : map,
    hasOverlay,
    stored: map === null ? null : { map, state, companies, cutover: instant(row.tandem_cutover) },
  };
}

/**
 * The customer's changes, laid over what was shipped: a JSON merge patch (RFC 7396). A whole table map takes the place of
 * the shipped one, for what it does not say, such as a filter, it does not want. A definition or overlay that is no JSON is
 * left to the parser, which says where.
 */
export function withOverlay(definition: string, overlay: string | null): string {
  if (overlay === null || overlay === '') return definition;
  try {
    const own = decoded(overlay);
    return JSON.stringify(isWhole(own) ? own : merged(decoded(definition), own));
  } catch {
    return isJson(definition) ? overlay : definition;
  }
}

/** dual-write sometimes encodes the text of a map twice. */
function decoded(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? JSON.parse(value) : value;
}

function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const before = isObject(target) ? target : {};
  const kept = Object.entries(before).filter(([name]) => !(name in patch));
  const laid = Object.entries(patch).filter(([, value]) => value !== null);
  return Object.fromEntries([...kept, ...laid.map(([name, value]) => [name, merged(before[name], value)] as const)]);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** dual-write's part and Tandem's. */
const isWhole = (overlay: unknown): boolean => isObject(overlay) && 'legs' in overlay && 'tandem' in overlay;

function isJson(textOfIt: string): boolean {
  try {
    JSON.parse(textOfIt);
    return true;
  } catch {
    return false;
  }
}
