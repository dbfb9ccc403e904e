import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFinanceSide, listCompanies, readFinanceEnvironment } from '../../../plugins-ts/finance';
import { toKeyValue, toLiteral, toRow, toWire } from '../../../plugins-ts/finance/cell';
import { toEntity } from '../../../plugins-ts/finance/entity';
import { isPlain, pushedFilter } from '../../../plugins-ts/finance/filter';
import { compileFilter, type Filter, type FinanceKey } from '../../../plugins-ts/maps';
import { keyText } from '../../../plugins-ts/sync/identity';
import { SideUnavailable, type FinanceRow } from '../../../plugins-ts/sync/sides';
import { key, mapOf, metadataOf, PROJECTS, type MapOptions } from './projects';
import { ROOT, serverOf, type React } from './server';

const sideOf = (react: React, limits = {}) => {
  const server = serverOf(react);
  return { ...server, side: createFinanceSide({ client: server.client, metadata: metadataOf(PROJECTS), limits }) };
};

const wire = (ProjectId: string, dataAreaId = 'usmf') => ({ '@odata.etag': `W/"${ProjectId}"`, dataAreaId, ProjectId });

/** Answers keyed reads from a list of ids: filters by the ids that stand in them, addresses by their own. */
const shelf =
  (...ids: string[]): React =>
  ({ path }) => {
    const asked = [...path.matchAll(/ProjectId(?: eq |=)'((?:[^']|'')*)'/g)].map(([, id = '']) =>
      id.replaceAll("''", "'"),
    );
    const found = ids.filter((id) => asked.some((one) => one.toLowerCase() === id.toLowerCase()));
    if (!path.startsWith('ProjectsV2(')) return { status: 200, body: { value: found.map((id) => wire(id)) } };
    return found[0] === undefined ? { status: 404 } : { status: 200, body: wire(found[0]) };
  };

describe('rows by key', () => {
  test('one key is one address', async () => {
    const { side, requests } = sideOf(shelf('P-1'));
    const rows = await side.rows(mapOf(), [key('P-1')]);
    expect([...rows.values()]).toEqual([
      { key: key('P-1'), etag: 'W/"P-1"', row: { dataAreaId: 'usmf', ProjectId: 'P-1' } },
    ]);
    expect(requests).toEqual([
      "GET ProjectsV2(dataAreaId='usmf',ProjectId='P-1')?$select=dataAreaId,ProjectId,ProjectName,Budget&cross-company=true",
    ]);
    expect(await sideOf(shelf()).side.rows(mapOf(), [key('P-1')])).toEqual(new Map());
  });

  test('plain keys share filters, company by company', async () => {
    const { side, operations, requests } = sideOf(shelf('A', 'B', 'C'));
    const rows = await side.rows(mapOf(), [key('A'), key('B'), key('C', 'USMF'), key('D', 'frrt')]);
    expect([...rows.keys()]).toEqual([key('A'), key('B'), key('C')].map(keyText));
    expect(requests).toEqual(['POST $batch']);
    expect(operations.map(({ path }) => /\$filter=(.*?)&/.exec(path)?.[1])).toEqual([
      "dataAreaId eq 'usmf' and (ProjectId eq 'A' or ProjectId eq 'B' or ProjectId eq 'C')",
      "dataAreaId eq 'frrt' and (ProjectId eq 'D')",
    ]);
    expect(operations.every(({ path }) => path.endsWith('cross-company=true'))).toBe(true);
  });

  test('at most forty keys in a filter', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `P${at}`);
    const { side, operations, requests } = sideOf(shelf(...ids));
    expect(
      (
        await side.rows(
          mapOf(),
          ids.map((id) => key(id)),
        )
      ).size,
    ).toBe(100);
    expect([requests.length, operations.length]).toEqual([1, 3]);
  });

  test('what Finance could take for a pattern is asked for by its own address', async () => {
    const odd = ['a*', 'a..b', '!x', "O'B", 'R&D (1)', ' x', ''];
    const { side, operations } = sideOf(shelf('A', 'B', ...odd));
    const rows = await side.rows(
      mapOf(),
      ['A', 'B', ...odd, 'A'].map((id) => key(id)),
    );
    expect(rows.size).toBe(9);
    expect(operations.filter(({ path }) => path.startsWith('ProjectsV2('))).toHaveLength(odd.length);
  });

  test('a row in another case is the same row; a stranger is none of ours', async () => {
    const { side } = sideOf(() => ({ status: 200, body: { value: [wire('p-1', 'USMF'), wire('other')] } }));
    const rows = await side.rows(mapOf(), [key('P-1'), key('P-2')]);
    expect([...rows]).toMatchObject([[keyText(key('P-1')), { key: { ProjectId: 'p-1' } }]]);
  });

  test('a filter that Finance answers in pages is read to its end', async () => {
    const { side } = sideOf(({ path }) =>
      path.includes('$skip')
        ? { status: 200, body: { value: [wire('B')] } }
        : { status: 200, body: { value: [wire('A')], '@odata.nextLink': `${ROOT}ProjectsV2?$skip=1` } },
    );
    expect((await side.rows(mapOf(), [key('A'), key('B')])).size).toBe(2);
  });

  test.each<[string, React]>([
    ['no access', () => ({ status: 403 })],
    ['not public', ({ path }) => ({ status: path.startsWith('ProjectsV2(') ? 404 : 404 })],
    ['broken', () => ({ status: 500 })],
    ['silent', () => 'silence'],
  ])('%s: nothing is known about any row', async (_, react) => {
    await expect(sideOf(react).side.rows(mapOf(), [key('A'), key('B')])).rejects.toThrow(SideUnavailable);
  });

  test('one part that fails fails the call', async () => {
    const { side } = sideOf(({ path }) =>
      path.includes("'frrt'") ? { status: 503 } : { status: 200, body: { value: [] } },
    );
    await expect(side.rows(mapOf(), [key('A'), key('B'), key('C', 'frrt'), key('D', 'frrt')])).rejects.toThrow(
      SideUnavailable,
    );
  });

  test('no keys, no request', async () => {
    const { side, requests } = sideOf(() => ({ status: 500 }));
    expect([(await side.rows(mapOf(), [])).size, requests.length]).toEqual([0, 0]);
  });
});

describe('scan', () => {
  const collect = async (react: React, company: string | null, options: MapOptions = {}) => {
    const server = sideOf(react, { pageSize: 2 });
    const pages: (readonly FinanceRow[])[] = [];
    for await (const page of server.side.scan(mapOf(options), company)) pages.push(page);
    return { ...server, pages };
  };

  test('one company, in the order of the key, page by page', async () => {
    const { pages, requests, operations } = await collect(
      ({ path }) =>
        path.includes('$skip')
          ? { status: 200, body: { value: [wire('C')] } }
          : { status: 200, body: { value: [wire('A'), wire('B')], '@odata.nextLink': `${ROOT}ProjectsV2?$skip=2` } },
      'usmf',
    );
    expect(pages.map((page) => page.map((row) => row.key['ProjectId']))).toEqual([['A', 'B'], ['C']]);
    expect(requests[0]).toBe(
      "GET ProjectsV2?$select=dataAreaId,ProjectId,ProjectName,Budget&$filter=dataAreaId eq 'usmf'" +
        '&$orderby=dataAreaId,ProjectId&cross-company=true',
    );
    expect(operations.map(({ headers }) => headers.get('prefer'))).toEqual([
      'odata.maxpagesize=2',
      'odata.maxpagesize=2',
    ]);
  });

  test('from behind a key: a greater one, or the same company and a greater one', async () => {
    const asked = async (after: FinanceKey, company: string | null) => {
      const { side, requests } = sideOf(() => ({ status: 200, body: { value: [] } }));
      for await (const page of side.scan(mapOf(), company, after)) expect(page).toEqual([]);
      return /\$filter=(.*?)&/.exec(requests[0] ?? '')?.[1];
    };
    expect(await asked(key('P-1'), 'usmf')).toBe("(dataAreaId eq 'usmf') and (ProjectId gt 'P-1')");
    expect(await asked(key('P-1'), null)).toBe("dataAreaId gt 'usmf' or (dataAreaId eq 'usmf' and ProjectId gt 'P-1')");
    // Finance would read a pattern in it: the company is read from its beginning.
    expect(await asked(key('P*'), 'usmf')).toBe("dataAreaId eq 'usmf'");
  });

  test('with what Finance can filter itself', async () => {
    const filter: Filter = { column: 'Stage', is: 'eq', value: 'InProcess' };
    const { requests } = await collect(() => ({ status: 200, body: { value: [] } }), 'usmf', { filter });
    expect(requests[0]).toContain(
      "&$filter=(dataAreaId eq 'usmf') and (Stage eq Microsoft.Dynamics.DataEntities.ProjStatus'InProcess')&",
    );
  });

  test('a company-less scan has no company in its filter', async () => {
    const { requests } = await collect(() => ({ status: 200, body: { value: [] } }), null);
    expect(requests[0]).not.toContain('$filter');
  });

  test('a page that fails makes the side unavailable, after the pages that came', async () => {
    const { side } = sideOf(({ path }) =>
      path.includes('$skip')
        ? { status: 503, headers: { 'retry-after': '9' } }
        : { status: 200, body: { value: [wire('A')], '@odata.nextLink': `${ROOT}ProjectsV2?$skip=2` } },
    );
    const pages = side.scan(mapOf(), 'usmf')[Symbol.asyncIterator]();
    expect((await pages.next()).value).toHaveLength(1);
    await expect(pages.next()).rejects.toMatchObject({ name: 'SideUnavailable', retryAfter: 9000 });
  });
});

describe('probe', () => {
  test.each<[number | 'silence', boolean]>([
    [200, true],
    [400, true],
    [404, true],
    [401, false],
    [403, false],
    [429, false],
    [500, false],
    [503, false],
    ['silence', false],
  ])('%s: up %s', async (status, up) => {
    const { side } = sideOf(() => (status === 'silence' ? 'silence' : { status, body: {} }));
    const outcome = await side.probe().then(
      () => true,
      (error: unknown) => !(error instanceof SideUnavailable),
    );
    expect(outcome).toBe(up);
  });
});

describe('filters handed to Finance', () => {
  const NS = 'Microsoft.Dynamics.DataEntities.ProjStatus';
  const is = (
    column: string,
    op: Extract<Filter, { column: string }>['is'],
    value: string | number | null,
  ): Filter => ({
    column,
    is: op,
    value,
  });

  test.each<[Filter, string | null]>([
    [is('Stage', 'eq', 'Finished'), `Stage eq ${NS}'Finished'`],
    [is('Stage', 'ne', 'Finished'), `Stage ne ${NS}'Finished'`],
    [is('Stage', 'gt', 'Created'), null],
    [is('Stage', 'eq', 'finished'), `Stage eq ${NS}'Finished'`],
    [is('Stage', 'eq', 'Done'), null],
    [is('Stage', 'like', 'F*'), null],
    [is('Budget', 'ge', '12.50'), 'Budget ge 12.50'],
    [is('Lines', 'ne', 0), 'Lines ne 0'],
    [is('Lines', 'eq', 'many'), null],
    [is('StartDate', 'ge', '2026-01-01'), 'StartDate ge 2026-01-01T00:00:00Z'],
    [is('StartDate', 'gt', '2026-01-01'), 'StartDate ge 2026-01-02T00:00:00Z'],
    [is('StartDate', 'le', '2026-01-01'), 'StartDate lt 2026-01-02T00:00:00Z'],
    [is('StartDate', 'lt', '2026-01-01'), 'StartDate lt 2026-01-01T00:00:00Z'],
    [is('StartDate', 'eq', '2026-01-01'), 'StartDate ge 2026-01-01T00:00:00Z and StartDate lt 2026-01-02T00:00:00Z'],
    [is('StartDate', 'ne', '2026-01-01'), null],
    [is('StartDate', 'le', '2026-01-01T10:00:00+01:00'), 'StartDate lt 2026-01-01T09:00:01Z'],
    [is('StartDate', 'gt', '1900-01-01'), 'StartDate ge 1900-01-02T00:00:00Z'],
    [is('StartDate', 'gt', 'x'), null],
    [is('StartDate', 'eq', null), null],
    [is('ProjectName', 'eq', 'Bridge'), "ProjectName eq 'Bridge'"],
    [is('ProjectName', 'eq', 'Bri*'), null],
    [is('ProjectName', 'ne', 'Bridge'), null],
    [is('ProjectName', 'ne', ''), "ProjectName ne ''"],
    [is('ProjectName', 'ne', null), "ProjectName ne ''"],
    [is('ProjectName', 'gt', 'A'), null],
    [is('ProjectName', 'like', 'Bri*'), "ProjectName eq '*Bri*'"],
    [is('ProjectName', 'like', '*Bri*e'), "ProjectName eq '*Bri*'"],
    [is('ProjectName', 'like', 'Br?dge'), "ProjectName eq '*dge*'"],
    [is('ProjectName', 'like', 'Bridge'), "ProjectName eq 'Bridge'"],
    [is('ProjectName', 'like', '**'), null],
    [is('ProjectName', 'like', '..*'), null],
    [is('ProjectName', 'contains', 'ridg'), "ProjectName eq '*ridg*'"],
    [is('ProjectName', 'startsWith', 'Bri'), "ProjectName eq '*Bri*'"],
    [is('ProjectName', 'endsWith', 'dge'), "ProjectName eq '*dge*'"],
    [is('ProjectName', 'contains', 'r*d'), null],
    [is('ProjectName', 'contains', ' x'), null],
    [is('ProjectName', 'contains', ''), null],
    [is('ProjectName', 'eq', null), null],
    [is('ProjectName', 'eq', ''), null],
    [is('Unknown', 'eq', 'x'), null],
    [{ all: [is('Lines', 'gt', 1), is('ProjectName', 'ne', 'x')] }, '(Lines gt 1)'],
    [{ all: [is('Lines', 'gt', 1), is('Lines', 'lt', 9)] }, '(Lines gt 1) and (Lines lt 9)'],
    [{ any: [is('Lines', 'gt', 1), is('ProjectName', 'ne', 'x')] }, null],
    [{ any: [is('Lines', 'gt', 1), is('ProjectName', 'eq', 'A')] }, "(Lines gt 1) or (ProjectName eq 'A')"],
    [{ not: is('Lines', 'gt', 1) }, 'not (Lines gt 1)'],
    [{ not: is('ProjectName', 'eq', 'A') }, null],
    [{ not: { all: [is('Lines', 'gt', 1), is('ProjectName', 'like', 'x')] } }, null],
    [{ not: { any: [is('Lines', 'gt', 1), is('Lines', 'eq', 0)] } }, 'not ((Lines gt 1) or (Lines eq 0))'],
    [{ all: [] }, null],
    [{ any: [] }, null],
  ])('%j', (filter, expected) => {
    expect(pushedFilter(PROJECTS, filter)).toBe(expected);
  });

  type Row = Readonly<Record<string, string | number>>;
  const day = (value: string): string => `2026-01-0${value}`;
  const moments = fc
    .tuple(fc.constantFrom('1', '2', '3'), fc.constantFrom('', 'T00:00:00Z', 'T12:00:00Z', 'T23:59:59Z'))
    .map(([one, time]) => day(one) + time);

  test('let everything through that the map wants', () => {
    const condition = fc.oneof(
      fc.record({
        column: fc.constant('Lines'),
        is: fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
        value: fc.integer({ min: 0, max: 3 }),
      }),
      fc.record({
        column: fc.constant('StartDate'),
        is: fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
        value: fc.oneof(moments, fc.constantFrom('1900-01-01', null)),
      }),
      fc.record({
        column: fc.constant('ProjectName'),
        is: fc.constantFrom('eq', 'ne', 'gt', 'le', 'like', 'contains', 'startsWith', 'endsWith'),
        value: fc.constantFrom('a', 'B', 'a*', '*b', 'a?', 'a*b', '', 'ab', '*'),
      }),
    );
    const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 3 },
        condition as fc.Arbitrary<Filter>,
        fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ not: tie('filter') }),
      ),
    }));
    const row: fc.Arbitrary<Row> = fc.record({
      Lines: fc.integer({ min: 0, max: 3 }),
      StartDate: fc
        .oneof(moments, fc.constantFrom('1900-01-01'))
        .map((one) => (one.length === 10 ? `${one}T12:00:00Z` : one)),
      ProjectName: fc.constantFrom('a', 'A', 'b', 'ab', 'a*', '', 'abab'),
    });
    let asked = 0;
    fc.assert(
      fc.property(filter, row, (wanted, candidate) => {
        const pushed = pushedFilter(PROJECTS, wanted);
        if (pushed === null) return true;
        asked += 1;
        const holds = compileFilter(wanted, 'finance', (name) => PROJECTS.columns[name]!);
        return !holds(candidate) || serverAgrees(pushed, candidate);
      }),
      { numRuns: 5000 },
    );
    expect(asked).toBeGreaterThan(500);
  });

  /** One comparison as Finance makes it: texts without case, `*` for anything. */
  function compared(found: string | number, is: string, literal: string): boolean {
    if (typeof found === 'number' || /^\d{4}-/.test(literal)) {
      const order = typeof found === 'number' ? found - Number(literal) : Date.parse(found) - Date.parse(literal);
      return { eq: order === 0, ne: order !== 0, gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[is]!;
    }
    const same = new RegExp(`^${literal.slice(1, -1).replaceAll('*', '.*')}$`, 'is').test(found);
    return is === 'eq' ? same : !same;
  }

  /** Evaluates the little OData that is pushed: comparisons, `and`, `or`, `not`, parentheses. */
  function serverAgrees(filter: string, row: Row): boolean {
    const tokens = filter.match(/\(|\)|\band\b|\bor\b|\bnot\b|\w+ (?:eq|ne|gt|ge|lt|le) (?:'[^']*'|[\w:-]+)/g) ?? [];
    let at = 0;
    const unary = (): boolean => {
      const token = tokens[at++];
      if (token === 'not') return !unary();
      if (token === '(') {
        const inner = either();
        at += 1;
        return inner;
      }
      const [, column = '', is = '', value = ''] = /^(\w+) (\w+) (.*)$/.exec(token ?? '') ?? [];
      return compared(row[column]!, is, value);
    };
    const both = (): boolean => {
      let result = unary();
      while (tokens[at] === 'and') {
        at += 1;
        result = unary() && result;
      }
      return result;
    };
    const either = (): boolean => {
      let result = both();
      while (tokens[at] === 'or') {
        at += 1;
        result = both() || result;
      }
      return result;
    };
    return either();
  }

  test.each([
    ['P-1', true],
    ['A B/C_9', true],
    ['Ü1', true],
    ['a*', false],
    ['a..b', false],
    ['', false],
    [' a', false],
    ["O'B", false],
    ['<5', false],
    ['"x"', false],
  ])('is %j plain: %s', (value, plain) => {
    expect(isPlain(value)).toBe(plain);
  });
});

describe('values', () => {
  const column = (name: string) => PROJECTS.columns[name];

  test.each<[string, Parameters<typeof toWire>[1], unknown, string]>([
    ['ProjectName', "O'B", "O'B", "'O''B'"],
    ['ProjectName', null, '', "''"],
    ['Budget', '12.50', '12.50', '12.50'],
    ['Budget', null, '0', '0'],
    ['RecordNumber', '9007199254740993', '9007199254740993', '9007199254740993'],
    ['Lines', '7', 7, '7'],
    ['Lines', null, 0, '0'],
    ['Share', 0.5, 0.5, '0.5'],
    ['StartDate', '2026-03-01', '2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'],
    ['StartDate', '2026-03-01T08:30:00Z', '2026-03-01T08:30:00Z', '2026-03-01T08:30:00Z'],
    ['StartDate', null, '1900-01-01T00:00:00Z', '1900-01-01T00:00:00Z'],
    ['Day', null, '1900-01-01', '1900-01-01'],
    [
      'Source',
      '0A000000-0000-4000-8000-000000000001',
      '0A000000-0000-4000-8000-000000000001',
      '0a000000-0000-4000-8000-000000000001',
    ],
    ['Source', null, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
    ['Open', 'true', true, 'true'],
    ['Open', null, false, 'false'],
    ['Stage', 'Finished', 'Finished', "Microsoft.Dynamics.DataEntities.ProjStatus'Finished'"],
    ['Stage', null, 'Created', "Microsoft.Dynamics.DataEntities.ProjStatus'Created'"],
  ])('%s %j', (field, value, json, literal) => {
    expect(toWire(column(field), value)).toBe(json);
    expect(toLiteral(PROJECTS, field, value)).toBe(literal);
  });

  test('a field that nobody knows goes as it is', () => {
    expect(toWire(undefined, null)).toBeNull();
    expect(toKeyValue(PROJECTS, 'Nobody', 'x')).toBe('x');
  });

  test('rows lose annotations and keep the digits of decimals', () => {
    expect(
      toRow(PROJECTS, {
        '@odata.etag': 'W/"1"',
        'Budget@odata.type': '#Decimal',
        Budget: 12.5,
        RecordNumber: 7,
        Lines: 3,
        ProjectName: null,
        Open: true,
        Nested: { a: 1 },
      }),
    ).toEqual({ Budget: '12.5', RecordNumber: '7', Lines: 3, ProjectName: null, Open: true });
  });

  test('a key of all types', async () => {
    const entity = toEntity(
      {
        entitySet: 'Odd',
        key: ['Line', 'At', 'Id', 'Kind', 'Amount'],
        readOnly: false,
        fields: [
          { name: 'Line', type: 'Edm.Int64' },
          { name: 'At', type: 'Edm.DateTimeOffset' },
          { name: 'Id', type: 'Edm.Guid' },
          { name: 'Kind', type: 'N.Kind' },
          { name: 'Amount', type: 'Edm.Decimal' },
        ],
      },
      () => ['A'],
    );
    const { client, requests } = serverOf(() => ({ status: 404 }));
    const id = '0A000000-0000-4000-8000-000000000001';
    const odd = { Line: '20', At: '2026-01-31', Id: id, Kind: 'A', Amount: '1.50' };
    await createFinanceSide({ client, metadata: metadataOf(entity) }).rows(mapOf({ entity, read: [] }), [odd]);
    expect(requests).toEqual([
      `GET Odd(Line=20,At=2026-01-31T12:00:00Z,Id=${id.toLowerCase()},Kind=N.Kind'A',Amount=1.50)` +
        '?$select=Line,At,Id,Kind,Amount&cross-company=true',
    ]);
  });
});

describe('environment', () => {
  test('companies, in lower case', async () => {
    const { client, requests } = serverOf(() => ({
      status: 200,
      body: {
        value: [
          { LegalEntityId: 'FRRT', Name: 'Contoso France' },
          { LegalEntityId: 'USMF', Name: null },
        ],
      },
    }));
    expect(await listCompanies(client)).toEqual([
      { code: 'frrt', name: 'Contoso France' },
      { code: 'usmf', name: '' },
    ]);
    expect(requests).toEqual(['GET LegalEntities?$select=LegalEntityId,Name&$orderby=LegalEntityId']);
  });

  test.each([
    [{ status: 200, body: { value: '10.0.44' } }, '10.0.44'],
    [{ status: 403 }, null],
    [{ status: 404 }, null],
    [{ status: 501 }, null],
  ])('version %#', async (reaction, version) => {
    const { client } = serverOf(() => reaction);
    expect(await readFinanceEnvironment(client)).toEqual({ url: new URL(ROOT).origin, version });
  });

  test.each([401, 503])('%i is no answer', async (status) => {
    await expect(readFinanceEnvironment(serverOf(() => ({ status })).client)).rejects.toMatchObject({ status });
  });
});
