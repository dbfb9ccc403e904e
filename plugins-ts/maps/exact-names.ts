import type { TableSchema } from './schema';
import type { TableMap } from './table-map';

/**
 * The map with every Finance name in the case of the metadata: dual-write writes them all in upper case, and Finance's
 * OData takes no other case than its own. What the metadata does not know stays as it is.
 */
export function withExactNames(map: TableMap, finance: TableSchema | null): TableMap {
  if (finance === null) return map;
  const known = new Map(Object.keys(finance.columns).map((name) => [name.toLowerCase(), name]));
  const exact = (name: string): string => (name in finance.columns ? name : (known.get(name.toLowerCase()) ?? name));
  const { companyField } = map.finance;
  return {
    ...map,
    finance: { ...map.finance, ...(companyField === undefined ? {} : { companyField: exact(companyField) }) },
    columns: map.columns.map((column) =>
      column.finance === undefined ? column : { ...column, finance: exact(column.finance) },
    ),
    integrationKey: map.integrationKey.map(exact),
  };
}
