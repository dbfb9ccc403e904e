import { describe, expect, test } from 'vitest';
import type { ColumnMap, TableMap } from '../../../plugins-ts/maps';
import { SHIPPED_MAPS, withShippedKnowledge } from '../../../plugins-ts/project-operations';

function shippedMap(key: string): TableMap {
  const map = SHIPPED_MAPS.find((one) => one.key === key);
  if (map === undefined) throw new Error(`no map ${key}`);
  return map;
}

/** As dual-write has it: no word of days, of answers, or of who wins. */
function ownMap(shipped: TableMap, columns: readonly ColumnMap[], generated: readonly number[] = []): TableMap {
  const none = { map: {}, leg: {}, tandem: {} };
  return {
    ...shipped,
    version: '9.0.0.0',
    columns,
    extra: { ...none, columns: columns.map((_, at) => (generated.includes(at) ? { isSystemGenerated: true } : {})) },
  };
}

const plain = (dataverse: string, finance: string, direction: ColumnMap['direction']): ColumnMap => ({
  dataverse,
  finance,
  direction,
  transforms: [],
});

describe('a tenant’s own dual-write map', () => {
  const actuals = shippedMap('project-operations-integration-actuals');

  test('knows from the shipped one which fields hold days, in any spelling of names', () => {
    const own = ownMap(actuals, [plain('msdyn_documentdate', 'DOCUMENTDATE', 'toFinance')]);
    expect(withShippedKnowledge(own, actuals).columns).toEqual([
      { ...own.columns[0], transforms: [{ kind: 'date', holds: 'day', zone: 'company' }] },
    ]);
  });

  test('keeps what it says of a day itself', () => {
    const said = { kind: 'date', holds: 'instant' } as const;
    const own = ownMap(actuals, [{ ...plain('msdyn_documentdate', 'DOCUMENTDATE', 'toFinance'), transforms: [said] }]);
    expect(withShippedKnowledge(own, actuals).columns[0]?.transforms).toEqual([said]);
  });

  test('has its answers marked, for an actual takes them from nobody but dual-write', () => {
    const own = ownMap(actuals, [
      plain('msdyn_vouchernumber', 'VOUCHERNUMBER', 'toDataverse'),
      plain('msdyn_accountingtaxamount', 'SALESTAXAMOUNT', 'both'),
      plain('msdyn_amount', 'AMOUNT', 'toFinance'),
    ]);
    expect(withShippedKnowledge(own, actuals).columns.map(({ answer, direction }) => [answer, direction])).toEqual([
      [true, 'toDataverse'],
      [true, 'both'],
      [undefined, 'toFinance'],
    ]);
  });

  test('gets the direction of a company line that was made for it, not read', () => {
    const line = plain('msdyn_owningcompany.cdm_companycode', 'dataAreaId', 'both');
    expect(withShippedKnowledge(ownMap(actuals, [line], [0]), actuals).columns[0]?.direction).toBe('toFinance');
    expect(withShippedKnowledge(ownMap(actuals, [line]), actuals).columns[0]?.direction).toBe('both');
  });

  test('lets those win who win in the shipped one', () => {
    const customers = shippedMap('customers-v3');
    const own = ownMap(customers, [
      plain('telephone1', 'PRIMARYCONTACTPHONE', 'both'),
      { ...plain('name', 'ORGANIZATIONNAME', 'both'), conflict: 'finance' },
    ]);
    expect(withShippedKnowledge(own, customers).columns.map(({ conflict }) => conflict)).toEqual([
      'finance',
      'finance',
    ]);
  });

  test('keeps columns that the shipped one does not have, and adds none', () => {
    const own = ownMap(actuals, [plain('new_mood', 'MOOD', 'toFinance')]);
    expect(withShippedKnowledge(own, actuals)).toEqual(own);
  });
});
