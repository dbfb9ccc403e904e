import { describe, expect, it } from 'vitest';
import type { CompiledMap } from '../../../plugins-ts/maps/compiled-map';
import { CODES } from '../../../plugins-ts/sync/codes';
import { newRecord, type SyncRecord } from '../../../plugins-ts/sync/record';
import { plan } from '../../../plugins-ts/sync/plan';
import type { Age, Plan, Situation } from '../../../plugins-ts/sync/situation';
import { TASKS } from '../../simulation/world/maps';
import { agreed, financeRow, ID, situation, source } from './situation';

/** Tasks as if each were posted. */
const POSTED: CompiledMap = {
  ...TASKS,
  definition: { ...TASKS.definition, policies: { ...TASKS.definition.policies, insertOnce: true } },
};
const ROW = { 'project.number': 'P1', number: 'T1', name: 'Dig' };
const KEY = { dataAreaId: 'usmf', ProjectId: 'P1', TaskId: 'T1' };
const here = source(ROW);
const there = financeRow(KEY, { Name: 'Dig' });
const receipt = agreed(POSTED, here, there);
const claimed: SyncRecord = {
  ...newRecord({ id: 'record', mapKey: 'tasks', recordId: ID, table: 'task', name: 'Dig' }),
  status: 'sending',
  claimedAt: 1_000,
  checkedAt: null,
};
/** Nobody can tell, and a person has been told so. */
const unknown: SyncRecord = {
  ...claimed,
  status: 'error',
  reason: { code: CODES.RECEIPT_UNKNOWN, parameters: {} },
};
const fresh: Age = { isFresh: true, isBeforeCutover: false, isReceiptLost: false };
const old: Age = { ...fresh, isFresh: false };

function said(made: Plan): string {
  switch (made.kind) {
    case 'nothing':
      return 'nothing';
    case 'readFinance':
      return 'look';
    case 'settle': {
      const { status, reason, action } = made.settlement;
      return [status, reason?.code, action].filter(Boolean).join(' ');
    }
    case 'write':
      return `finance ${made.finance?.kind}`;
  }
}

const cases: { when: string; is: Partial<Situation>; then: string }[] = [
  { when: 'a new row that nobody can have sent', is: { age: fresh }, then: 'finance create' },
  { when: 'a row of an hour ago: perhaps restored, perhaps sent by another product', is: { age: old }, then: 'look' },
  { when: 'an old row that Finance does not have', is: { age: old, finance: null }, then: 'finance create' },
  { when: 'an old row that Finance has', is: { age: old, finance: there }, then: 'inSync adopted' },
  {
    when: 'an old row, and Finance has filled in what Dataverse leaves empty',
    is: { age: old, dataverse: source({ ...ROW, name: null }), finance: there },
    then: 'inSync adopted',
  },
  {
    when: 'a row with whose key Finance has something else',
    is: { age: old, finance: financeRow(KEY, { Name: 'Fill' }) },
    then: `error ${CODES.KEY_TAKEN} refused`,
  },
  {
    when: 'a row from before the cut-over that Finance does not have',
    is: { age: { ...old, isBeforeCutover: true }, finance: null },
    then: `notApplicable ${CODES.BEFORE_CUTOVER} checked`,
  },
  {
    when: 'a row from before the cut-over that a person wants sent',
    is: { age: { ...old, isBeforeCutover: true }, finance: null, asked: true },
    then: 'finance create',
  },
  {
    when: 'a row from before the cut-over that Finance has with other values',
    is: { age: { ...old, isBeforeCutover: true }, finance: financeRow(KEY, { Name: 'Fill' }) },
    then: `inSync ${CODES.ADJUSTED} adopted`,
  },
  { when: 'a row that was sent, and nothing has changed', is: { record: receipt, age: old }, then: 'nothing' },
  {
    when: 'a row that was sent, and a person asks',
    is: { record: receipt, asked: true, age: old },
    then: 'inSync checked',
  },
  {
    when: 'a row that was sent, and Finance has archived it, and a person asks',
    is: { record: receipt, asked: true, age: old, finance: null },
    then: 'inSync checked',
  },
  {
    when: 'a row that was sent, and a value has changed',
    is: { record: receipt, dataverse: source({ ...ROW, name: 'Fill' }, '101') },
    then: `error ${CODES.ALREADY_POSTED} refused`,
  },
  {
    when: 'a row that was sent, and its value has been put back',
    is: {
      record: { ...receipt, status: 'error', reason: { code: CODES.ALREADY_POSTED, parameters: {} } },
      dataverse: source(ROW, '102'),
    },
    then: 'inSync checked',
  },
  {
    when: 'a row that was sent, and its key has changed',
    is: { record: receipt, dataverse: source({ ...ROW, number: 'T2' }, '101') },
    then: `error ${CODES.KEY_CHANGED} refused`,
  },
  { when: 'a row that was perhaps sent', is: { record: claimed, age: fresh }, then: 'look' },
  { when: 'a row that was sent, as it turns out', is: { record: claimed, finance: there }, then: 'inSync created' },
  { when: 'a row that was not sent, as it turns out', is: { record: claimed, finance: null }, then: 'finance create' },
  {
    when: 'a row that was perhaps sent so long ago that Finance may have archived it',
    is: { record: claimed, finance: null, age: { ...old, isReceiptLost: true } },
    then: `error ${CODES.RECEIPT_UNKNOWN} refused`,
  },
  {
    when: 'such a row, and a person says that it is not there',
    is: { record: unknown, finance: null, asked: true, age: { ...old, isReceiptLost: true } },
    then: 'finance create',
  },
  {
    when: 'a row that a person has asked for before it was perhaps sent, long ago',
    is: { record: claimed, finance: null, asked: true, age: { ...old, isReceiptLost: true } },
    then: `error ${CODES.RECEIPT_UNKNOWN} refused`,
  },
  {
    when: 'a row that was sent and deleted here',
    is: { record: receipt, dataverse: null },
    then: `notApplicable ${CODES.DELETED} checked`,
  },
  {
    when: 'two rows with one key',
    is: { age: old, finance: null, rivals: ['other'] },
    then: `error ${CODES.KEY_AMBIGUOUS} refused`,
  },
  {
    when: 'a row whose company does not run',
    is: { runsIn: () => false, asked: true },
    then: `notApplicable ${CODES.COMPANY_OFF} checked`,
  },
  {
    when: 'a row whose number is not there yet',
    is: { dataverse: source({ ...ROW, number: null }) },
    then: `waiting ${CODES.KEY_EMPTY} waiting`,
  },
];

describe('a row that is sent once', () => {
  it.each(cases)('$when', ({ is, then }) => {
    expect(said(plan(situation(POSTED, { dataverse: here, ...is })))).toBe(then);
  });

  it('keeps its receipt when it leaves the filter, and has it when it comes back', () => {
    const left = plan(situation(POSTED, { dataverse: source({ ...ROW, template: true }, '101'), record: receipt }));
    expect(said(left)).toBe(`notApplicable ${CODES.FILTER} checked`);
    expect(left.kind === 'settle' && left.settlement.set && 'hash' in left.settlement.set).toBe(false);
    const back: SyncRecord = { ...receipt, status: 'notApplicable', reason: { code: CODES.FILTER, parameters: {} } };
    expect(said(plan(situation(POSTED, { dataverse: source(ROW, '102'), record: back })))).toBe('inSync checked');
  });

  it('names what differs where the key is taken', () => {
    const made = plan(situation(POSTED, { dataverse: here, age: old, finance: financeRow(KEY, { Name: 'Fill' }) }));
    expect(made).toMatchObject({ settlement: { reason: { parameters: { key: 'usmf · P1 · T1', columns: 'Name' } } } });
  });
});
