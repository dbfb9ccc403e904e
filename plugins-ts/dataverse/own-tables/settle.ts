import type { BatchAnswer, BatchItem, ODataClient, ODataErrorLike } from '../../odata';
import { hostId } from '../../sync/identity';
import type { SettleWrite } from '../../sync/ledger';
import type { Etag } from '../../sync/record';
import { concernsEverybody, refusal } from '../failure';
import { chunks } from '../gather';
import { conditionalWrite, isRefusedByCondition, newEtag } from './compare-and-set';
import { clip } from './memo';
import type { Owners } from './owners';
import { recordBody, SYNC_RECORDS, type RecordLinks } from './sync-record';

/** Operations in one batch: the platform's own limit. A record with its base is two. */
const OPERATIONS_AT_ONCE = 1_000;

export interface SettleOptions {
  readonly host: string;
  readonly owners: Owners;
  /** Id of a table map's row. */
  readonly tableMapId: (mapKey: string) => string;
  /** Told of a record that the platform refuses for good: it is left as it is, and its row is planned again. */
  readonly refused: (recordId: string, error: ODataErrorLike) => void;
}

/**
 * Writes sync records, each with its base in one change set, on the condition that they are as they were read. Answers
 * new etags, null where a condition did not hold.
 *
 * The platform may refuse a record for the rows it is tied to: an owner who has lost the right to read it, a parent's
 * record that was purged. What a record says matters more than who owns it: it is then written without.
 *
 * A batch that was carried out although its answer was lost answers null when it is sent again: the engine reads the
 * records and finds them settled.
 *
 * @throws ODataError when the service refuses everybody.
 */
export async function settleRecords(
  client: ODataClient,
  writes: readonly SettleWrite[],
  options: SettleOptions,
): Promise<readonly (Etag | null)[]> {
  const owners = await options.owners.urls(writes.flatMap(({ record }) => record.ownerId ?? []));
  const etags: (Etag | null)[] = writes.map(() => null);
  let left: readonly Settling[] = writes.map((write, place) => {
    const { ownerId, mapKey } = write.record;
    const origin = { hostId: hostId(options.host), tableMapId: options.tableMapId(mapKey) };
    return { write, place, tries: tries(ownerId === null ? null : (owners.get(ownerId) ?? null), origin) };
  });
  while (left.length > 0) {
    const refused: Settling[] = [];
    for (const chunk of batches(left)) {
      const answers = await client.batch(chunk.map(({ write, tries: [links] }) => itemOf(write, links)));
      chunk.forEach((one, at) => {
        const { write, place } = one;
        const [links, ...others] = one.tries;
        const result = resultOf(answers[at]);
        if ('etag' in result) {
          etags[place] = result.etag;
          if (links.blames === 'owner' && write.record.ownerId !== null) options.owners.cannotOwn(write.record.ownerId);
        } else if (concernsEverybody(result.error)) throw refusal(result.error);
        else if (isRefusedByCondition(result.error) || result.error.transient) return;
        else if (isTries(others)) refused.push({ write, place, tries: others });
        else if (result.error.status === 403) throw refusal(result.error);
        else options.refused(write.record.id, result.error);
      });
    }
    left = refused;
  }
  return etags;
}

function batches(settling: readonly Settling[]): readonly (readonly Settling[])[] {
  const isPlain = settling.every(({ write }) => write.base === undefined);
  return chunks(settling, isPlain ? OPERATIONS_AT_ONCE : OPERATIONS_AT_ONCE / 2);
}

interface Settling {
  readonly write: SettleWrite;
  readonly place: number;
  readonly tries: Tries;
}

/** What a settle ties the record to, and which of its ties is to blame if only this try succeeds. */
type Try = RecordLinks & { readonly blames?: 'owner' };
type Tries = readonly [Try, ...Try[]];

const isTries = (list: readonly Try[]): list is Tries => list.length > 0;

/** As meant; then without one of its ties, for nobody knows which was refused; then without any. */
function tries(owner: string | null, origin: RecordLinks['origin']): Tries {
  const meant = { owner, origin, waitingFor: true };
  const bare = { owner: null, origin: null, waitingFor: false };
  return [
    meant,
    ...(owner === null ? [] : [{ ...meant, owner: null, blames: 'owner' as const }]),
    { ...meant, origin: null },
    { ...meant, waitingFor: false },
    bare,
  ];
}

function itemOf({ record, etag, base }: SettleWrite, links: RecordLinks): BatchItem {
  const row = { set: SYNC_RECORDS, idColumn: 'tandem_syncrecordid', id: record.id };
  const writing = conditionalWrite(row, recordBody(record, links, etag === null), etag);
  if (base === undefined) return writing;
  const values = { tandem_name: clip(record.name, 400), tandem_values: JSON.stringify(base.values) };
  const baseRow = { set: 'tandem_syncbases', idColumn: 'tandem_syncbaseid', id: record.id };
  return { changeSet: [writing, conditionalWrite(baseRow, values, base.etag)] };
}

type Result = { readonly etag: Etag | null } | { readonly error: ODataErrorLike };

function resultOf(answer: BatchAnswer | readonly BatchAnswer[] | undefined): Result {
  if (answer === undefined) return { etag: null };
  if ('kind' in answer) return single(answer);
  const failed = answer.find((one) => one.kind === 'failed');
  if (failed !== undefined) return single(failed);
  if (answer.some((one) => one.kind === 'notDone')) return { etag: null };
  const [record] = answer;
  return record === undefined ? { etag: null } : single(record);
}

function single(answer: BatchAnswer): Result {
  if (answer.kind === 'failed') return { error: answer.error };
  return { etag: answer.kind === 'done' ? newEtag(answer.body, answer.headers) : null };
}
