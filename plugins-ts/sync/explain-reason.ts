import { explain } from '../maps';
import { CODES, type Code } from './codes';
import type { Reason } from './record';

export interface ReasonInWords {
  /** One sentence. */
  readonly message: string;
  /** One sentence; empty where there is nothing to do. */
  readonly remedy: string;
}

/** What a code of the engine means, and what to do. `{name}` stands for a parameter of the reason. */
const TEXTS: Readonly<Record<Code, ReasonInWords>> = {
  [CODES.FILTER]: { message: 'The filter of the table map leaves this record out.', remedy: '' },
  [CODES.COMPANY_OFF]: { message: 'The table map does not run in the company of this record.', remedy: '' },
  [CODES.BEFORE_CUTOVER]: { message: 'The record was finished before the cut-over.', remedy: '' },
  [CODES.DELETED]: { message: 'The record has been deleted; what it was in Finance stays.', remedy: '' },
  [CODES.NOT_IN_FINANCE]: {
    message: 'Finance, where the table map takes its records from, does not have it.',
    remedy: '',
  },
  [CODES.FINANCE_REFUSED]: {
    message: 'Finance refused the record.',
    remedy: 'Mend what Finance names, then retry.',
  },
  [CODES.DATAVERSE_REFUSED]: {
    message: 'Dataverse refused the record that Finance has.',
    remedy: 'Mend what Dataverse names, then retry.',
  },
  [CODES.PARENT_MISSING]: {
    message: 'It waits for {name} ({table}), which is not there yet.',
    remedy: 'Nothing: it goes by itself once that has arrived.',
  },
  [CODES.KEY_EMPTY]: {
    message: 'What Finance knows the record by is still empty: {columns}.',
    remedy: 'Fill it; what a number sequence fills comes by itself.',
  },
  [CODES.TARGET_MISSING]: {
    message: 'The counterpart in {side} has been deleted.',
    remedy: 'Retry makes it again; without it, nothing happens.',
  },
  [CODES.KEY_CHANGED]: {
    message: 'Finance knows the record as {before}, and it is called {now} here.',
    remedy: 'Change it back, or rename the record in Finance and retry.',
  },
  [CODES.ADJUSTED]: { message: 'Finance set {columns} itself.', remedy: '' },
  [CODES.DELETE_ASK]: {
    message: 'The record has been deleted here; the table map asks before Finance’s is.',
    remedy: 'Retry deletes it in Finance; without it, it stays there.',
  },
  [CODES.KEY_AMBIGUOUS]: {
    message: 'Another record ({rows}) already has {key} in Finance.',
    remedy: 'Give one of them another number, then retry.',
  },
  [CODES.ALREADY_POSTED]: {
    message: 'It was sent to Finance with other values, and what is sent once never changes.',
    remedy: 'Put the values back, or correct it with a new record, as the product does.',
  },
  [CODES.KEY_TAKEN]: {
    message: 'Finance has a record {key} that was not sent from here; it differs in {columns}.',
    remedy: 'Find out where it comes from. Once it is gone or equal, retry.',
  },
  [CODES.RECEIPT_UNKNOWN]: {
    message: 'It was perhaps sent to Finance as {key}, so long ago that Finance may have archived it.',
    remedy: 'Look for {key} in Finance, its history and its vouchers. If it is nowhere, retry: that sends it.',
  },
  [CODES.RELEASE_GROUP]: {
    message: 'It is held until {name} is in Finance, which has to come first.',
    remedy: 'It goes by itself once {name} is there.',
  },
  [CODES.DELETE_BRAKE]: {
    message: '{count} records were deleted within a day; more than {limit} are not deleted in Finance unasked.',
    remedy: 'If the deletions are meant, retry them.',
  },
  [CODES.CONFLICT]: {
    message: 'Both sides have changed {columns}.',
    remedy: 'Choose which values to keep, on the form or with tandem resolve.',
  },
  [CODES.TRANSIENT]: {
    message: '{side} did not answer for this record.',
    remedy: 'Nothing: it is tried again by itself.',
  },
  [CODES.KEEPS_CHANGING]: {
    message: 'The record changed faster than it could be read and written.',
    remedy: 'Nothing: it is tried again by itself.',
  },
};

/** A reason in words, whether the engine gave it or the map language. English; forms have their own texts. */
export function explainReason({ code, parameters }: Reason): ReasonInWords {
  const text = (TEXTS as Readonly<Record<string, ReasonInWords>>)[code];
  if (text === undefined) return explain(code, parameters) ?? { message: '', remedy: '' };
  const fill = (sentence: string): string =>
    sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? '…'));
  return { message: fill(text.message), remedy: fill(text.remedy) };
}
