import { expect, test } from 'vitest';
import { BASE_TABLES, MANY_TO_MANY } from '../../sandbox/dataverse/schema/base-tables';

const byName = new Map(BASE_TABLES.map((table) => [table.logicalName, table]));

test('names and sets are unique, and every lookup points to a table that is there', () => {
  expect(byName.size).toBe(BASE_TABLES.length);
  expect(new Set(BASE_TABLES.map((table) => table.entitySet)).size).toBe(BASE_TABLES.length);
  const dangling = BASE_TABLES.flatMap((table) =>
    table.relationships
      .filter(({ target }) => !byName.has(target))
      .map(({ column, target }) => `${table.logicalName}.${column} → ${target}`),
  );
  expect(dangling).toEqual([]);
  for (const { intersect, first, second } of MANY_TO_MANY)
    for (const { table } of [first, second])
      expect(byName.get(intersect)?.columns.map((column) => column.name)).toContain(byName.get(table)?.primaryId);
});

test('columns are unique, the primary name is one of them, every status reason has a state', () => {
  for (const table of BASE_TABLES) {
    const names = table.columns.map((column) => column.name);
    expect([table.logicalName, new Set(names).size]).toEqual([table.logicalName, names.length]);
    if (table.primaryName !== '')
      expect([table.logicalName, names]).toEqual([table.logicalName, expect.arrayContaining([table.primaryName])]);
    const states =
      table.columns.find((column) => column.type === 'state')?.options?.map((option) => option.value) ?? [];
    for (const option of table.columns.find((column) => column.type === 'status')?.options ?? [])
      expect(states).toContain(option.state);
  }
});

/** Navigation properties of one table differ, and so do the collections that lead to one table. */
test('navigation properties are unique', () => {
  const twice: string[] = [];
  for (const table of BASE_TABLES) {
    const own = table.relationships.map((relationship) => relationship.navigation).filter((name) => name !== 'ownerid');
    for (const name of own) if (own.indexOf(name) !== own.lastIndexOf(name)) twice.push(`${table.logicalName}.${name}`);
    const leading = BASE_TABLES.flatMap((other) =>
      other.relationships.filter(({ target }) => target === table.logicalName).map(({ collection }) => collection),
    );
    for (const name of leading)
      if (leading.indexOf(name) !== leading.lastIndexOf(name)) twice.push(`${table.logicalName} ← ${name}`);
  }
  expect(twice).toEqual([]);
});

test.each([
  ['cdm_company', ['cdm_companycode', 'cdm_name']],
  ['transactioncurrency', ['isocurrencycode', 'currencyname', 'currencysymbol', 'exchangerate']],
  [
    'salesorder',
    [
      'msdyn_company',
      'msdyn_salesordernumber',
      'name',
      'transactioncurrencyid',
      'customerid',
      'msdyn_customersorderreference',
      'msdyn_customerrequisitionnumber',
      'msdyn_ordertype',
    ],
  ],
  [
    'msdyn_project',
    [
      'msdyn_owningcompany',
      'msdyn_projectnumber',
      'msdyn_subject',
      'statecode',
      'msdyn_scheduledstart',
      'msdyn_finish',
      'msdyn_actualstart',
      'msdyn_actualend',
      'msdyn_salesorderid',
      'msdyn_customer',
      'msdyn_description',
    ],
  ],
  [
    'account',
    [
      'msdyn_company',
      'accountnumber',
      'name',
      'transactioncurrencyid',
      'customertypecode',
      'address1_addresstypecode',
      'creditlimit',
      'msdyn_onholdstatus',
      'numberofemployees',
    ],
  ],
])('%s has the columns that its map needs, and tells its changes', (name, columns) => {
  const table = byName.get(name);
  expect(table?.changeTracking).toBe(true);
  expect(table?.columns.map((column) => column.name)).toEqual(expect.arrayContaining(columns));
});
