import { describe, expect, test } from 'vitest';
import { checkTableMap, MapRefused, compileTableMap, type Filter, type Finding } from '../../../../plugins-ts/maps';
import { ORDERS, orders, toFinance } from '../fixtures/orders';

/** Everything that the conditions below look at is mapped, so that only what is wrong with them is found. */
const MAPPED = [toFinance('title', 'Title'), toFinance('amount', 'Rate')];

const check = (side: 'dataverse' | 'finance', said: { filter?: Filter; filterText?: string }): readonly Finding[] => {
  const base = orders(MAPPED);
  const map = { ...base, [side]: { ...base[side], ...said } };
  const before = new Set(checkTableMap(base, ORDERS).map((one) => JSON.stringify(one)));
  return checkTableMap(map, ORDERS).filter((one) => !before.has(JSON.stringify(one)));
};

const codesOf = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ code }) => code !== 'TDM1146').map(({ code }) => code);

describe('conditions beside the metadata', () => {
  test.each<['dataverse' | 'finance', Filter, string, string]>([
    ['dataverse', { column: 'colur', is: 'eq', value: 1 }, 'TDM1213', 'Is colour meant?'],
    ['finance', { column: 'Amuont', is: 'eq', value: 1 }, 'TDM1213', 'Is Amount meant?'],
    ['dataverse', { column: 'title', is: 'eq', value: 'x'.repeat(101) }, 'TDM1214', '101 characters'],
    ['dataverse', { column: 'count', is: 'eq', value: 'many' }, 'TDM1214', 'no number'],
    ['dataverse', { column: 'count', is: 'gt', value: 'many' }, 'TDM1214', 'no number'],
    ['dataverse', { column: 'amount', is: 'eq', value: '1.23456' }, 'TDM1214', '4 decimals fit'],
    ['dataverse', { column: 'urgent', is: 'eq', value: 'perhaps' }, 'TDM1214', 'neither yes nor no'],
    ['dataverse', { column: 'customer', is: 'eq', value: 'Contoso' }, 'TDM1214', 'no id'],
    ['dataverse', { column: 'due', is: 'ge', value: '30.02.2026' }, 'TDM1214', 'no date'],
    ['finance', { column: 'Due', is: 'ge', value: 'tomorrow' }, 'TDM1214', 'no date'],
    ['dataverse', { column: 'customer.accountnumber', is: 'eq', value: 'x' }, 'TDM1147', 'which dual-write refuses'],
    ['finance', { column: 'Urgent', is: 'eq', value: 'Yess' }, 'TDM1148', 'Is Yes meant?'],
    ['finance', { not: { column: 'Urgent', is: 'ne', value: 7 } }, 'TDM1148', 'No, Yes'],
    ['dataverse', { column: 'colour', is: 'eq', value: 9 }, 'TDM1149', '1, 2, 3'],
    ['dataverse', { column: 'statecode', is: 'ne', value: '2' }, 'TDM1149', '0, 1'],
    ['dataverse', { column: 'count', is: 'contains', value: '1' }, 'TDM1150', 'eq, ne, gt, ge, lt, le'],
    ['dataverse', { column: 'urgent', is: 'gt', value: false }, 'TDM1150', 'eq, ne'],
    ['dataverse', { column: 'external', is: 'lt', value: '0a000000-0000-4000-8000-000000000001' }, 'TDM1150', 'eq, ne'],
    ['finance', { column: 'Urgent', is: 'like', value: 'Y*' }, 'TDM1150', 'enum'],
    ['finance', { column: 'Urgent', is: 'eq', value: 1 }, 'TDM1151', 'taken for Yes'],
    ['dataverse', { column: 'count', is: 'le', value: null }, 'TDM1152', 'count le null'],
  ])('%s %j: %s', (side, filter, code, says) => {
    const findings = check(side, { filter });
    expect(codesOf(findings)).toEqual([code]);
    const [found] = findings;
    expect(`${found?.message} ${found?.remedy}`).toContain(says);
    expect(`${found?.message} ${found?.remedy}`).not.toMatch(/[{]\w+[}]/);
  });

  test.each<['dataverse' | 'finance', Filter]>([
    ['dataverse', { column: 'title', is: 'contains', value: 'x' }],
    ['dataverse', { column: '_customer_value', is: 'ne', value: null }],
    ['dataverse', { column: 'TITLE', is: 'eq', value: '' }],
    ['dataverse', { column: 'colour', is: 'gt', value: 1 }],
    ['dataverse', { column: 'start', is: 'gt', value: '2026-01-01' }],
    ['finance', { column: 'TITLE', is: 'like', value: 'x?' }],
    ['finance', { column: 'URGENT', is: 'eq', value: 'yes' }],
    ['finance', { column: 'Count', is: 'lt', value: null }],
    ['finance', { column: 'Due', is: 'gt', value: '1900-01-01' }],
  ])('%s %j: nothing', (side, filter) => {
    expect(codesOf(check(side, { filter }))).toEqual([]);
  });

  test('columns that are not mapped, each once (TDM1146)', () => {
    const filter: Filter = {
      any: [
        { column: 'title', is: 'eq', value: 'a' },
        { column: 'code', is: 'eq', value: 'a' },
        { column: 'code', is: 'eq', value: 'b' },
        { column: 'company', is: 'ne', value: null },
        { column: '_parent_value', is: 'ne', value: null },
      ],
    };
    const findings = check('dataverse', { filter });
    expect(findings.map(({ code, severity, column }) => [code, severity, column])).toEqual([
      ['TDM1146', 'info', 'code'],
      ['TDM1146', 'info', 'parent'],
    ]);
    const finance: Filter = {
      all: [
        { column: 'TITLE', is: 'ne', value: '' },
        { column: 'CODE', is: 'ne', value: '' },
      ],
    };
    expect(check('finance', { filter: finance }).map(({ code, column }) => [code, column])).toEqual([
      ['TDM1146', 'Code'],
    ]);
  });
});

describe('a map with text alone', () => {
  test('has the filter that the text says', () => {
    expect(check('finance', { filterText: '(Titel == "x")' }).map(({ code }) => code)).toEqual(['TDM1213']);
    expect(check('finance', { filterText: '(Title == "x")' })).toEqual([]);
  });

  test('does not run when nobody understands the text', () => {
    expect(check('finance', { filterText: '(Title == "x"' }).map(({ code }) => code)).toEqual(['TDM1140']);
    const base = orders(MAPPED);
    const map = { ...base, finance: { ...base.finance, filterText: '(Title == "x"' } };
    expect(() => compileTableMap(map, ORDERS)).toThrow(MapRefused);
  });
});
