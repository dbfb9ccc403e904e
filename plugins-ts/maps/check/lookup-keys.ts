import type { BoundColumn } from '../bind';
import { finding, type Finding } from '../finding';
import { segments } from '../lookup-path';
import type { MapSchemas, TableSchema } from '../schema';
import type { TableMap } from '../table-map';

/**
 * A lookup is written by finding the row that has all of the given values: they have to be a whole key of its table, or
 * one day two rows fit. The company of a key may be left out: it is the company of the row that is written.
 */
export function checkLookupKeys(
  map: TableMap,
  columns: readonly BoundColumn[],
  schemas: MapSchemas,
): readonly Finding[] {
  const lookups = writtenLookups(columns);
  return [...lookups].flatMap(([lookup, described]): readonly Finding[] => {
    const table = schemas.dataverse[described.table];
    if (table === undefined || isCovered(table, described, map)) return [];
    const { isKey, name } = described;
    return [
      finding(
        isKey ? 'KEY_LOOKUP_NOT_COVERED' : 'LOOKUP_KEY_NOT_COVERED',
        { map: map.key, column: name },
        { lookup, table: table.name, given: [...described.given].join(', '), keys: keysOf(table) },
      ),
    ];
  });
}

interface Described {
  readonly table: string;
  /** Columns of the table that paths of the map end in or go on through. */
  readonly given: Set<string>;
  /** How findings name the first column map that goes through the lookup. */
  readonly name: string;
  isKey: boolean;
}

function writtenLookups(columns: readonly BoundColumn[]): ReadonlyMap<string, Described> {
  const lookups = new Map<string, Described>();
  for (const { path, definition, name, isKey } of columns) {
    if (path?.kind !== 'found' || definition.direction === 'toFinance') continue;
    const names = segments(definition.dataverse ?? '');
    for (const [place, hop] of path.hops.entries()) {
      const lookup = names.slice(0, place + 1).join('.');
      const described = lookups.get(lookup) ?? { table: hop.table, given: new Set<string>(), name, isKey: false };
      described.given.add(names[place + 1] ?? '');
      described.isKey ||= isKey;
      lookups.set(lookup, described);
    }
  }
  return lookups;
}

/** A table without any key of which a given column is part is another finding: its values may repeat. */
function isCovered(table: TableSchema, { given }: Described, map: TableMap): boolean {
  const keys = [table.key, ...(table.alternateKeys ?? [])];
  const touched = keys.filter((key) => key.some((name) => given.has(name)));
  const isSupplied = (name: string): boolean => map.finance.companyField !== undefined && isCompany(table, name);
  return touched.length === 0 || touched.some((key) => key.every((name) => given.has(name) || isSupplied(name)));
}

const isCompany = (table: TableSchema, name: string): boolean =>
  table.columns[name]?.targets?.includes('cdm_company') === true;

const keysOf = (table: TableSchema): string =>
  (table.alternateKeys ?? []).map((key) => key.join(' + ')).join(', or ') || table.key.join(' + ');
