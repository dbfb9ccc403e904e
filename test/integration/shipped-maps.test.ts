import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tandem, type Ended } from './world/command';
import { openWorld, type World } from './world/world';

/** All shipped maps, as files, beside the metadata of a Dataverse and a Finance that know nothing of them. */
let world: World;
beforeAll(async () => {
  world = await openWorld({ from: 'imported' });
});
afterAll(() => world.close());

const FOLDER = resolve('plugins-ts/project-operations/maps');
const FILES = readdirSync(FOLDER).map((file) => resolve(FOLDER, file));

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly map: string;
  readonly column?: string;
}
const foundBy = (ended: Ended): readonly Found[] =>
  (JSON.parse(ended.stdout) as { readonly findings: readonly Found[] }).findings;

/** Reasoned (TDM1215), not public (TDM1550), a filter over a column that nothing carries (TDM1146): said on purpose. */
const TO_KNOW = ['TDM1146', 'TDM1215', 'TDM1550'];
/** A lookup that is found by a column which may repeat: true of many, and of no consequence until it does. */
const MAY_REPEAT = 'TDM1221';

/** Two maps for vendor invoices, the older and its successor: an environment runs one of them. */
const EITHER_OR = 'TDM1268 project-operations-integration-project-vendor-invoice-export-entity-v2';

it('by themselves: nothing to fix', async () => {
  const ended = await tandem(world, ['map', 'check', '--json', ...FILES]);
  const doubts = foundBy(ended).filter(({ severity }) => severity !== 'info');
  expect(doubts.map(({ code, map }) => `${code} ${map}`)).toEqual([EITHER_OR]);
});

it('beside both sides: nothing to fix, and only true doubts', async () => {
  const ended = await tandem(world, ['map', 'check', '--against', '--json', ...FILES], { user: 'host' });
  const found = foundBy(ended);
  expect(FILES).toHaveLength(32);
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect([...new Set(found.filter(({ severity }) => severity === 'info').map(({ code }) => code))].sort()).toEqual(
    TO_KNOW,
  );
  const doubts = found.filter(({ severity, code }) => severity === 'warning' && code !== MAY_REPEAT);
  // Values that one side has and the other has no word for: a row with one of them is refused, and says so.
  expect(doubts.map(({ code, map, column }) => `${code} ${map} ${column}`).sort()).toEqual([
    'TDM1219 customers-v3 OnHoldStatus',
    'TDM1219 project-integration-table-for-material-estimates TransType',
    'TDM1219 project-operations-integration-actuals TransactionType',
    'TDM1219 project-operations-integration-entity-for-expense-estimates TransType',
    'TDM1219 project-operations-integration-project-expense-categories-export-entity ExpType',
    'TDM1219 project-operations-integration-project-expenses-export-entity BillingType',
    'TDM1219 project-operations-integration-project-vendor-invoice-export-entity-v2 ProjVendInvoiceStatus',
    'TDM1219 project-operations-integration-project-vendor-invoice-line-export-entity BillingType',
    'TDM1219 project-operations-integration-project-vendor-invoice-line-export-entity CategoryType',
    'TDM1219 vendors-v2 OnHoldStatus',
    `${EITHER_OR} undefined`,
  ]);
});
