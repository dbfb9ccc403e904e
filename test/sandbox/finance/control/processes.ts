import { archiveStaging } from '../integration/archive';
import { importFromStaging, type ProcessContext } from '../integration/import-from-staging';
import { deleteJournalLine, updateToDraft } from '../integration/journal-corrections';
import { postJournals } from '../integration/post-journals';
import { postProposals } from '../integration/post-proposals';
import { Misunderstood } from './misunderstood';

/** What a process is asked for: texts by name; `olderThanDays` a number. */
export type Wish = Readonly<Record<string, unknown>>;

/** A periodic process, or something that an accountant does on a form. */
export interface Process {
  /** As in Finance's menu. */
  readonly label: string;
  /** What it may be told. */
  readonly parameters: readonly string[];
  /** @returns what it did @throws Misunderstood, or NotPossible where Finance refuses */
  run(context: ProcessContext, wish: Wish): unknown;
}

export const PROCESSES: Readonly<Record<string, Process>> = {
  'import-from-staging': {
    label: 'Import from staging',
    parameters: ['company'],
    run: (context, wish) => importFromStaging(context, text(wish, 'company')),
  },
  'post-journals': {
    label: 'Post Project Operations integration journal',
    parameters: ['company', 'journal'],
    run: (context, wish) =>
      postJournals(context, given({ company: text(wish, 'company'), journal: text(wish, 'journal') })),
  },
  'post-invoice-proposals': {
    label: 'Post invoice proposals',
    parameters: ['company', 'proposal'],
    run: (context, wish) =>
      postProposals(context, given({ company: text(wish, 'company'), proposal: text(wish, 'proposal') })),
  },
  'archive-staging': {
    label: 'Archive staging',
    parameters: ['olderThanDays'],
    run: (context, wish) => archiveStaging(context, count(wish, 'olderThanDays')),
  },
  'update-to-draft': {
    label: 'Update to draft',
    parameters: ['company', 'journal'],
    run: (context, wish) => ({ journals: updateToDraft(context, needed(wish, 'company'), text(wish, 'journal')) }),
  },
  'delete-journal-line': {
    label: 'Delete journal line',
    parameters: ['company', 'line'],
    run: (context, wish) => deleteJournalLine(context, needed(wish, 'company'), needed(wish, 'line')),
  },
};

function text(wish: Wish, name: string): string | undefined {
  const value = wish[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new Misunderstood(`'${name}' must be a text.`);
  return name === 'company' ? value.toLowerCase() : value;
}

function needed(wish: Wish, name: string): string {
  const value = text(wish, name);
  if (value === undefined) throw new Misunderstood(`'${name}' is missing.`);
  return value;
}

function count(wish: Wish, name: string): number {
  const value = wish[name] ?? 0;
  if (typeof value !== 'number' || value < 0) throw new Misunderstood(`'${name}' must be a number of days.`);
  return value;
}

function given<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
