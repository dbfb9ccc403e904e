import { randomUUID } from 'node:crypto';
import { createRequest, findSyncRecords } from '../../dataverse';
import type { SyncRecord } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import type { Output } from '../output';

type Side = 'dataverse' | 'finance';
type Choice = Readonly<Record<string, Side>>;

export interface ResolveOptions {
  /** For every column that is not named in `columns`; null: only those are decided. */
  readonly keep: Side | null;
  readonly columns: Choice;
  readonly map: string | null;
}

/**
 * Says which values to keep of a record in conflict: a request, as the form's choice is one.
 * @throws Failure when the record is not in conflict, a column is not, or some are left undecided
 */
export async function resolve(
  connected: Connected,
  wanted: string,
  options: ResolveOptions,
  output: Output,
): Promise<ExitCode> {
  const found = (await findSyncRecords(connected.dataverse, wanted))
    .map(({ record }) => record)
    .filter(({ status, mapKey }) => status === 'conflict' && (options.map === null || mapKey === options.map));
  const [record, other] = found;
  if (record === undefined || other !== undefined) throw notOne(wanted, found);
  const choice = choiceFor(record, options);
  const { table, recordId, mapKey, name } = record;
  await createRequest(connected.dataverse, {
    id: randomUUID(),
    kind: 'resolve',
    table,
    recordId,
    mapKey,
    name,
    choice,
  });
  output.answer({ asked: { mapKey, recordId, name, choice } });
  output.line(`Asked for ${name} (${mapKey}): ${said(choice)}.`);
  return EXIT.done;
}

const said = (choice: Choice): string =>
  Object.entries(choice)
    .map(([column, side]) => `${column} from ${side === 'dataverse' ? 'Dataverse' : 'Finance'}`)
    .join(', ');

/** Pure. @throws Failure */
export function choiceFor({ name, conflict }: Pick<SyncRecord, 'name' | 'conflict'>, options: ResolveOptions): Choice {
  const open = conflict.map(({ column }) => column);
  const unknown = Object.keys(options.columns).find((column) => !open.includes(column));
  if (unknown !== undefined) {
    throw wrong(`${name} has no conflict in ${unknown}.`, `It has in: ${open.join(', ')}.`);
  }
  const choice = Object.fromEntries(
    open.flatMap((column): [string, Side][] => {
      const side = options.columns[column] ?? options.keep;
      return side === null ? [] : [[column, side]];
    }),
  );
  const left = open.filter((column) => !(column in choice));
  if (left.length > 0) {
    throw wrong(
      `${name}: nothing is said of ${left.join(', ')}.`,
      `Add --keep dataverse or --keep finance, or one --column for each.`,
    );
  }
  return choice;
}

/** `name=finance` as a choice. @throws Failure */
export function readChoice(texts: readonly string[]): Choice {
  return Object.fromEntries(
    texts.map((text): [string, Side] => {
      const [column = '', side = ''] = text.split('=').map((part) => part.trim());
      if (column !== '' && (side === 'dataverse' || side === 'finance')) return [column, side];
      throw wrong(`--column ${text} does not say which value to keep.`, 'For example: --column name=finance.');
    }),
  );
}

/** @throws Failure */
export function readSide(text: string | undefined, option = '--keep'): Side | null {
  if (text === undefined) return null;
  if (text === 'dataverse' || text === 'finance') return text;
  throw wrong(`${option} ${text} is no side.`, `Say ${option} dataverse or ${option} finance.`);
}

function notOne(wanted: string, found: readonly SyncRecord[]): Failure {
  return found.length === 0
    ? wrong(`There is no record in conflict for ${wanted}.`, 'tandem attention shows what needs a person.')
    : wrong(
        `Several records in conflict begin with ${wanted}: ${found.map(({ name, recordId }) => `${name} (${recordId})`).join(', ')}.`,
        'Give the id of one, or --map.',
      );
}

const wrong = (message: string, remedy: string): Failure =>
  new Failure(EXIT.wrongInput, FAILURES.RECORD_UNKNOWN, message, remedy);
