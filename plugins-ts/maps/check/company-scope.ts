import type { BoundColumn } from '../bind';
import { finding, type Finding } from '../finding';
import type { MapSchemas, TableSchema } from '../schema';
import type { TableMap } from '../table-map';

/**
 * Rows that belong to a company on one side and to everybody on the other: what keeps them apart there is lost here.
 * A table belongs to a company by a lookup to `cdm_company`, of its own or of a row that it points to.
 */
export function checkCompanyScope(
  map: TableMap,
  columns: readonly BoundColumn[],
  schemas: MapSchemas,
): readonly Finding[] {
  const table = schemas.dataverse[map.dataverse.table];
  const { finance } = schemas;
  if (table === undefined || finance === null) return [];
  const place = { map: map.key };
  const companyField = map.finance.companyField ?? (finance.key.includes('dataAreaId') ? 'dataAreaId' : undefined);
  if (companyField === undefined) {
    const lookup = companyLookup(table);
    const isInKey = columns.some((column) => column.isKey && column.isCompanyCode);
    if (lookup === undefined || isInKey || readsUniqueKey(columns, table)) return [];
    const consequence = `two companies' rows with the same ${map.integrationKey.join(', ')} become one`;
    const advice = `See to it that ${map.integrationKey.join(', ')} is unique over all companies`;
    return [
      finding('SCOPE_DIFFERS', place, { companies: map.dataverse.table, shared: finance.name, consequence, advice }),
    ];
  }
  const feeds = columns.filter((column) => column.definition.finance === companyField);
  // Not fed at all is a finding of the key's.
  if (feeds.length === 0 || feeds.some((column) => column.definition.dataverse !== undefined)) return [];
  const consequence = 'all its rows go to one company';
  const advice = 'Read the company through a lookup to cdm_company, unless one company is all there is';
  return [
    finding('SCOPE_DIFFERS', place, { companies: finance.name, shared: map.dataverse.table, consequence, advice }),
  ];
}

const companyLookup = (table: TableSchema): string | undefined =>
  Object.values(table.columns).find((column) => column.targets?.includes('cdm_company') === true)?.name;

/** The key is fed by the row's own id, or by columns that are unique in the table without a company. */
function readsUniqueKey(columns: readonly BoundColumn[], table: TableSchema): boolean {
  const fed = columns.flatMap(({ isKey, definition }) => (isKey ? (definition.dataverse ?? []) : []));
  return [table.key, ...(table.alternateKeys ?? [])].some((key) => key.every((name) => fed.includes(name)));
}
