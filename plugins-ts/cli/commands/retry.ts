import { randomUUID } from 'node:crypto';
import { awaitsWord, createRequest, findAwaitingPerson, findSyncRecords } from '../../dataverse';
import type { SyncRecord } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import type { Output } from '../output';

export interface RetryOptions {
  /** Ids, or beginnings of names. */
  readonly records: readonly string[];
  /** Everything that has this code. */
  readonly code: string | null;
  readonly map: string | null;
}

/**
 * Asks the host to try again: a request per record, as the form's Retry does. The host does it within seconds; the
 * command does not wait for that.
 *
 * @throws Failure when nothing is chosen or found
 */
export async function retry(connected: Connected, options: RetryOptions, output: Output): Promise<ExitCode> {
  const chosen = await choose(connected, options);
  if (chosen.length === 0) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.RECORD_UNKNOWN,
      'No record is in error or conflict by that choice.',
      'tandem status shows what needs a person.',
    );
  }
  for (const record of chosen) {
    await createRequest(connected.dataverse, {
      id: randomUUID(),
      kind: 'retry',
      table: record.table,
      recordId: record.recordId,
      mapKey: record.mapKey,
      name: record.name,
    });
  }
  output.answer({ asked: chosen.map(({ mapKey, recordId, name }) => ({ mapKey, recordId, name })) });
  for (const { name, mapKey } of chosen) output.line(`Retry asked for ${name} (${mapKey}).`);
  return EXIT.done;
}

async function choose({ dataverse }: Connected, options: RetryOptions): Promise<readonly SyncRecord[]> {
  if (options.records.length === 0 && options.code === null && options.map === null) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.RECORD_UNKNOWN,
      'Which records? Name some, or choose by --code or --map.',
      'For example: tandem retry --code TDM3001 --map projects-v2.',
    );
  }
  if (options.records.length === 0) {
    const found = await findAwaitingPerson(dataverse, { code: options.code, mapKey: options.map });
    // A choice of many by map is no word that each of them may be deleted.
    return found.map(({ record }) => record).filter((record) => options.code !== null || !awaitsWord(record));
  }
  const found = await Promise.all(options.records.map((record) => findSyncRecords(dataverse, record)));
  return found
    .flat()
    .map(({ record }) => record)
    .filter((record) => options.map === null || record.mapKey === options.map)
    .filter((record) => options.code === null || record.reason?.code === options.code);
}
