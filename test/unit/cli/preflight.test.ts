import { describe, expect, test } from 'vitest';
import {
  preflight,
  preflightOfStart,
  type Caller,
  type MapFacts,
  type PreflightFacts,
} from '../../../plugins-ts/cli/preflight';
import type { TableFacts } from '../../../plugins-ts/dataverse';
import type { DataEntity } from '../../../plugins-ts/finance';
import type { ColumnMap, TableMap } from '../../../plugins-ts/maps';
import { schemasOf, withFacts } from '../maps/fixtures/metadata';
import { ORDER_ENTITY, ORDER_TABLE, ORDERS, orders, toDataverse, toFinance } from '../maps/fixtures/orders';

/** Facts in, findings out. Everything is well until a case says otherwise. */
const table = (name: string, rest: Partial<TableFacts> = {}): [string, TableFacts] => [
  name,
  {
    table: name,
    changeTracking: true,
    inactiveKeys: [],
    privileges: { Read: `prvRead${name}`, Create: `prvCreate${name}`, Write: `prvWrite${name}` },
    ...rest,
  },
];

const HOST: Caller = {
  who: 'This sign-in',
  roles: ['Tandem host'],
  isAdministrator: false,
  privileges: new Map([
    ['prvreadorder', 'Global'],
    ['prvreadcdm_company', 'Global'],
    ['prvreadaccount', 'Global'],
    ['prvreadcontact', 'Global'],
  ]),
  readable: new Set(),
};

const TABLES = ['order', 'cdm_company', 'account', 'contact', 'tandem_syncrecord'].map((name) => table(name));

function one(columns: readonly ColumnMap[] = [], rest: Partial<MapFacts> = {}, map: Partial<TableMap> = {}): MapFacts {
  return { map: orders(columns, map), state: 'stopped', companies: [], schemas: ORDERS, ...rest };
}

const facts = (rest: Partial<PreflightFacts> = {}): PreflightFacts => ({
  place: { organization: 'o', pinnedOrganization: 'o', finance: 'f', pinnedFinance: 'f' },
  versions: { own: '1.2.0.0', solution: '1.2.0.0', hosts: [{ name: 'night', version: '1.2.0' }] },
  callers: [HOST],
  zones: { usmf: 'America/Chicago', frrt: 'Europe/Paris' },
  companies: ['frrt', 'usmf'],
  linked: {
    value: new Map([
      ['frrt', true],
      ['usmf', true],
    ]),
  },
  dualWrite: { value: [] },
  dualWriteInFinance: [],
  tables: new Map(TABLES),
  ownTables: ['tandem_syncrecord'],
  maps: [one()],
  ...rest,
});

const place = (rest: Partial<PreflightFacts['place']>) => facts({ place: { ...facts().place, ...rest } });
const versions = (rest: Partial<PreflightFacts['versions']>) => facts({ versions: { ...facts().versions, ...rest } });
const tables = (...others: [string, TableFacts][]) => facts({ tables: new Map([...TABLES, ...others]) });
const caller = (rest: Partial<Caller>, maps = [one()]) => facts({ callers: [{ ...HOST, ...rest }], maps });
const granted = (without: string) => new Map([...(HOST.privileges ?? [])].filter(([name]) => name !== without));

const DAY = toFinance('start', 'Due', { kind: 'date', holds: 'day', zone: 'company' });
const SECURED = schemasOf(
  { ...ORDERS.dataverse, order: withFacts(ORDER_TABLE, 'code', { secured: true }) },
  ORDER_ENTITY,
);
const secured = [one([toFinance('code', 'Code')], { schemas: SECURED })];
const PACKAGED = {
  policies: { conflict: 'dataverse', onDelete: 'never', insertOnce: true, transport: 'dataPackage' },
} satisfies Partial<TableMap>;
const HIDDEN: DataEntity = {
  name: 'OrderEntity',
  collection: null,
  label: 'Orders',
  viaOData: false,
  viaPackages: true,
  readOnly: false,
};
const readOnly = { ...ORDERS, finance: { ...ORDER_ENTITY, readOnly: true } };

type Case = [what: string, facts: PreflightFacts, findings: readonly string[], says?: string];

const CASES: readonly Case[] = [
  ['nothing', facts(), []],
  ['never set up', place({ pinnedFinance: null }), ['TDM1500 environment']],
  ['a copy', place({ organization: 'copy' }), ['TDM1501 environment']],
  ['another Finance', place({ finance: 'other' }), ['TDM1502 environment']],
  ['no solution', versions({ solution: null }), ['TDM1503 environment']],
  ['an older solution', versions({ solution: '1.1.0.0', hosts: [] }), ['TDM1504 environment']],
  ['an older command line', versions({ own: '1.1.0.0' }), ['TDM1505 environment']],
  ['an older host', versions({ hosts: [{ name: 'old', version: '1.1.9' }] }), ['TDM1506 environment'], 'host old'],
  ['a host that has never run', versions({ hosts: [{ name: 'new', version: '' }] }), []],
  [
    'a key of our own that is not there yet',
    tables(table('tandem_syncrecord', { inactiveKeys: [{ columns: ['a', 'b'], status: 'Pending' }] })),
    ['TDM1507 environment'],
    'a + b of tandem_syncrecord is Pending',
  ],

  ['a table that does not track changes', tables(table('order', { changeTracking: false })), ['TDM1510 orders']],
  [
    'which a map that compares does not need',
    {
      ...tables(table('order', { changeTracking: false })),
      maps: [
        one(
          [],
          {},
          { policies: { conflict: 'ask', onDelete: 'ask', insertOnce: false, feed: { dataverse: 'compare' } } },
        ),
      ],
    },
    [],
  ],
  ['nor a table that is only looked up', tables(table('account', { changeTracking: false })), []],
  [
    'a key that failed',
    tables(table('account', { inactiveKeys: [{ columns: ['accountnumber'], status: 'Failed' }] })),
    ['TDM1511 orders'],
    'accountnumber of account is Failed',
  ],

  ['no right to read', caller({ privileges: granted('prvreadorder') }), ['TDM1514 orders'], 'lacks prvReadorder'],
  ['no right to read on a path', caller({ privileges: granted('prvreadaccount') }), ['TDM1514 orders']],
  [
    'a right to read one’s own',
    caller({ privileges: new Map([...(HOST.privileges ?? []), ['prvreadorder', 'Local']]) }),
    ['TDM1515 orders'],
  ],
  [
    'no right to write where the map writes',
    caller({}, [one([toDataverse('notes', 'Code')])]),
    ['TDM1516 orders', 'TDM1516 orders'],
    'lacks prvWriteorder',
  ],
  ['an administrator may', caller({ isAdministrator: true, privileges: new Map() }), []],
  ['nobody knows', caller({ privileges: null }), ['TDM1517 environment']],

  ['a secured column', caller({}, secured), ['TDM1512 orders'], 'This sign-in may not read code of order'],
  ['that may be read', caller({ readable: new Set(['order.code']) }, secured), []],
  ['of which nobody knows', caller({ readable: null }, secured), ['TDM1218 orders']],
  ['an administrator’s word is not the host’s', caller({ isAdministrator: true }, secured), ['TDM1218 orders']],
  [
    'a secured column that is only written',
    caller({}, [one([{ ...toDataverse('code', 'Code') }], { schemas: SECURED })]),
    ['TDM1516 orders', 'TDM1516 orders'],
  ],

  ['dual-write runs it', facts({ dualWrite: { value: [{ table: 'order', entity: 'ORDERS' }] } }), ['TDM1520 orders']],
  ['dual-write runs another', facts({ dualWrite: { value: [{ table: 'order', entity: 'Invoices' }] } }), []],
  [
    'dual-write runs it from Finance alone',
    facts({ dualWriteInFinance: [{ entitySet: 'orders', entity: 'Orders' }] }),
    ['TDM1520 orders'],
    'says Finance',
  ],
  [
    'both sides say so',
    facts({
      dualWrite: { value: [{ table: 'order', entity: 'Orders' }] },
      dualWriteInFinance: [{ entitySet: 'orders', entity: 'Orders' }],
    }),
    ['TDM1520 orders'],
    'says Dataverse and Finance',
  ],
  ['dual-write runs another from Finance', facts({ dualWriteInFinance: [{ entitySet: 'orders', entity: 'X' }] }), []],
  [
    'Finance keeps dual-write to itself',
    facts({ dualWriteInFinance: null }),
    ['TDM1521 environment'],
    'does not show DualWriteProjectConfigurations',
  ],
  ['where there is no dual-write', facts({ dualWrite: { value: null }, dualWriteInFinance: null }), []],
  ['dual-write keeps it to itself', facts({ dualWrite: { problem: 'No.' } }), ['TDM1521 environment'], 'No.'],

  [
    'days of a company without a zone',
    facts({ maps: [one([DAY])], zones: { usmf: 'UTC' } }),
    ['TDM1522 orders'],
    'company frrt',
  ],
  ['in which the map does not run', facts({ maps: [one([DAY], { companies: ['usmf'] })], zones: { usmf: 'UTC' } }), []],
  ['no days, no zones', facts({ zones: {} }), []],
  ['a company that nobody has', facts({ maps: [one([], { companies: ['mars'] })] }), ['TDM1523 orders']],
  [
    'a company on one side',
    facts({ linked: { value: new Map([['usmf', true]]) } }),
    ['TDM1524 orders'],
    'company frrt',
  ],
  [
    'a company that is not linked',
    facts({
      linked: {
        value: new Map([
          ...new Map([
            ['usmf', true],
            ['frrt', false],
          ] as const),
        ]),
      },
    }),
    ['TDM1525 orders'],
    'Company frrt',
  ],
  ...[
    ['that data management takes', { ...HIDDEN }, ['TDM1550 orders']],
    ['that nobody takes', { ...HIDDEN, viaPackages: false }, ['TDM1550 orders', 'TDM1551 orders']],
    ['that only shows', { ...HIDDEN, readOnly: true }, ['TDM1550 orders', 'TDM1551 orders']],
    ['that is not there', null, ['TDM1550 orders', 'TDM1551 orders']],
  ].map(([what, hidden, found]): Case => [
    `a hidden entity ${String(what)}`,
    facts({
      maps: [one([], { schemas: { ...ORDERS, finance: null }, hidden: hidden as DataEntity | null }, PACKAGED)],
    }),
    found as string[],
  ]),
  ['an entity that Finance has no way to', facts({ maps: [one([], { hidden: null })] }), ['TDM1551 orders'], 'Orders'],
  ['an entity that takes nothing', facts({ maps: [one([], { schemas: readOnly })] }), ['TDM1530 orders']],
  ['the metadata', facts({ maps: [one([toFinance('titel', 'Code')])] }), ['TDM1025 orders']],
];

describe('preflight', () => {
  test.each(CASES)('%s', (_, given, expected, says) => {
    const found = preflight(given, () => true);
    expect(found.map(({ code, map }) => `${code} ${map}`)).toEqual(expected);
    const text = found.map(({ message, remedy }) => `${message} ${remedy}`).join(' ');
    expect(text).toContain(says ?? '');
    expect(text).not.toMatch(/[{}]/);
  });

  test('only maps that run side by side are compared with each other', () => {
    const two = [one(), one([], {}, { key: 'again' })];
    expect(preflight(facts({ maps: two }), () => true).map(({ code }) => code)).toEqual(['TDM1268']);
    expect(preflight(facts({ maps: two }), ({ map }) => map.key === 'again')).toEqual([]);
  });
});

describe('before maps start', () => {
  const again = one([], {}, { key: 'again' });
  const codes = (maps: readonly MapFacts[], ...starting: string[]): readonly string[] =>
    preflightOfStart(facts({ maps }), new Set(starting)).map(({ code, map }) => `${code} ${map}`);

  test('what they write is compared with what runs already, paused maps too', () => {
    for (const state of ['running', 'paused'] as const) {
      expect(codes([one([], { state }), again], 'again')).toEqual(['TDM1268 orders']);
    }
    expect(codes([one(), again], 'again')).toEqual([]);
    expect(codes([one(), again], 'again', 'orders')).toEqual(['TDM1268 orders']);
  });

  test('what runs side by side already keeps no other from starting', () => {
    const [a, b] = [one([], { state: 'running' }), { ...again, state: 'running' as const }];
    const third = one([], {}, { key: 'third', finance: { entity: 'Thirds' } });
    expect(codes([a, b, third], 'third').filter((found) => found.startsWith('TDM126'))).toEqual([]);
  });

  test('what is wrong with a map that runs is no reason against another', () => {
    const broken = one([toFinance('titel', 'Code')], { state: 'running' });
    const other = one([], {}, { key: 'other', finance: { entity: 'Orders', companyField: 'dataAreaId' } });
    expect(codes([broken, other], 'other').filter((found) => found.endsWith(' orders'))).toEqual(['TDM1268 orders']);
    expect(codes([broken, other], 'orders')).toContain('TDM1025 orders');
  });
});
