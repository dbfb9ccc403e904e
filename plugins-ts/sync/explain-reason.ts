import { explain } from '../maps';
import { CODES, type Code } from './codes';
import type { Reason } from './record';

export interface ReasonInWords {
  /** One sentence. */
  readonly message: string;
  /** One sentence; empty where there is nothing to do. */
  readonly remedy: string;
}

/** Who brings the record on: time and other records do, a person has to, or nobody need. */
export type Onwards = 'byItself' | 'person' | 'nobody';

/** What a code of the engine means, and what to do. `{name}` stands for a parameter of the reason. */
export const REASONS: Readonly<Record<Code, ReasonInWords & { readonly onwards: Onwards }>> = {
  [CODES.FILTER]: { onwards: 'nobody', message: 'The filter of the table map leaves this record out.', remedy: '' },
  [CODES.COMPANY_OFF]: {
    onwards: 'nobody',
    message: 'The table map does not run in the company of this record.',
    remedy: '',
  },
  [CODES.BEFORE_CUTOVER]: { onwards: 'nobody', message: 'The record was finished before the cut-over.', remedy: '' },
  [CODES.DELETED]: {
    onwards: 'nobody',
    message: 'The record has been deleted; what it was in Finance stays.',
    remedy: '',
  },
  [CODES.NOT_IN_FINANCE]: {
    onwards: 'nobody',
    message: 'Finance, where the table map takes its records from, does not have it.',
    remedy: '',
  },
  [CODES.FINANCE_REFUSED]: {
    onwards: 'person',
    message: 'Finance refused the record.',
    remedy: 'Mend what Finance names, then retry.',
  },
  [CODES.DATAVERSE_REFUSED]: {
    onwards: 'person',
    message: 'Dataverse refused the record that Finance has.',
    remedy: 'Mend what Dataverse names, then retry.',
  },
  [CODES.PARENT_MISSING]: {
    onwards: 'byItself',
    message: 'It waits for {name} ({table}), which is not there yet.',
    remedy: 'Nothing: it goes by itself once that has arrived.',
  },
  [CODES.KEY_EMPTY]: {
    onwards: 'byItself',
    message: 'What Finance knows the record by is still empty: {columns}.',
    remedy: 'Fill it; what a number sequence fills comes by itself.',
  },
  [CODES.TARGET_MISSING]: {
    onwards: 'person',
    message: 'The counterpart in {side} has been deleted.',
    remedy: 'Retry makes it again; without it, nothing happens.',
  },
  [CODES.KEY_CHANGED]: {
    onwards: 'person',
    message: 'Finance knows the record as {before}, and it is called {now} here.',
    remedy: 'Change it back, or rename the record in Finance and retry.',
  },
  [CODES.ADJUSTED]: { onwards: 'nobody', message: 'Finance set {columns} itself.', remedy: '' },
  [CODES.DELETE_ASK]: {
    onwards: 'person',
    message: 'The record has been deleted here; the table map asks before Finance’s is.',
    remedy: 'Retry deletes it in Finance; without it, it stays there.',
  },
  [CODES.KEY_AMBIGUOUS]: {
    onwards: 'person',
    message: 'Another record ({rows}) already has {key} in Finance.',
    remedy: 'Give one of them another number, then retry.',
  },
  [CODES.ALREADY_POSTED]: {
    onwards: 'person',
    message: 'It was sent to Finance with other values, and what is sent once never changes.',
    remedy: 'Put the values back, or correct it with a new record, as the product does.',
  },
  [CODES.KEY_TAKEN]: {
    onwards: 'person',
    message: 'Finance has a record {key} that was not sent from here; it differs in {columns}.',
    remedy: 'Find out where it comes from. Once it is gone or equal, retry.',
  },
  [CODES.RECEIPT_UNKNOWN]: {
    onwards: 'person',
    message: 'It was perhaps sent to Finance as {key}, so long ago that Finance may have archived it.',
    remedy: 'Look for {key} in Finance, its history and its vouchers. If it is nowhere, retry: that sends it.',
  },
  [CODES.RELEASE_GROUP]: {
    onwards: 'byItself',
    message: 'It is held until {name} is in Finance, which has to come first.',
    remedy: 'It goes by itself once {name} is there.',
  },
  [CODES.DELETE_BRAKE]: {
    onwards: 'person',
    message: '{count} records were deleted within a day; more than {limit} are not deleted in Finance unasked.',
    remedy: 'If the deletions are meant, retry them.',
  },
  [CODES.CONFLICT]: {
    onwards: 'person',
    message: 'Both sides have changed {columns}.',
    remedy: 'Choose which values to keep, on the form or with tandem resolve.',
  },
  [CODES.TRANSIENT]: {
    onwards: 'byItself',
    message: '{side} did not answer for this record.',
    remedy: 'Nothing: it is tried again by itself.',
  },
  [CODES.KEEPS_CHANGING]: {
    onwards: 'byItself',
    message: 'The record changed faster than it could be read and written.',
    remedy: 'Nothing: it is tried again by itself.',
  },
};

/** A reason in words, whether the engine gave it or the map language. English; forms have their own texts. */
export function explainReason({ code, parameters }: Reason): ReasonInWords {
  const text = (REASONS as Readonly<Record<string, ReasonInWords>>)[code];
  if (text === undefined) return explain(code, parameters) ?? { message: '', remedy: '' };
  const fill = (sentence: string): string =>
    sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? '…'));
  return { message: fill(text.message), remedy: fill(text.remedy) };
}
