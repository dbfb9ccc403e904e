import { describe, expect, it } from 'vitest';
import { CODES } from '../../../plugins-ts/sync/codes';
import { plan } from '../../../plugins-ts/sync/plan';
import type { MissingParent, Plan, Situation } from '../../../plugins-ts/sync/situation';
import { CUSTOMERS, PROJECTS } from '../../simulation/world/maps';
import { agreed, baseOf, financeRow, ID, OTHER_ID, situation, source } from './situation';

const PROJECT = { number: 'P1', name: 'Roll-out', start: '2026-11-01', 'customer.number': 'C1', customer: OTHER_ID };
const PROJECT_KEY = { dataAreaId: 'usmf', ProjectId: 'P1' };
const IN_FINANCE = { Name: 'Roll-out', Start: '2026-11-01', CustomerAccount: 'C1' };

const customer: MissingParent = {
  why: CODES.PARENT_MISSING,
  mapKey: 'customers',
  table: 'customer',
  recordId: OTHER_ID,
  name: 'X',
  syncRecordId: 's',
};

const here = source(PROJECT);
const there = financeRow(PROJECT_KEY, IN_FINANCE);
const inSync = agreed(PROJECTS, here, there);

/** What a plan comes to, in one line. */
function said(made: Plan): string {
  switch (made.kind) {
    case 'nothing':
      return 'nothing';
    case 'readFinance':
      return `read ${JSON.stringify(Object.values(made.key))}`;
    case 'settle':
      return `${made.settlement.status} ${made.settlement.reason?.code ?? ''} ${made.settlement.action}`.replace(
        '  ',
        ' ',
      );
    case 'write': {
      const parts = [
        made.finance && `finance ${made.finance.kind}`,
        made.dataverse && `dataverse ${made.dataverse.kind}`,
      ];
      return parts.filter(Boolean).join(', ');
    }
  }
}

interface Case {
  readonly when: string;
  readonly is: Partial<Situation>;
  readonly then: string;
}

describe('a map to Finance', () => {
  it.each<Case>([
    { when: 'a new row, before Finance was read', is: { dataverse: here }, then: 'read ["usmf","P1"]' },
    { when: 'a new row that Finance does not have', is: { dataverse: here, finance: null }, then: 'finance create' },
    {
      when: 'a new row that Finance has with the same values',
      is: { dataverse: here, finance: there },
      then: 'inSync adopted',
    },
    {
      when: 'a new row that Finance has with other values',
      is: { dataverse: here, finance: financeRow(PROJECT_KEY, { ...IN_FINANCE, Name: 'Old' }) },
      then: 'finance update',
    },
    { when: 'our own write coming back', is: { dataverse: here, record: inSync }, then: 'nothing' },
    {
      when: 'only an unmapped column changed',
      is: { dataverse: source(PROJECT, '101'), record: inSync },
      then: 'nothing',
    },
    {
      when: 'a mapped column changed',
      is: { dataverse: source({ ...PROJECT, name: 'New' }, '101'), record: inSync },
      then: 'read ["usmf","P1"]',
    },
    {
      when: 'a mapped column changed, Finance read',
      is: { dataverse: source({ ...PROJECT, name: 'New' }, '101'), record: inSync, finance: there },
      then: 'finance update',
    },
    {
      when: 'the row is filtered out and never was known',
      is: { dataverse: source({ ...PROJECT, template: true }) },
      then: 'nothing',
    },
    {
      when: 'the row is filtered out and a person asked',
      is: { dataverse: source({ ...PROJECT, template: true }), asked: true },
      then: `notApplicable ${CODES.FILTER} checked`,
    },
    {
      when: 'the row left the filter',
      is: { dataverse: source({ ...PROJECT, template: true }, '101'), record: inSync },
      then: `notApplicable ${CODES.FILTER} checked`,
    },
    {
      when: 'the number sequence has not filled the key',
      is: { dataverse: source({ ...PROJECT, number: null }) },
      then: `waiting ${CODES.KEY_EMPTY} waiting`,
    },
    { when: 'the company does not run', is: { dataverse: here, runsIn: () => false }, then: 'nothing' },
    {
      when: 'the company did not run, and does now',
      is: {
        dataverse: here,
        record: { ...inSync, status: 'notApplicable', hash: null, reason: { code: CODES.COMPANY_OFF, parameters: {} } },
      },
      then: 'read ["usmf","P1"]',
    },
    {
      when: 'a parent that is not there feeds the key',
      is: {
        dataverse: source({ ...PROJECT, number: null }),
        missingParent: customer,
      },
      then: `waiting ${CODES.PARENT_MISSING} waiting`,
    },
    {
      when: 'the row was in conflict, and Finance no longer has it',
      is: {
        dataverse: here,
        record: { ...inSync, status: 'conflict', reason: { code: CODES.CONFLICT, parameters: {} } },
        changedInFinance: true,
        finance: null,
      },
      then: `error ${CODES.TARGET_MISSING} refused`,
    },
    {
      when: 'the parent is not there',
      is: {
        dataverse: here,
        missingParent: customer,
      },
      then: `waiting ${CODES.PARENT_MISSING} waiting`,
    },
    {
      when: 'the key changed after it was sent',
      is: { dataverse: source({ ...PROJECT, number: 'P2' }, '101'), record: inSync },
      then: `error ${CODES.KEY_CHANGED} refused`,
    },
    {
      when: 'Finance no longer has it',
      is: { dataverse: source({ ...PROJECT, name: 'New' }, '101'), record: inSync, finance: null },
      then: `error ${CODES.TARGET_MISSING} refused`,
    },
    {
      when: 'Finance no longer has it and a person says Retry',
      is: { dataverse: here, record: inSync, finance: null, asked: true },
      then: 'finance create',
    },
    {
      when: 'another Dataverse row has that Finance row',
      is: { dataverse: here, finance: there, rivals: [OTHER_ID] },
      then: `error ${CODES.KEY_AMBIGUOUS} refused`,
    },
    {
      when: 'the row was refused, and the page is read again',
      is: {
        dataverse: here,
        record: { ...inSync, status: 'error', hash: null, reason: { code: CODES.FINANCE_REFUSED, parameters: {} } },
      },
      then: 'nothing',
    },
    {
      when: 'the row was refused, and a person says Retry',
      is: {
        dataverse: here,
        asked: true,
        record: { ...inSync, status: 'error', hash: null, reason: { code: CODES.FINANCE_REFUSED, parameters: {} } },
      },
      then: 'read ["usmf","P1"]',
    },
    {
      when: 'the row was refused, then changed',
      is: {
        dataverse: source(PROJECT, '101'),
        record: { ...inSync, status: 'error', hash: null, reason: { code: CODES.FINANCE_REFUSED, parameters: {} } },
      },
      then: 'read ["usmf","P1"]',
    },
    { when: 'deleted before it was ever sent', is: {}, then: 'nothing' },
    { when: 'deleted, Finance not read', is: { record: inSync }, then: 'read ["usmf","P1"]' },
    { when: 'deleted, Finance has it', is: { record: inSync, finance: there }, then: 'finance delete' },
    {
      when: 'deleted on both sides',
      is: { record: inSync, finance: null },
      then: `notApplicable ${CODES.DELETED} checked`,
    },
  ])('$when → $then', ({ is, then }) => {
    expect(said(plan(situation(PROJECTS, is)))).toBe(then);
  });

  it('sends only what differs, under the etag that was read', () => {
    const made = plan(
      situation(PROJECTS, { dataverse: source({ ...PROJECT, name: 'New' }, '101'), record: inSync, finance: there }),
    );
    expect(made).toMatchObject({
      kind: 'write',
      finance: { kind: 'update', key: PROJECT_KEY, values: { Name: 'New' }, etag: 'W/"1"' },
    });
  });

  it('leaves out what has no value when it creates', () => {
    const made = plan(situation(PROJECTS, { dataverse: source({ ...PROJECT, start: null }), finance: null }));
    expect(made).toMatchObject({ kind: 'write', finance: { values: { Name: 'Roll-out', CustomerAccount: 'C1' } } });
    expect(made.kind === 'write' && made.finance?.kind === 'create' && 'Start' in made.finance.values).toBe(false);
  });

  it('says which column left a row out, where the filter looks at one', () => {
    const made = plan(situation(PROJECTS, { dataverse: source({ ...PROJECT, template: true }), asked: true }));
    expect(made).toMatchObject({ settlement: { reason: { code: CODES.FILTER, parameters: { column: 'template' } } } });
  });

  it('does not fight with a column that Finance set itself', () => {
    const set = financeRow(PROJECT_KEY, { ...IN_FINANCE, Name: 'Roll-out!' }, 'W/"2"');
    const record = agreed(PROJECTS, here, there, { adjusted: ['Name'], targetEtag: 'W/"2"' });
    expect(said(plan(situation(PROJECTS, { dataverse: here, record, finance: set, again: true })))).toBe(
      `inSync ${CODES.ADJUSTED} checked`,
    );
  });
});

const CUSTOMER = { number: 'C1', name: 'Northwind', phone: '1', credit: '10' };
const CUSTOMER_KEY = { dataAreaId: 'usmf', CustomerAccount: 'C1' };
const CUSTOMER_THERE = { Name: 'Northwind', Phone: '1', Credit: '10' };

describe('a two-way map', () => {
  const row = source(CUSTOMER);
  const finance = financeRow(CUSTOMER_KEY, CUSTOMER_THERE);
  const record = agreed(CUSTOMERS, row, finance);
  const base = baseOf(CUSTOMERS, row, finance);
  const both = (dataverse: Partial<typeof CUSTOMER>, inFinance: Partial<typeof CUSTOMER_THERE>): Situation =>
    situation(CUSTOMERS, {
      dataverse: source({ ...CUSTOMER, ...dataverse }, '101'),
      finance: financeRow(CUSTOMER_KEY, { ...CUSTOMER_THERE, ...inFinance }, 'W/"2"'),
      record,
      base,
      changedInFinance: true,
    });

  it('carries different columns of both sides past each other', () => {
    expect(plan(both({ name: 'Northwind Lyon' }, { Phone: '2' }))).toMatchObject({
      finance: { values: { Name: 'Northwind Lyon' } },
      dataverse: { values: { phone: '2' } },
      decided: [],
      settlement: { status: 'inSync' },
    });
  });

  it('lets the policy of the column decide, and says so', () => {
    expect(plan(both({ phone: '3' }, { Phone: '2' }))).toMatchObject({
      finance: null,
      dataverse: { values: { phone: '2' } },
      decided: [{ column: 'Phone', kept: 'finance' }],
    });
    expect(plan(both({ name: 'A' }, { Name: 'B' }))).toMatchObject({
      finance: { values: { Name: 'A' } },
      dataverse: null,
      decided: [{ column: 'Name', kept: 'dataverse' }],
    });
  });

  it('asks where the policy is to ask, and the other columns still go', () => {
    expect(plan(both({ credit: '20', name: 'A' }, { Credit: '30' }))).toMatchObject({
      finance: { values: { Name: 'A' } },
      settlement: {
        status: 'conflict',
        reason: { code: CODES.CONFLICT },
        set: { conflict: [{ column: 'Credit', here: '20', finance: '30' }] },
      },
    });
  });

  it('does as a person chose', () => {
    const chosen = {
      ...both({ credit: '20' }, { Credit: '30' }),
      asked: true,
      choices: { Credit: 'finance' as const },
    };
    expect(plan(chosen)).toMatchObject({ dataverse: { values: { credit: '30' } }, settlement: { status: 'inSync' } });
  });

  it('has nothing to do when both sides made the same change', () => {
    expect(said(plan(both({ phone: '9' }, { Phone: '9' })))).toBe('inSync checked');
  });

  it('counts every difference as changed on both sides when the base cannot be trusted', () => {
    expect(plan({ ...both({ name: 'A' }, {}), base: null })).toMatchObject({
      finance: { values: { Name: 'A' } },
      decided: [{ column: 'Name', kept: 'dataverse' }],
    });
  });

  it('makes a row that starts in Finance, under the id it was given', () => {
    const made = plan(situation(CUSTOMERS, { finance, keyHint: CUSTOMER_KEY, changedInFinance: true }));
    expect(made).toMatchObject({
      kind: 'write',
      dataverse: { kind: 'create', id: ID, values: { number: 'C1', 'company.code': 'usmf', name: 'Northwind' } },
      settlement: { status: 'inSync', action: 'received' },
    });
  });
});
