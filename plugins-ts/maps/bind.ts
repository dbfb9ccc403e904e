import { resolvePath, type PathEnd } from './lookup-path';
import type { ColumnSchema, MapSchemas } from './schema';
import type { ColumnMap, TableMap, Transform } from './table-map';

/** A column map with what the metadata of both sides says of its two ends. */
export interface BoundColumn {
  readonly definition: ColumnMap;
  /** How findings name it: the Finance field, or the Dataverse path where there is none. */
  readonly name: string;
  /**
   * How sync records, logs and people's choices name it, once in a map: the Dataverse path, whose label people know; the
   * Finance field where there is none, or where several column maps read the same path.
   */
  readonly recordName: string;
  /** Where the Dataverse path leads; absent without one. */
  readonly path?: PathEnd;
  readonly dataverse?: ColumnSchema;
  readonly finance?: ColumnSchema;
  /** Feeds a field of the integration key: where several column maps have the field, the first. */
  readonly isKey: boolean;
  /** Holds the code of a company, which Finance spells in lower case and nobody compares by case. */
  readonly isCompanyCode: boolean;
  /** Only a default feeds it. */
  readonly createOnly: boolean;
  /** Join: its columns in order, each with what the metadata says; without a schema where there is no such column. */
  readonly joined?: readonly { readonly path: string; readonly schema?: ColumnSchema }[];
  /** The id column of the table. */
  readonly primaryId?: string;
}

export function bindColumns(map: TableMap, schemas: MapSchemas): readonly BoundColumn[] {
  const columns = map.columns.flatMap(carried);
  const readers = new Map<string, number>();
  for (const { dataverse } of columns) {
    if (dataverse !== undefined) readers.set(dataverse, (readers.get(dataverse) ?? 0) + 1);
  }
  return columns.map((definition): BoundColumn => {
    const isOnlyReader = definition.dataverse !== undefined && readers.get(definition.dataverse) === 1;
    const path =
      definition.dataverse === undefined ? undefined : resolvePath(definition.dataverse, map.dataverse.table, schemas);
    const finance = definition.finance === undefined ? undefined : schemas.finance?.columns[definition.finance];
    const feeds = definition.transforms.some(({ kind }) => FEEDS.has(kind));
    const join = transformOf(definition, 'join');
    const primaryId = schemas.dataverse[map.dataverse.table]?.key[0];
    const isFirst = columns.find(({ finance: field }) => field === definition.finance) === definition;
    const isCompany = definition.finance !== undefined && definition.finance === map.finance.companyField;
    return {
      definition,
      name: definition.finance ?? definition.dataverse ?? '',
      recordName: (isOnlyReader ? definition.dataverse : (definition.finance ?? definition.dataverse)) ?? '',
      ...(path === undefined ? {} : { path }),
      ...(path?.kind === 'found' ? { dataverse: path.column } : {}),
      ...(finance === undefined ? {} : { finance }),
      isKey: definition.finance !== undefined && map.integrationKey.includes(definition.finance) && isFirst,
      isCompanyCode: isCompany || reachesCompany(path),
      createOnly: !feeds && (definition.dataverse === undefined || definition.finance === undefined),
      ...(join === undefined ? {} : { joined: join.columns.map((one) => joinedColumn(one, map, schemas)) }),
      ...(primaryId === undefined ? {} : { primaryId }),
    };
  });
}

/** Transforms that make a value where no column is read: what they make is compared, other than a default. */
const FEEDS: ReadonlySet<Transform['kind']> = new Set(['join', 'constant', 'deterministicGuid']);

function joinedColumn(path: string, map: TableMap, schemas: MapSchemas): { path: string; schema?: ColumnSchema } {
  const end = resolvePath(path, map.dataverse.table, schemas);
  return end.kind === 'found' ? { path, schema: end.column } : { path };
}

/** Finance's answers do not go to the row: of their column maps only the way to Finance is left, where there is one. */
function carried(column: ColumnMap): readonly ColumnMap[] {
  if (column.answer !== true) return [column];
  return column.direction === 'toDataverse' ? [] : [{ ...column, direction: 'toFinance' }];
}

const reachesCompany = (path: PathEnd | undefined): boolean =>
  path?.kind === 'found' &&
  path.hops.length > 0 &&
  path.table === 'cdm_company' &&
  path.column.name === 'cdm_companycode';

/** The transform of one kind in a column map; the first counts. */
export function transformOf<K extends ColumnMap['transforms'][number]['kind']>(
  column: ColumnMap,
  kind: K,
): Extract<ColumnMap['transforms'][number], { kind: K }> | undefined {
  return column.transforms.find(
    (one): one is Extract<ColumnMap['transforms'][number], { kind: K }> => one.kind === kind,
  );
}
