import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkTableMap,
  compileTableMap,
  type ColumnMap,
  type CompiledColumn,
  type Direction,
  type Mapped,
  type MapSchemas,
  type TableMap,
  type Transform,
  type Value,
} from '../../../../plugins-ts/maps';
import { column } from '../fixtures/metadata';
import { KEY, ORDERS, orders, TWO_WAY_KEY } from '../fixtures/orders';

/** The table of cases that people read is the one that is tested. */
const PAGE = readFileSync('plugins-ts/maps/VALUES.md', 'utf8');

const day = (zone?: string): Transform => ({ kind: 'date', holds: 'day', ...(zone === undefined ? {} : { zone }) });

const WORDS: Readonly<Record<string, Transform>> = {
  yes: { kind: 'valueMap', entries: { Yes: 'True', No: 'False' } },
  colours: { kind: 'valueMap', entries: { Red: '1', Green: '2', NonSpecific: '3' } },
  default: { kind: 'default', value: 'none' },
  'default-red': { kind: 'default', value: 'Red' },
  day: day(),
  'day-paris': day('Europe/Paris'),
  'day-cairo': day('Africa/Cairo'),
  moment: { kind: 'date', holds: 'instant' },
  round: { kind: 'round' },
  'round-0': { kind: 'round', scale: 0 },
  truncate: { kind: 'truncate' },
  'truncate-3': { kind: 'truncate', length: 3 },
  trim: { kind: 'trim' },
  upper: { kind: 'case', to: 'upper' },
  prefix: { kind: 'prefix', text: 'P-' },
  suffix: { kind: 'suffix', text: '/EU' },
};

interface Case {
  readonly title: string;
  readonly dataverse: string;
  readonly way: string;
  readonly finance: string;
  readonly transforms: readonly Transform[];
  readonly value: string;
  readonly becomes: string;
}

const FIRST_CELL = /^\| (?:---|\| Dataverse)/;

function casesOf(section: string): readonly Case[] {
  let title = '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !FIRST_CELL.test(line))
    .map((line): Case => {
      const [, first = '', dataverse = '', way = '', finance = '', words = '', value = '', becomes = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      title = first === '' ? title : first;
      const transforms = words.split(' ').filter(Boolean).map(transformNamed);
      return { title, dataverse, way, finance, transforms, value, becomes };
    });
}

function transformNamed(word: string): Transform {
  const found = WORDS[word];
  if (found === undefined) throw new Error(`no transform is called ${word}`);
  return found;
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  '→': 'toFinance',
  '=': 'toFinance',
  '←': 'toDataverse',
  '↔': 'both',
};

function mapOf(one: Case): { readonly map: TableMap; readonly schemas: MapSchemas } {
  if (one.dataverse === 'key') return { map: orders([], {}, one.way === '←' ? TWO_WAY_KEY : KEY), schemas: ORDERS };
  const direction = one.way.startsWith('two-way') ? 'both' : DIRECTIONS[one.way.slice(-1)];
  if (direction === undefined) throw new Error(`no way is called ${one.way}`);
  if (one.dataverse === 'company') {
    const code: ColumnMap = { dataverse: 'parent.company.cdm_companycode', finance: 'Code', direction, transforms: [] };
    return { map: orders([code]), schemas: ORDERS };
  }
  const tested: ColumnMap = { dataverse: 'tested', finance: 'Tested', direction, transforms: one.transforms };
  const { order } = ORDERS.dataverse;
  const { finance } = ORDERS;
  if (order === undefined || finance === null) throw new Error('no tables');
  return {
    map: orders([tested], {}, direction === 'both' ? TWO_WAY_KEY : KEY),
    schemas: {
      dataverse: {
        ...ORDERS.dataverse,
        order: { ...order, columns: { ...order.columns, tested: column('tested', one.dataverse) } },
      },
      finance: { ...finance, columns: { ...finance.columns, Tested: column('Tested', one.finance) } },
    },
  };
}

const told = (mapped: Mapped): string => ('problem' in mapped ? mapped.problem.code : JSON.stringify(mapped.value));

function becomes(one: Case): string | readonly string[] {
  const { map, schemas } = mapOf(one);
  if (one.way.startsWith('check')) return checkTableMap(map, schemas).map(({ code }) => code);
  const compiled: CompiledColumn | undefined = compileTableMap(map, schemas).columns.at(-1);
  if (compiled === undefined) throw new Error('no column');
  const value = JSON.parse(one.value) as Value;
  switch (one.way.slice(-1)) {
    case '→':
      return told(compiled.toFinance(value));
    case '←':
      return told(compiled.toDataverse(value));
    default:
      return JSON.stringify(compiled.normalFinance(value));
  }
}

const SECTIONS = PAGE.split(/^## /m).slice(1);

describe.each(SECTIONS.map((section) => [section.split('\n')[0] ?? '', casesOf(section)] as const))(
  '%s',
  (_, cases) => {
    test('has cases', () => expect(cases.length).toBeGreaterThan(3));

    test.each(cases)('$title: $dataverse $way $finance, $value becomes $becomes', (one) => {
      if (one.way.startsWith('check')) expect(becomes(one)).toContain(one.becomes);
      else expect(becomes(one)).toBe(one.becomes);
    });
  },
);
