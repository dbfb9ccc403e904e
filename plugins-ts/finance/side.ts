import type { CompiledMap } from '../maps/compiled-map';
import { ODataError, query, type ODataClient, type ODataErrorLike } from '../odata';
import { keyText } from '../sync/identity';
import type { FinanceRow, FinanceSide, FinanceWrite, KeyText, WriteOutcome } from '../sync/sides';
import type { FinanceEntity } from './entity';
import { asUnavailable, orUnavailable, rowFailure, unavailable, wordsOf } from './failure';
import { createFinanceMetadata, type FinanceMetadata } from './metadata';
import { createPackageSide, type PackageSideOptions } from './packages';
import { READ_LIMITS, readByKey, scanRows, selected, toFinanceRow, type ReadLimits } from './read';
import { isAboutTheCaller, isAboutTheEntity, isThrottled, itemsFor, verdictOn, type Verdict } from './write';

export interface FinanceSideOptions {
  /** Speaks to `https://…operations.dynamics.com/data/`. */
  readonly client: ODataClient;
  /** To share what has been read already; otherwise the side asks for itself. */
  readonly metadata?: FinanceMetadata;
  readonly limits?: Partial<FinanceLimits>;
  /** How data packages get there; without it, maps that need them cannot be served. */
  readonly packages?: Omit<PackageSideOptions, 'client'>;
}

export interface FinanceLimits extends ReadLimits {
  /** Rows in one batch: each is two or three operations, and a gateway waits minutes, not hours. */
  readonly writesPerBatch: number;
}

export const FINANCE_LIMITS: FinanceLimits = { ...READ_LIMITS, writesPerBatch: 100 };

/** Finance over its OData and, for entities that OData does not show, by data packages. */
export function createFinanceSide(options: FinanceSideOptions): FinanceSide {
  const { client } = options;
  const limits = { ...FINANCE_LIMITS, ...options.limits };
  const metadata = options.metadata ?? createFinanceMetadata(client);
  const entityOf = (map: CompiledMap): Promise<FinanceEntity> => metadata.entity(map.definition.finance.entity);

  return {
    probe: () =>
      orUnavailable(async () => {
        try {
          await client.get(`LegalEntities${query({ select: ['LegalEntityId'], top: 1 })}`);
        } catch (error) {
          // Any answer that is about this one entity shows that Finance is there.
          if (!(error instanceof ODataError) || error.transient || isAboutTheCaller(error)) throw error;
        }
      }),

    ...(options.packages === undefined ? {} : { packages: createPackageSide({ client, ...options.packages }) }),

    rows: (map, keys) =>
      orUnavailable(async () =>
        keys.length === 0 || isHidden(map) ? new Map() : readByKey(client, map, await entityOf(map), keys, limits),
      ),

    async *scan(map, company, after = null) {
      if (isHidden(map)) return;
      try {
        yield* scanRows(client, map, await entityOf(map), { company, after }, limits);
      } catch (error) {
        throw asUnavailable(error);
      }
    },

    write: (map, writes) =>
      orUnavailable(async () => {
        if (isHidden(map)) throw new TypeError(`${map.definition.key} reaches Finance by data packages only.`);
        return writes.length === 0 ? [] : writeRows(client, map, await entityOf(map), writes, limits);
      }),
  };
}

/** Nobody can look at rows of such an entity: none is ever found. */
const isHidden = (map: CompiledMap): boolean => map.definition.policies.transport === 'dataPackage';

/**
 * Sends the writes, a batch at a time, and looks again at rows whose read-back did not arrive.
 *
 * @throws ODataError, SideUnavailable
 */
async function writeRows(
  client: ODataClient,
  map: CompiledMap,
  entity: FinanceEntity,
  writes: readonly FinanceWrite[],
  limits: FinanceLimits,
): Promise<readonly WriteOutcome<FinanceRow>[]> {
  const verdicts: Verdict[] = writes.map(() => ({ kind: 'notDone' }));
  let open = writes.map((_, at) => at);
  while (open.length > 0) {
    const before = open.length;
    for (let from = 0; from < open.length; from += limits.writesPerBatch) {
      await sendSome(client, map, entity, writes, open.slice(from, from + limits.writesPerBatch), verdicts);
    }
    // A server that stops at the first failure gets the rest again, as long as that leads anywhere. A row that is
    // posted once is not: whoever holds its claim looks first.
    open = open.filter((at) => verdicts[at]?.kind === 'notDone' && maySendAgain(map, writes[at]));
    if (open.length === before) break;
  }
  throwIfNobodyGetsIn(writes, verdicts);
  return settleLooks(client, map, entity, writes, verdicts, limits);
}

const maySendAgain = (map: CompiledMap, write: FinanceWrite | undefined): boolean =>
  write?.kind !== 'create' || !map.definition.policies.insertOnce;

async function sendSome(
  client: ODataClient,
  map: CompiledMap,
  entity: FinanceEntity,
  writes: readonly FinanceWrite[],
  some: readonly number[],
  verdicts: Verdict[],
): Promise<void> {
  const select = selected(map, entity);
  const items = some.map((at) => {
    const write = writes[at];
    return write === undefined ? [] : itemsFor(entity, select, write);
  });
  const answers = await client.batch(items.flat());
  let from = 0;
  some.forEach((at, place) => {
    const count = items[place]?.length ?? 0;
    const write = writes[at];
    if (write !== undefined) verdicts[at] = verdictOn(write, answers.slice(from, from + count));
    from += count;
  });
}

/** A refusal of the caller, of the entity, or of everything at once, is not about any row. */
function throwIfNobodyGetsIn(writes: readonly FinanceWrite[], verdicts: readonly Verdict[]): void {
  const errors: ODataErrorLike[] = [];
  for (const [at, verdict] of verdicts.entries()) {
    if ((verdict.kind !== 'error' && verdict.kind !== 'look') || verdict.error === null) continue;
    if (isAboutTheCaller(verdict.error) || isAboutTheEntity(writes[at], verdict.error))
      throw unavailable(verdict.error);
    errors.push(verdict.error);
  }
  if (errors.length === verdicts.length && errors.every(isThrottled)) {
    const longest = [...errors].sort((a, b) => (b.retryAfter ?? 0) - (a.retryAfter ?? 0))[0];
    if (longest !== undefined) throw unavailable(longest);
  }
}

async function settleLooks(
  client: ODataClient,
  map: CompiledMap,
  entity: FinanceEntity,
  writes: readonly FinanceWrite[],
  verdicts: readonly Verdict[],
  limits: FinanceLimits,
): Promise<readonly WriteOutcome<FinanceRow>[]> {
  const keys = writes.filter((_, at) => verdicts[at]?.kind === 'look').map(({ key }) => key);
  const seen = keys.length === 0 ? new Map<KeyText, FinanceRow>() : await lookAgain(client, map, entity, keys, limits);
  return writes.map((write, at) => {
    const verdict = verdicts[at] ?? { kind: 'notDone' };
    switch (verdict.kind) {
      case 'written':
        return { kind: 'written', row: verdict.row === null ? null : toFinanceRow(map, entity, verdict.row) };
      case 'error':
        return rowFailure(verdict.error);
      case 'notDone':
        return { kind: 'failed', says: 'Finance gave no answer for this row.', unknown: true };
      case 'look':
        return afterLook(write, verdict.error, seen === null ? 'unknown' : (seen.get(keyText(write.key)) ?? null));
      default:
        return verdict;
    }
  });
}

/** Null when Finance does not answer: the writes may have been done, so the call as a whole must not fail. */
async function lookAgain(
  client: ODataClient,
  map: CompiledMap,
  entity: FinanceEntity,
  keys: FinanceWrite['key'][],
  limits: FinanceLimits,
): Promise<ReadonlyMap<KeyText, FinanceRow> | null> {
  try {
    return await readByKey(client, map, entity, keys, limits);
  } catch (error) {
    if (error instanceof ODataError) return null;
    throw error;
  }
}

function afterLook(
  write: FinanceWrite,
  error: ODataErrorLike | null,
  row: FinanceRow | null | 'unknown',
): WriteOutcome<FinanceRow> {
  if (row === 'unknown') {
    const says = error === null ? 'Finance took the row, but did not show it.' : wordsOf(error);
    return { kind: 'failed', says, unknown: true };
  }
  if (error !== null) return row === null ? rowFailure(error) : { kind: 'exists' };
  if (row !== null) return { kind: 'written', row };
  // Sent again it would be made again, under yet another key.
  return write.kind === 'create'
    ? { kind: 'refused', code: 'KeyNotKept', says: 'Finance took the row, but has none with its key.' }
    : { kind: 'missing' };
}
