import { describe, expect, test } from 'vitest';
import { countDataverseRows } from '../../../plugins-ts/dataverse';
import { askedFilter } from '../../../plugins-ts/dataverse/filter';
import { compileTableMap, type CompiledMap, type ColumnSchema, type Filter, type Row } from '../../../plugins-ts/maps';
import type { WireRow } from '../../../plugins-ts/odata';
import { FakeClient, ok } from './fake-client';
import { guid, mapOf, readTable, TABLES } from './tables';

const column = (name: string, type: ColumnSchema['type'], more: Partial<ColumnSchema> = {}): ColumnSchema => ({
  name,
  type,
  ...more,
});
const PROJECT = {
  ...TABLES.msdyn_project!,
  columns: {
    ...TABLES.msdyn_project!.columns,
    lines: column('lines', 'int'),
    open: column('open', 'boolean'),
    begins: column('begins', 'datetime', { behavior: 'userLocal' }),
    day: column('day', 'datetime', { behavior: 'dateOnly' }),
  },
};

const is = (
  name: string,
  op: Extract<Filter, { column: string }>['is'],
  value: string | number | boolean | null,
): Filter => ({
  column: name,
  is: op,
  value,
});
const not = (filter: Filter): Filter => ({ not: filter });

describe('what Dataverse is asked for', () => {
  test.each<[Filter, string | null, boolean]>([
    [is('statecode', 'eq', 0), 'statecode eq 0', true],
    [is('statecode', 'ne', 0), 'statecode ne 0 or statecode eq null', true],
    [not(is('statecode', 'ne', 0)), 'statecode eq 0', true],
    [is('lines', 'gt', 1), 'lines gt 1', true],
    [not(is('lines', 'gt', 1)), 'lines le 1 or lines eq null', true],
    [is('lines', 'gt', 1.5), null, false],
    [is('lines', 'ge', null), null, false],
    [is('msdyn_budget', 'le', '12.50'), 'msdyn_budget le 12.50', true],
    [is('msdyn_budget', 'le', 'much'), null, false],
    [is('open', 'eq', 'True'), 'open eq true', true],
    [is('open', 'ne', null), 'open ne null', true],
    [is('msdyn_customer', 'ne', null), '_msdyn_customer_value ne null', true],
    [is('msdyn_customer', 'eq', `{${guid(7)}}`), `_msdyn_customer_value eq ${guid(7)}`, true],
    [is('msdyn_customer', 'eq', 'Contoso'), null, false],
    [is('msdyn_customer.accountnumber', 'eq', 'C'), null, false],
    [is('begins', 'ge', '2026-01-01'), 'begins ge 2026-01-01T00:00:00Z', true],
    [is('begins', 'ge', '2026-01-01T01:00:00+01:00'), 'begins ge 2026-01-01T00:00:00Z', true],
    [is('day', 'ge', '2026-01-01'), 'day ge 2026-01-01', true],
    [is('day', 'ge', '2026-01-01T10:00:00Z'), null, false],
    [is('msdyn_subject', 'eq', "it's"), "msdyn_subject eq 'it''s'", false],
    [is('msdyn_subject', 'ne', 'x'), null, false],
    [is('msdyn_subject', 'eq', ''), 'msdyn_subject eq null', true],
    [is('msdyn_subject', 'gt', 'x'), null, false],
    [is('msdyn_subject', 'contains', 'x'), "contains(msdyn_subject,'x')", false],
    [is('msdyn_subject', 'like', 'x*'), "startswith(msdyn_subject,'x')", false],
    [is('msdyn_subject', 'endsWith', 'x'), "endswith(msdyn_subject,'x')", false],
    [is('msdyn_subject', 'contains', '10%'), null, false],
    [is('msdyn_subject', 'contains', 'a_b'), null, false],
    [is('msdyn_subject', 'contains', '[x'), null, false],
    [is('msdyn_subject', 'contains', ''), null, false],
    [is('msdyn_subject', 'like', 'x?'), null, false],
    [not(is('msdyn_subject', 'contains', 'x')), null, false],
    [{ all: [is('lines', 'gt', 1), is('msdyn_subject', 'ne', 'x')] }, '(lines gt 1)', false],
    [{ any: [is('lines', 'gt', 1), is('msdyn_subject', 'ne', 'x')] }, null, false],
    [
      not({ any: [is('lines', 'gt', 1), is('msdyn_subject', 'contains', 'x')] }),
      '(lines le 1 or lines eq null)',
      false,
    ],
    [
      not({ all: [is('lines', 'gt', 1), is('open', 'eq', true)] }),
      '(lines le 1 or lines eq null) or (open ne true or open eq null)',
      true,
    ],
    [{ all: [] }, null, false],
    [{ any: [] }, null, false],
    [is('unknown', 'eq', 1), null, false],
    [{ any: Array.from({ length: 201 }, (_, at) => is('lines', 'eq', at)) }, null, false],
  ])('%j', (filter, text, exact) => {
    expect(askedFilter(PROJECT, filter)).toEqual(text === null ? null : { text, exact });
  });
});

describe('a count', () => {
  const projects = (filter?: Filter): CompiledMap => {
    const map = mapOf('msdyn_project', ['Number'], [['msdyn_projectnumber', 'Number', 'toFinance']]);
    const { dataverse } = map.definition;
    const definition = { ...map.definition, dataverse: { ...dataverse, ...(filter === undefined ? {} : { filter }) } };
    const finance = {
      name: 'Things',
      entitySet: 'Things',
      key: ['Number'],
      columns: { Number: column('Number', 'string') },
    };
    return compileTableMap(definition, { dataverse: TABLES, finance });
  };
  const table = (all: readonly WireRow[]): FakeClient =>
    new FakeClient(({ path, headers }) => {
      const size = Number(/maxpagesize=(\d+)/.exec(headers.Prefer ?? '')?.[1] ?? 5000);
      const from = Number(/\$skiptoken=(\d+)/.exec(path)?.[1] ?? 0);
      const more =
        from + size < all.length ? { '@odata.nextLink': `${path.split('&$skip')[0]}&$skiptoken=${from + size}` } : {};
      const count = path.includes('$count=true') ? { '@odata.count': Math.min(all.length, 5000) } : {};
      return ok({ value: all.slice(from, from + size), ...count, ...more });
    });
  const rows = (n: number, more: Row = {}): readonly WireRow[] =>
    Array.from({ length: n }, (_, at) => ({ msdyn_projectid: guid(at), ...more }));

  test('is the server’s own where it goes that far: one small request', async () => {
    const client = table(rows(4999));
    expect(await countDataverseRows({ client, map: projects(is('statecode', 'eq', 0)), tables: readTable })).toBe(4999);
    expect(client.asked.map(({ path }) => path)).toEqual([
      'msdyn_projects?$select=msdyn_projectid&$filter=statecode eq 0&$count=true',
    ]);
    expect(client.asked[0]?.headers.Prefer).toBe('odata.maxpagesize=1');
  });

  test.each([5000, 12_345])('of %i rows is made page by page, for $count stops at 5 000', async (n) => {
    const client = table(rows(n));
    expect(await countDataverseRows({ client, map: projects(), tables: readTable })).toBe(n);
    expect(client.asked).toHaveLength(1 + Math.ceil(n / 5000));
  });

  test('reads the rows where the server does not understand the filter as the map does', async () => {
    const client = table([
      ...rows(2, { msdyn_subject: 'Bridge', statecode: 0 }),
      ...rows(3, { msdyn_subject: null, statecode: 0 }),
    ]);
    const filter: Filter = { all: [is('statecode', 'eq', 0), not(is('msdyn_subject', 'contains', 'rid'))] };
    expect(await countDataverseRows({ client, map: projects(filter), tables: readTable })).toBe(3);
    expect(client.asked.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^msdyn_projects\?\$select=[^&]*msdyn_subject[^&]*&\$filter=\(statecode eq 0\)$/),
    ]);
  });

  test('follows lookups', async () => {
    const client = table([
      ...rows(2, { _msdyn_customer_value: guid(7) }).map((row) => ({
        ...row,
        msdyn_Customer: { accountnumber: 'c-1' },
      })),
      ...rows(1).map((row) => ({ ...row, msdyn_Customer: null })),
    ]);
    const filter = is('msdyn_customer.accountnumber', 'eq', 'C-1');
    expect(await countDataverseRows({ client, map: projects(filter), tables: readTable })).toBe(2);
    expect(client.asked[0]?.path).toContain('$expand=msdyn_Customer($select=accountnumber)');
  });
});
