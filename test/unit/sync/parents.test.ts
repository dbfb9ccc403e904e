import { describe, expect, it } from 'vitest';
import { parentsOf, type ParentLink } from '../../../plugins-ts/sync/parents';
import { OTHER_ID, source } from './situation';

const LINKS: readonly ParentLink[] = [{ lookup: 'customer', table: 'account', mapKey: 'customers' }];

describe('the parents of a row', () => {
  it('are what its lookups point to, with their names', () => {
    const row = { ...source({ customer: OTHER_ID }), lookupNames: { customer: 'Northwind' } };
    expect(parentsOf(LINKS, row)).toMatchObject([{ mapKey: 'customers', recordId: OTHER_ID, name: 'Northwind' }]);
  });

  it.each([
    ['of another table', source({ customer: OTHER_ID }), { customer: 'contact' }],
    ['of nothing', source({ customer: null }), {}],
    ['of the row itself', { ...source({ customer: OTHER_ID }), id: OTHER_ID }, {}],
  ])('a lookup %s is none', (_, row, lookupTables) => {
    expect(parentsOf(LINKS, { ...row, lookupTables })).toEqual([]);
  });
});
