import { randomUUID } from 'node:crypto';
import { createRequest, findFailed, findSyncRecords } from '../../dataverse';
import { CODES, type SyncRecord } from '../../sync';
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
  const found =
    options.records.length > 0
      ? (await Promise.all(options.records.map((record) => findSyncRecords(dataverse, record)))).flat()
      : await findFailed(dataverse, { code: options.code, mapKey: options.map });
  return found
    .map(({ record }) => record)
    .filter((record) => options.records.length > 0 || awaitsPerson(record))
    .filter((record) => options.map === null || record.mapKey === options.map)
    .filter((record) => options.code === null || record.reason?.code === options.code);
}

/** Whatever else waits goes by itself: it is not for a choice of many to push it. */
const awaitsPerson = ({ status, reason }: SyncRecord): boolean =>
  status === 'error' ||
  status === 'conflict' ||
  reason?.code === CODES.DELETE_ASK ||
  reason?.code === CODES.DELETE_BRAKE;
