import {
  compileTableMap,
  type ColumnMap,
  type ColumnSchema,
  type ColumnType,
  type CompiledMap,
  type TableSchema,
} from '../../../plugins-ts/maps';
import {
  companyColumnOf,
  TableNotFound,
  type DataverseTable,
  type TableReader,
} from '../../../plugins-ts/dataverse/table';

const column = (name: string, type: ColumnType, more: Partial<ColumnSchema> = {}): ColumnSchema => ({
  name,
  type,
  ...more,
});
const lookup = (name: string, ...targets: string[]): ColumnSchema => column(name, 'lookup', { targets });

function table(
  name: string,
  entitySet: string,
  columns: readonly ColumnSchema[],
  navigation: DataverseTable['navigation'] = {},
  more: Partial<DataverseTable> = {},
): DataverseTable {
  const primaryId = `${name}id`;
  const all = [
    column(primaryId, 'guid'),
    column('versionnumber', 'bigint'),
    column('modifiedon', 'datetime'),
    lookup('modifiedby', 'systemuser'),
    ...columns,
  ];
  const byName = Object.fromEntries(all.map((one) => [one.name, one]));
  const companyColumn = companyColumnOf(byName);
  return {
    name,
    entitySet,
    key: [primaryId],
    primaryId,
    columns: byName,
    navigation,
    changeTracking: true,
    stateOf: {},
    defaultStatus: {},
    ...(companyColumn === undefined ? {} : { companyColumn }),
    ...more,
  };
}

const OWNER = { systemuser: 'owninguser', team: 'owningteam' };

export const TABLES: Readonly<Record<string, DataverseTable>> = {
  cdm_company: table('cdm_company', 'cdm_companies', [column('cdm_companycode', 'string', { maxLength: 30 })]),
  transactioncurrency: table('transactioncurrency', 'transactioncurrencies', [column('isocurrencycode', 'string')]),
  account: table(
    'account',
    'accounts',
    [column('accountnumber', 'string'), column('name', 'string'), lookup('msdyn_company', 'cdm_company')],
    { msdyn_company: { cdm_company: 'msdyn_company' } },
    { primaryName: 'name' },
  ),
  contact: table('contact', 'contacts', [column('msdyn_contactpersonid', 'string')]),
  msdyn_project: table(
    'msdyn_project',
    'msdyn_projects',
    [
      column('msdyn_subject', 'string', { maxLength: 60 }),
      column('msdyn_projectnumber', 'string', { maxLength: 20 }),
      column('msdyn_budget', 'money', { scale: 4 }),
      column('msdyn_hours', 'decimal', { scale: 2 }),
      lookup('msdyn_owningcompany', 'cdm_company'),
      lookup('msdyn_customer', 'account'),
      lookup('ownerid', 'systemuser', 'team'),
      column('statecode', 'state', { options: [0, 1], canCreate: false }),
      column('statuscode', 'status', { options: [1, 2, 192350000] }),
    ],
    {
      msdyn_owningcompany: { cdm_company: 'msdyn_OwningCompany' },
      msdyn_customer: { account: 'msdyn_Customer' },
      ownerid: OWNER,
    },
    { primaryName: 'msdyn_subject', stateOf: { 1: 0, 192350000: 0, 2: 1 }, defaultStatus: { 0: 1, 1: 2 } },
  ),
  salesorder: table(
    'salesorder',
    'salesorders',
    [
      column('name', 'string', { maxLength: 300 }),
      column('msdyn_salesordernumber', 'string', { maxLength: 20 }),
      lookup('customerid', 'account', 'contact'),
      lookup('msdyn_project', 'msdyn_project'),
      lookup('msdyn_company', 'cdm_company'),
      lookup('transactioncurrencyid', 'transactioncurrency'),
    ],
    {
      customerid: { account: 'customerid_account', contact: 'customerid_contact' },
      msdyn_project: { msdyn_project: 'msdyn_Project' },
      msdyn_company: { cdm_company: 'msdyn_company' },
      transactioncurrencyid: { transactioncurrency: 'transactioncurrencyid' },
    },
    { primaryName: 'name' },
  ),
};

export const readTable: TableReader = async (name) => {
  const found = TABLES[name];
  if (found === undefined) throw new TableNotFound(name);
  return found;
};

function financeColumn(tableName: string, path: string, field: string): ColumnSchema {
  const type = TABLES[tableName]?.columns[path]?.type;
  return type === 'money' || type === 'decimal'
    ? column(field, 'decimal', { scale: 6 })
    : column(field, 'string', { maxLength: 400 });
}

/** A map of a table with these columns: `[path, Finance field, direction]`; the first fields are the key. */
export function mapOf(
  tableName: string,
  keys: readonly string[],
  columns: readonly (readonly [string, string, ColumnMap['direction']])[],
): CompiledMap {
  const dataverse = TABLES[tableName];
  const finance: TableSchema = {
    name: 'Things',
    entitySet: 'Things',
    key: keys,
    columns: Object.fromEntries(columns.map(([path, field]) => [field, financeColumn(tableName, path, field)])),
  };
  return compileTableMap(
    {
      key: 'things',
      name: 'Things',
      version: '1.0.0.0',
      order: 1,
      dataverse: { table: tableName, entitySet: dataverse?.entitySet ?? '' },
      finance: { entity: 'Things', ...(keys.includes('dataAreaId') ? { companyField: 'dataAreaId' } : {}) },
      columns: columns.map(([path, field, direction]) => ({
        dataverse: path,
        finance: field,
        direction,
        transforms: [],
      })),
      integrationKey: keys,
      policies: { conflict: 'dataverse', onDelete: 'never', insertOnce: false },
    },
    { dataverse: TABLES, finance },
  );
}

/** Guids that can be told apart at a glance. */
export const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
