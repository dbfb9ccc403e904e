import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatTableMap, parseTableMap, type ColumnMap, type TableMap } from '../../../plugins-ts/maps';
import { FIRST_MAPS, SHIPPED_MAPS } from '../../../plugins-ts/project-operations';
import { LEFT_OUT, OTHERWISE } from './left-out';

const FOLDER = 'plugins-ts/project-operations';
const files = readdirSync(join(FOLDER, 'maps'));
const textOf = (file: string): string => readFileSync(join(FOLDER, 'maps', file), 'utf8');
const each = SHIPPED_MAPS.map((map) => [map.key, map] as const);
const mapOf = (key: string): TableMap => {
  const map = SHIPPED_MAPS.find((one) => one.key === key);
  if (map === undefined) throw new Error(`no map ${key}`);
  return map;
};

/** What is known of Microsoft's maps, pair by pair: a row of their documentation, or reasoned from both schemas. */
interface Pair {
  readonly map: string;
  readonly dataverse: string | null;
  readonly finance: string | null;
  readonly direction: 1 | 2 | 3;
  readonly sourced: boolean;
  /** The Finance field, or the Dataverse column where there is none. */
  readonly name: string;
}

const PAIRS = readFileSync('test/unit/project-operations/fixtures/published-pairs.tsv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line): Pair => {
    const [map = '', dataverse = '', finance = '', direction, read] = line.split('\t');
    return {
      map,
      dataverse: dataverse === '-' ? null : dataverse,
      finance: finance === '-' ? null : finance,
      direction: Number(direction) as Pair['direction'],
      sourced: read === 'sourced',
      name: finance === '-' ? dataverse : finance === 'dataAreaId' ? 'DATAAREAID' : finance,
    };
  });

const DIRECTION = { 1: 'toDataverse', 2: 'toFinance', 3: 'both' } as const;
const same = (one: string | undefined, other: string | null): boolean =>
  (one ?? '').toLowerCase() === (other ?? '').toLowerCase();

const describeColumn = (column: ColumnMap): string =>
  `${column.dataverse ?? '-'} ${column.finance?.toUpperCase() ?? '-'} ${column.direction} ${column.inferred ? 'inferred' : 'sourced'}`;

describe('the files', () => {
  test('are those of the 32 maps, each named by its key', () => {
    expect(files.sort()).toEqual(SHIPPED_MAPS.map((map) => `${map.key}.json`).sort());
    expect(files).toHaveLength(32);
  });

  test.each(files)('%s parses without a finding, and carries no placeholder', (file) => {
    const { map, findings } = parseTableMap(textOf(file), file);
    expect(findings).toEqual([]);
    expect(map?.key).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(textOf(file)).not.toMatch(/<|\*\(|unverified|unpublished/);
  });

  test.each(each)('%s is written back as it was read', (_, map) => {
    expect(parseTableMap(formatTableMap(map)).map).toEqual(map);
  });

  test.each(each)('%s has names, a version, and says of each column and filter whether it was read', (_, map) => {
    expect(map.name).toMatch(/\p{L}/u);
    expect(map.names?.fr).toMatch(/\p{L}/u);
    expect(map.names?.fr).not.toBe(map.name);
    expect(map.version).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    for (const column of map.columns) expect(column.inferred, describeColumn(column)).toBeTypeOf('boolean');
    for (const { filter, filterText } of [map.dataverse, map.finance])
      expect(filter === undefined).toBe(filterText === undefined);
  });
});

describe('beside what is known of Microsoft’s maps', () => {
  test('every pair is there, is there otherwise for a reason, or is left out for a reason', () => {
    const amiss = PAIRS.flatMap((pair) => {
      const { name } = pair;
      const isLeftOut = LEFT_OUT[pair.map]?.[name] !== undefined;
      const otherwise = OTHERWISE[pair.map]?.[name];
      const dataverse = otherwise?.dataverse ?? pair.dataverse;
      const direction = DIRECTION[otherwise?.direction ?? pair.direction];
      const inferred = otherwise?.inferred ?? !pair.sourced;
      const isThere = mapOf(pair.map).columns.some(
        (column) =>
          same(column.finance, pair.finance) &&
          same(column.dataverse, dataverse) &&
          column.direction === direction &&
          column.inferred === inferred,
      );
      return isThere === isLeftOut ? [`${pair.map} ${name}`] : [];
    });
    expect(amiss).toEqual([]);
  });

  test('no column map is there that is not among the pairs', () => {
    const invented = SHIPPED_MAPS.flatMap((map) =>
      map.columns
        .filter(({ finance, dataverse }) => {
          const pairs = PAIRS.filter((pair) => pair.map === map.key);
          const said = (pair: Pair): string | null => OTHERWISE[map.key]?.[pair.name]?.dataverse ?? pair.dataverse;
          return !pairs.some((pair) => same(finance, pair.finance) && same(dataverse, said(pair)));
        })
        .map((column) => `${map.key} ${describeColumn(column)}`),
    );
    expect(invented).toEqual([]);
  });

  test('what is left out or otherwise is a pair', () => {
    const names = [LEFT_OUT, OTHERWISE].flatMap((list) =>
      Object.entries(list).flatMap(([map, pairs]) => Object.keys(pairs).map((name) => `${map} ${name}`)),
    );
    const known = new Set(PAIRS.map((pair) => `${pair.map} ${pair.name}`));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('a filter that was read says so, and a reasoned one too', () => {
    const filters = SHIPPED_MAPS.flatMap((map) =>
      (['dataverse', 'finance'] as const).flatMap((side) =>
        map[side].filterText === undefined
          ? []
          : [`${map.key}: ${map[side].filterText} (${map[side].filterInferred === true ? 'inferred' : 'sourced'})`],
      ),
    );
    expect(filters).toMatchInlineSnapshot(`
      [
        "currencies: CURRENCYCODE != "999" (sourced)",
        "vendors-v2: (VENDORPARTYTYPE == "Organization") || (VENDORPARTYTYPE == "Person") (sourced)",
        "customers-v3: customertypecode eq 3 (sourced)",
        "customers-v3: (PARTYTYPE == "Organization") (sourced)",
        "project-contract-headers: msdyn_ordertype eq 192350001 (inferred)",
        "project-contract-lines: producttypecode eq 5 (inferred)",
        "project-integration-table-for-material-estimates: msdyn_transactionclassification eq 192350002 (inferred)",
        "project-operations-integration-project-expenses-export-entity: (PROJID != "") (inferred)",
        "project-operations-integration-project-vendor-invoice-export-entity-v2: msdyn_hasexternalorigin eq true (inferred)",
        "project-worker-resource-import: _cdm_worker_value ne null (inferred)",
        "project-operations-integration-entity-for-expense-estimates: msdyn_transactionclassification eq 192350001 (inferred)",
        "project-operations-integration-actuals: ((msdyn_transactiontypecode eq 192350000 and _msdyn_project_value ne null) or msdyn_transactiontypecode eq 192350006 or (msdyn_transactiontypecode eq 192350005 and msdyn_istransition ne true)) and msdyn_skipsync ne true (inferred)",
        "project-invoice-proposals-v2: msdyn_ordertype eq 192350001 and (msdyn_projectinvoicestatus eq 192350002 or msdyn_projectinvoicestatus eq 192350003) (inferred)",
        "project-operations-integration-project-vendor-invoice-line-export-entity: (PROJID != "") (inferred)",
      ]
    `);
  });
});

describe('order', () => {
  const setsReached = (map: TableMap): readonly string[] =>
    (map.extra?.columns ?? []).flatMap((extra) => {
      const set = extra['destinationLookupFieldRelatedEntity'];
      return typeof set === 'string' ? [set] : [];
    });

  test('in tens, each place once', () => {
    expect(SHIPPED_MAPS.map((map) => map.order)).toEqual(SHIPPED_MAPS.map((_, at) => (at + 1) * 10));
  });

  test('whatever a lookup leads to has come before, but for what a release group sends afterwards', () => {
    const placeOf = new Map(SHIPPED_MAPS.map((map) => [map.dataverse.entitySet, map.order]));
    const early = SHIPPED_MAPS.flatMap((map) => {
      const own = map.dataverse.entitySet;
      return [...new Set(setsReached(map))]
        .filter((set) => set !== own && (placeOf.get(set) ?? 0) > map.order)
        .map((set) => `${map.key} needs ${set}`);
    });
    expect(early).toEqual(['project-operations-integration-actuals needs invoices']);
    const group = SHIPPED_MAPS.filter((map) => map.policies.releaseGroup === 'accounting').map((map) => map.key);
    expect(group).toEqual([
      'integration-entity-for-project-transaction-relationships',
      'project-operations-integration-actuals',
      'project-invoice-proposals-v2',
    ]);
  });

  test('every path through a lookup names the table that its first lookup leads to', () => {
    const unnamed = SHIPPED_MAPS.flatMap((map) =>
      map.columns.flatMap(({ dataverse = '' }, at) =>
        dataverse.includes('.') !==
        (typeof map.extra?.columns[at]?.['destinationLookupFieldRelatedEntity'] === 'string')
          ? [`${map.key} ${dataverse}`]
          : [],
      ),
    );
    expect(unnamed).toEqual([]);
  });

  test('what starts when no map is named is there', () => {
    expect(FIRST_MAPS.filter((key) => !SHIPPED_MAPS.some((map) => map.key === key))).toEqual([]);
  });
});

describe('policies', () => {
  const kindOf = (map: TableMap): string => {
    const ways = new Set(
      map.columns
        .filter((column) => column.dataverse !== undefined && column.finance !== undefined)
        .flatMap(({ answer, direction }) =>
          answer !== true ? [direction] : direction === 'both' ? ['toFinance' as const] : [],
        ),
    );
    if (ways.size > 1 || ways.has('both')) return 'two-way';
    return ways.has('toFinance') ? 'to Finance' : 'from Finance';
  };

  test('rows that Finance posts are sent once, as a group, and never deleted', () => {
    for (const map of SHIPPED_MAPS) {
      const { insertOnce, releaseGroup, onDelete } = map.policies;
      expect(insertOnce, map.key).toBe(releaseGroup === 'accounting');
      if (insertOnce) expect(onDelete, map.key).toBe('never');
      if (insertOnce) expect(kindOf(map), map.key).toBe('to Finance');
    }
  });

  test('only what Finance does not show travels in data packages', () => {
    const packages = SHIPPED_MAPS.filter((map) => map.policies.transport === 'dataPackage').map((map) => map.key);
    expect(packages).toEqual([
      'integration-entity-for-project-transaction-relationships',
      'project-invoice-proposals-v2',
    ]);
    expect(SHIPPED_MAPS.every((map) => map.policies.transport !== undefined)).toBe(true);
  });

  test('a side that rows come from has a feed, and no other', () => {
    for (const map of SHIPPED_MAPS) {
      const kind = kindOf(map);
      const awaits = map.columns.some((column) => column.answer === true);
      expect(map.policies.feed, map.key).toEqual({
        ...(kind === 'from Finance' ? {} : { dataverse: 'changeTracking' }),
        ...(awaits ? { finance: 'outstanding' } : kind === 'to Finance' ? {} : { finance: 'compare' }),
      });
    }
  });

  test('nothing is written into actuals: what Finance answers is marked', () => {
    const { columns } = mapOf('project-operations-integration-actuals');
    const answers = columns.filter((column) => column.answer === true).map((column) => column.finance);
    expect(answers.sort()).toEqual(
      ['AccountingAmount', 'ActualsImportId', 'ExchangeRate', 'SalesTaxAmount', 'VoucherNumber'].sort(),
    );
    expect(columns.filter((column) => column.direction !== 'toFinance' && column.answer !== true)).toEqual([]);
  });

  test('the README tells each map’s place, direction, policies and share of reasoned columns', () => {
    const rows = SHIPPED_MAPS.map((map) => {
      const { conflict, onDelete, insertOnce, transport } = map.policies;
      const inferred = map.columns.filter((column) => column.inferred).length;
      const kind = kindOf(map);
      const once = insertOnce ? 'once' : '';
      const way = transport === 'dataPackage' ? 'data package' : 'OData';
      const wins = kind === 'two-way' ? conflict : '';
      return `| ${map.order} | \`${map.key}\` | ${kind} | ${wins} | ${onDelete} | ${once} | ${way} | ${inferred} of ${map.columns.length} |`;
    });
    const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    expect(
      readme
        .split('\n')
        .filter((line) => /^\| \d+ \|/.test(line))
        .map((line) => line.replace(/ +/g, ' ')),
    ).toEqual(rows.map((row) => row.replace(/ +/g, ' ')));
  });
});
