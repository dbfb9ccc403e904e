import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countDataverseRows, createDataverseSide, schemaReader, tableReader } from '../../../../plugins-ts/dataverse';
import { askedFilter } from '../../../../plugins-ts/dataverse/filter';
import {
  countFinanceRows,
  createFinanceMetadata,
  createFinanceSide,
  readFinanceSchema,
} from '../../../../plugins-ts/finance';
import {
  compileTableMap,
  type CompiledMap,
  type Filter,
  type MapSchemas,
  type TableMap,
} from '../../../../plugins-ts/maps';
import { createODataClient, exactNumber, type ODataClient } from '../../../../plugins-ts/odata';
import { SHIPPED_MAPS } from '../../../../plugins-ts/project-operations';
import { schemasOf } from '../../../../plugins-ts/sync';
import { startSandbox, type Sandbox } from '../../../sandbox';

/**
 * What the two servers make of a filter, and what the map makes of it, over rows with awkward values: the server may let
 * through more than the map, never less, and a count is always the map's.
 */
const NOW = Date.parse('2026-11-25T10:00:00Z');
let dataDir: string;
let sandbox: Sandbox;
let dataverse: ODataClient;
let finance: ODataClient;
let customers: TableMap;
let schemas: MapSchemas;

const clientOf = (root: string, user: string): ODataClient =>
  createODataClient({
    root,
    fetch: (url, init) => {
      const headers = new Headers(init.headers);
      headers.set('Authorization', `Bearer sandbox-${user}`);
      return fetch(url, { ...init, headers });
    },
  });

const ACCOUNTS: readonly Record<string, unknown>[] = [
  { name: 'Café 100%', accountnumber: 'F-1', creditlimit: exactNumber('0'), numberofemployees: 0, creditonhold: false },
  { name: 'Cafe', accountnumber: 'F-2', creditlimit: exactNumber('12.5'), customertypecode: 3 },
  { name: 'a_b [x]', accountnumber: 'f-3', creditonhold: true, lastonholdtime: '2026-01-01T12:00:00Z' },
  { name: "O'Neil", numberofemployees: 7, lastonholdtime: '1900-01-01T00:00:00Z', customertypecode: 8 },
];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'filters-'));
  sandbox = await startSandbox({ dataDir, clock: () => NOW, app: false });
  dataverse = clientOf(`${sandbox.dataverse.api}/`, 'admin');
  finance = clientOf(sandbox.finance.data.replace(/\/?$/, '/'), 'host');
  for (const account of ACCOUNTS) await dataverse.send('POST', 'accounts', account);
  customers = SHIPPED_MAPS.find(({ key }) => key === 'customers-v3')!;
  schemas = await schemasOf(customers, {
    dataverse: schemaReader(tableReader(dataverse)),
    finance: (name) => readFinanceSchema(finance, name),
  });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function mapWith(side: 'dataverse' | 'finance', filter: Filter | undefined): CompiledMap {
  const bare = { ...customers, dataverse: plain(customers.dataverse), finance: plain(customers.finance) };
  return compileTableMap({ ...bare, [side]: { ...bare[side], ...(filter === undefined ? {} : { filter }) } }, schemas);
}

const plain = <S extends { filter?: Filter; filterText?: string }>(side: S): S => {
  const { filter: _, filterText: __, ...rest } = side;
  return rest as S;
};

const tree = (conditions: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> =>
  fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      conditions,
      fc.record({ all: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('filter') }),
    ),
  })).filter;

const ORDER = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
const TEXT = ['eq', 'ne', 'gt', 'like', 'contains', 'startsWith', 'endsWith'] as const;
const condition = (
  column: string,
  is: readonly string[],
  ...values: (string | number | boolean | null)[]
): fc.Arbitrary<Filter> =>
  fc.record({
    column: fc.constant(column),
    is: fc.constantFrom(...is),
    value: fc.constantFrom(...values),
  }) as fc.Arbitrary<Filter>;

const COMPANY = '0a000000-0000-4000-8000-000000000009';

describe('Dataverse', () => {
  const conditions = fc.oneof(
    condition('name', TEXT, 'cafe', 'Café', '%', '_', '[x]', "o'", '*a*', 'C?f*', ''),
    condition('accountnumber', ['eq', 'ne'], null, '', 'F-3'),
    condition('creditlimit', ORDER, 0, '12.50', -1, 12.5),
    condition('numberofemployees', ORDER, 0, 7),
    condition('customertypecode', ORDER, 3, '8'),
    condition('creditonhold', ['eq', 'ne'], true, false, null),
    condition('lastonholdtime', ORDER, '1900-01-01', '2026-01-01', '2026-01-01T12:00:00Z'),
    condition('_msdyn_company_value', ['eq', 'ne'], null, COMPANY),
    condition('msdyn_company.cdm_companycode', ['eq', 'ne'], 'usmf', null),
    condition('createdon', ['gt', 'le'], '2026-11-25', '2026-11-25T10:00:00Z'),
  );

  test('a count is the map’s, whatever of its filter the server was asked for', async () => {
    const everything = await dataverse.all('accounts?$select=accountid');
    const ids = everything.map((row) => String(row.accountid));
    const side = createDataverseSide({ client: dataverse, now: () => NOW });
    await fc.assert(
      fc.asyncProperty(tree(conditions), async (filter) => {
        const map = mapWith('dataverse', filter);
        const rows = [...(await side.rows(map, ids)).values()];
        const wanted = rows.filter(({ row }) => map.includesDataverse(row));
        expect(await countDataverseRows({ client: dataverse, map })).toBe(wanted.length);

        const table = await tableReader(dataverse)('account');
        const part = askedFilter(table, map.definition.dataverse.filter);
        if (part === null) return;
        const found = await dataverse.all(`accounts?$select=accountid&$filter=${encodeURIComponent(part.text)}`);
        const foundIds = new Set(found.map((row) => row.accountid));
        for (const { id } of wanted) expect(foundIds, part.text).toContain(id);
        if (part.exact) expect(foundIds.size, part.text).toBe(wanted.length);
      }),
      { numRuns: 60 },
    );
  });

  test('no filter: all rows', async () => {
    const all = await dataverse.all('accounts?$select=accountid');
    expect(await countDataverseRows({ client: dataverse, map: mapWith('dataverse', undefined) })).toBe(all.length);
  });
});

describe('Finance', () => {
  const conditions = fc.oneof(
    condition('ORGANIZATIONNAME', TEXT, 'a', 'A*', '*o*', 'Adventure', 'c?n*', '', 'works'),
    condition('CustomerAccount', ORDER, 'US-001', ''),
    condition('PartyType', ['eq', 'ne'], 'organization', 'Person', null),
    condition('CreditLimit', ORDER, 0, '100000', null),
  );

  test('a count is the map’s, and a scan misses nothing', async () => {
    const metadata = createFinanceMetadata(finance);
    const side = createFinanceSide({ client: finance, metadata });
    await fc.assert(
      fc.asyncProperty(tree(conditions), async (filter) => {
        const map = mapWith('finance', filter);
        const all = await finance.all('CustomersV3?cross-company=true');
        const wanted = all.filter((row) => map.includesFinance(row as Record<string, string>));
        expect(await countFinanceRows({ client: finance, map, metadata })).toBe(wanted.length);
        const inOne = wanted.filter((row) => row.dataAreaId === 'usmf');
        expect(await countFinanceRows({ client: finance, map, metadata, companies: ['USMF'] })).toBe(inOne.length);
        const scanned: unknown[] = [];
        for await (const page of side.scan(map, 'usmf')) scanned.push(...page.map(({ row }) => row.CustomerAccount));
        expect(scanned).toEqual(expect.arrayContaining(inOne.map((row) => row.CustomerAccount)));
      }),
      { numRuns: 60 },
    );
  });
});
