import type { CompiledColumn, CompiledMap } from '../../../plugins-ts/maps/compiled-map';
import type { ConflictPolicy, Direction, EarlierMap, TableMap } from '../../../plugins-ts/maps/table-map';
import type { Row, Value } from '../../../plugins-ts/maps/value';
import type { Lookups } from './dataverse';
import type { Organization, OrgRow } from './organization';

/**
 * Maps that have every shape the engine knows: from Finance only, two-way, to Finance only with a parent, with a
 * parent that feeds the key, sent once, and sent once after others. Values travel unchanged, so that a history checks the engine and not the transforms.
 */

interface ColumnShape {
  readonly dataverse: string;
  readonly finance: string;
  readonly direction: Direction;
  readonly reaches?: string;
  readonly conflict?: ConflictPolicy;
}

interface MapShape {
  readonly key: string;
  readonly table: string;
  readonly entity: string;
  readonly company: boolean;
  readonly keys: readonly string[];
  readonly columns: readonly ColumnShape[];
  readonly onDelete?: 'never' | 'delete';
  readonly insertOnce?: true;
  readonly releasedAfter?: readonly EarlierMap[];
  readonly isPackaged?: true;
}

/** Lookup columns of the simulated tables. */
export const LOOKUPS: Lookups = { company: 'company', customer: 'customer', project: 'project', parent: 'part' };

const COMPANY = { dataverse: 'company.code', finance: 'dataAreaId', reaches: 'company' } as const;

export const COMPANIES = compiled({
  key: 'companies',
  table: 'company',
  entity: 'LegalEntities',
  company: false,
  keys: ['LegalEntityId'],
  columns: [
    { dataverse: 'code', finance: 'LegalEntityId', direction: 'toDataverse' },
    { dataverse: 'name', finance: 'Name', direction: 'toDataverse' },
  ],
});

export const CUSTOMERS = compiled({
  key: 'customers',
  table: 'customer',
  entity: 'Customers',
  company: true,
  keys: ['dataAreaId', 'CustomerAccount'],
  columns: [
    { ...COMPANY, direction: 'both' },
    { dataverse: 'number', finance: 'CustomerAccount', direction: 'both' },
    { dataverse: 'name', finance: 'Name', direction: 'both' },
    { dataverse: 'phone', finance: 'Phone', direction: 'both', conflict: 'finance' },
    { dataverse: 'credit', finance: 'Credit', direction: 'both', conflict: 'ask' },
    { dataverse: 'rating', finance: 'Rating', direction: 'toDataverse' },
    { dataverse: 'memo', finance: 'Memo', direction: 'toFinance' },
  ],
});

const projects = (more: readonly ColumnShape[]): CompiledMap =>
  compiled({
    key: 'projects',
    table: 'project',
    entity: 'Projects',
    company: true,
    keys: ['dataAreaId', 'ProjectId'],
    onDelete: 'delete',
    columns: [
      { ...COMPANY, direction: 'toFinance' },
      { dataverse: 'number', finance: 'ProjectId', direction: 'toFinance' },
      { dataverse: 'name', finance: 'Name', direction: 'toFinance' },
      { dataverse: 'start', finance: 'Start', direction: 'toFinance' },
      { dataverse: 'customer.number', finance: 'CustomerAccount', direction: 'toFinance', reaches: 'customer' },
      ...more,
    ],
  });

export const PROJECTS = projects([{ dataverse: 'group', finance: 'Group', direction: 'toFinance' }]);

/** Before an admin has edited it. */
export const PROJECTS_BEFORE = projects([]);

export const TASKS = compiled({
  key: 'tasks',
  table: 'task',
  entity: 'Tasks',
  company: true,
  keys: ['dataAreaId', 'ProjectId', 'TaskId'],
  columns: [
    { ...COMPANY, direction: 'toFinance' },
    { dataverse: 'project.number', finance: 'ProjectId', direction: 'toFinance', reaches: 'project' },
    { dataverse: 'number', finance: 'TaskId', direction: 'toFinance' },
    { dataverse: 'name', finance: 'Name', direction: 'toFinance' },
  ],
});

/** What connects actuals: sent once too, before them, and in packages. */
export const CONNECTIONS = compiled({
  key: 'connections',
  table: 'connection',
  entity: 'Relations',
  company: false,
  keys: ['ConnectionId'],
  insertOnce: true,
  isPackaged: true,
  columns: [
    { dataverse: 'connectionid', finance: 'ConnectionId', direction: 'toFinance' },
    { dataverse: 'one', finance: 'Transaction1', direction: 'toFinance' },
    { dataverse: 'two', finance: 'Transaction2', direction: 'toFinance' },
  ],
});

/** Rows that Finance posts: they go to staging, once. */
export const ACTUALS = compiled({
  key: 'actuals',
  table: 'actual',
  entity: 'Staging',
  company: true,
  keys: ['dataAreaId', 'ImportId'],
  insertOnce: true,
  releasedAfter: [{ map: 'connections', columns: ['one', 'two'] }],
  columns: [
    { ...COMPANY, direction: 'toFinance' },
    { dataverse: 'importid', finance: 'ImportId', direction: 'toFinance' },
    { dataverse: 'project.number', finance: 'ProjectId', direction: 'toFinance', reaches: 'project' },
    { dataverse: 'amount', finance: 'Amount', direction: 'toFinance' },
    { dataverse: 'memo', finance: 'Memo', direction: 'toFinance' },
  ],
});

/** Rows that point to others of their own table; for tests that look at just that. */
export const PARTS = compiled({
  key: 'parts',
  table: 'part',
  entity: 'Parts',
  company: true,
  keys: ['dataAreaId', 'PartId'],
  columns: [
    { ...COMPANY, direction: 'toFinance' },
    { dataverse: 'number', finance: 'PartId', direction: 'toFinance' },
    { dataverse: 'parent.number', finance: 'ParentId', direction: 'toFinance', reaches: 'part' },
  ],
});

export const ALL_MAPS = [COMPANIES, CUSTOMERS, PROJECTS, TASKS, CONNECTIONS, ACTUALS] as const;

/** A row as the map reads it, lookup paths included. */
export function flatOf(org: Organization, map: CompiledMap, row: OrgRow): Row {
  const values: Record<string, Value> = { ...row.values };
  for (const path of map.read.dataverse) {
    const [column = path, tail] = path.split('.');
    if (tail !== undefined)
      values[path] = org.table(LOOKUPS[column] ?? '').get(String(row.values[column]))?.values[tail] ?? null;
  }
  return values;
}

function compiled(shape: MapShape): CompiledMap {
  const definition: TableMap = {
    key: shape.key,
    name: shape.key,
    version: '1.0.0.0',
    order: 0,
    dataverse: {
      table: shape.table,
      entitySet: `${shape.table}s`,
      filter: { column: 'template', is: 'ne', value: true },
    },
    finance: { entity: shape.entity, ...(shape.company ? { companyField: 'dataAreaId' } : {}) },
    columns: shape.columns.map(({ reaches: _, ...column }) => ({ ...column, transforms: [] })),
    integrationKey: shape.keys,
    policies: {
      conflict: 'dataverse',
      onDelete: shape.onDelete ?? 'never',
      insertOnce: shape.insertOnce === true,
      ...(shape.isPackaged ? { transport: 'dataPackage' as const } : {}),
      ...(shape.releasedAfter === undefined ? {} : { releaseGroup: 'accounting', releasedAfter: shape.releasedAfter }),
    },
  };
  const normal = (value: Value): Value => (value === '' ? null : value);
  const columns = shape.columns.map((column): CompiledColumn => {
    return {
      name: column.finance,
      definition: { ...column, transforms: [] },
      direction: column.direction,
      isKey: shape.keys.includes(column.finance),
      dataverse: column.dataverse,
      finance: column.finance,
      createOnly: false,
      ...(column.reaches === undefined ? {} : { reaches: column.reaches }),
      toFinance: (value) => ({ value: normal(value) }),
      toDataverse: (value) => ({ value: normal(value) }),
      normalFinance: normal,
      normalDataverse: normal,
    };
  });
  const pick = (row: Row, from: 'dataverse' | 'finance'): [string, Value][] =>
    shape.keys.map((field) => {
      const column = shape.columns.find((one) => one.finance === field);
      return [field, row[(from === 'dataverse' ? column?.dataverse : field) ?? field] ?? null];
    });
  return {
    definition,
    columns,
    read: { dataverse: shape.columns.map((column) => column.dataverse), finance: shape.columns.map((c) => c.finance) },
    ...(shape.company ? { companyPath: 'company.code' } : {}),
    carries: {
      toFinance: shape.columns.some((column) => column.direction !== 'toDataverse'),
      toDataverse: shape.columns.some((column) => column.direction !== 'toFinance'),
    },
    includesDataverse: (row) => row.template !== true,
    includesFinance: () => true,
    financeKey: (row) => {
      const key = pick(row, 'dataverse');
      const missing = key.flatMap(([field, value]) => (value === null ? [field] : []));
      return missing.length > 0 ? { missing } : { key: Object.fromEntries(key) };
    },
    keyOf: (row) => Object.fromEntries(pick(row, 'finance')),
  };
}
