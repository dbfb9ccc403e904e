import type { CompiledMap } from '../maps/compiled-map';
import { compareRow, onlyInFinance, type Beheld, type Difference } from './difference';
import { runsIn, type Engine, type RunningMap } from './engine';
import { companyOf, keyText, syncRecordId } from './identity';
import { leave, type Held } from './lease';
import {
  beginning,
  counted,
  keepPlace,
  NOTHING_YET,
  placeIn,
  takePlace,
  type ReconcileCounts,
  type ReconcilePlace,
  type ReconcileScope,
} from './reconcile-place';
import type { RecordId } from './record';
import { newRun, recordRun, RunPaused } from './recorded-run';
import { FeedTaken } from './run';
import type { FinanceRow, KeyText } from './sides';

/** What a page of rows has brought. */
export interface Compared {
  readonly equal: number;
  readonly differences: readonly Difference[];
}

export interface ReconcileOptions {
  readonly scope: ReconcileScope;
  /** Goes on where the last one of this map was left, with its scope; begins where there is none. */
  readonly resume: boolean;
  /** Company codes that exist in Finance, in lower case. */
  readonly companies: readonly string[];
  /** After each page, before it counts as done: whoever is killed in between is told of it again. */
  readonly told: (page: Compared, counts: ReconcileCounts) => Promise<void>;
  /** Asked after each page: then it pauses, and can go on from there. */
  readonly stopping?: () => boolean;
}

/** Finance rows that are looked up together. */
const STRANGERS_AT_ONCE = 250;

/**
 * Compares the rows of one map on both sides, column by column, and writes no business row and no sync record: only the
 * run and its place are written. Sees what no feed shows: what was changed behind the back of both.
 *
 * Dataverse's rows come in the order of their versions, each page beside Finance's rows of the same keys; then, where the
 * map carries rows from Finance, Finance's rows come in the order of their keys, each page beside the sync records and
 * Dataverse's rows of the same keys. So no more than a page is ever held, and every page says where the next begins.
 * (The two sides cannot be read in one common order: no Dataverse query sorts by a key that is made of paths and
 * transforms, and the two sort text differently.) What is changed meanwhile is left to the feeds.
 *
 * @throws SideUnavailable, LeaseLost, FeedTaken, RunPaused
 */
export async function reconcileMap(
  engine: Engine,
  running: RunningMap,
  options: ReconcileOptions,
): Promise<ReconcileCounts> {
  const mapKey = running.map.definition.key;
  const held = await takePlace(engine, mapKey);
  if (held === null) throw new FeedTaken(`${mapKey}: another host compares this map. Wait until it has ended.`);
  const left = options.resume ? placeIn(held.checkpoint.token) : null;
  const walk = new BothSides(engine, running, options, held, left ?? beginning(options.scope));
  return walk.run();
}

/** Lays down that this map is to be compared, so that it is not forgotten should the ones before it be broken off. */
export async function planReconcile(engine: Engine, mapKey: string, scope: ReconcileScope): Promise<void> {
  const held = await takePlace(engine, mapKey);
  if (held === null) throw new FeedTaken(`${mapKey}: another host compares this map. Wait until it has ended.`);
  await leave(engine, await keepPlace(engine, held, beginning(scope)));
}

/** Compares these rows only. Nothing is recorded: it is a look. @throws SideUnavailable */
export async function reconcileRecords(
  engine: Engine,
  running: RunningMap,
  ids: readonly RecordId[],
): Promise<Compared & { readonly counts: ReconcileCounts }> {
  const found = await compareBatch(engine, running.map, ids, () => true);
  return { ...found, counts: counted(NOTHING_YET, found) };
}

class BothSides {
  #place: ReconcilePlace;
  #held: Held;
  readonly #inScope: (company: string | null) => boolean;

  constructor(
    private readonly engine: Engine,
    private readonly running: RunningMap,
    private readonly options: ReconcileOptions,
    held: Held,
    place: ReconcilePlace,
  ) {
    this.#held = held;
    this.#place = place;
    const runs = runsIn(running);
    const { company: only } = place.scope;
    this.#inScope = (company) => runs(company) && (only === null || company === only);
  }

  async run(): Promise<ReconcileCounts> {
    const fresh = newRun(this.engine, 'reconcile', this.running.map.definition.key);
    const run = { ...fresh, ...this.#place.run };
    this.#place = { ...this.#place, run: { id: run.id, started: run.started } };
    try {
      this.#held = await keepPlace(this.engine, this.#held, this.#place);
      await recordRun(
        this.engine,
        run,
        () => tally(this.#place.counts),
        async (progress) => {
          if (this.#place.at.side === 'dataverse') await this.#compareDataverse(run.started, progress);
          await this.#compareFinance(progress);
        },
      );
      this.#held = await keepPlace(this.engine, this.#held, null);
    } finally {
      await leave(this.engine, this.#held);
    }
    return this.#place.counts;
  }

  async #compareDataverse(started: number, progress: () => Promise<void>): Promise<void> {
    const { map } = this.running;
    const { at, scope } = this.#place;
    const after = at.side === 'dataverse' ? at.after : null;
    for await (const page of this.engine.dataverse.byVersion(map, { after, since: scope.since, until: scope.until })) {
      const isAsItWas = page.filter(({ modifiedOn }) => modifiedOn === null || modifiedOn < started);
      const last = page.at(-1);
      // Rows that were changed meanwhile have come to the end, and are news for the feed.
      if (last === undefined || isAsItWas.length === 0) break;
      let found: Compared = { equal: 0, differences: [] };
      for (let from = 0; from < isAsItWas.length; from += this.engine.options.batchSize) {
        const ids = isAsItWas.slice(from, from + this.engine.options.batchSize).map(({ id }) => id);
        const more = await compareBatch(this.engine, map, ids, this.#inScope);
        found = { equal: found.equal + more.equal, differences: [...found.differences, ...more.differences] };
      }
      await this.#reached({ side: 'dataverse', after: last.version }, found, progress);
    }
  }

  /** Rows that Dataverse has not. Which of them were changed in a window nobody can say: Finance does not tell. */
  async #compareFinance(progress: () => Promise<void>): Promise<void> {
    const { map } = this.running;
    const { scope, at } = this.#place;
    if (!map.carries.toDataverse || scope.since !== null || scope.until !== null) return;
    const companies = map.definition.finance.companyField === undefined ? [null] : this.options.companies;
    const all = companies.filter(this.#inScope);
    const from = at.side === 'finance' ? Math.max(0, all.indexOf(at.company)) : 0;
    for (const company of all.slice(from)) {
      const after = at.side === 'finance' && at.company === company ? at.after : null;
      for await (const page of this.engine.finance.scan(map, company, after)) {
        for (let row = 0; row < page.length; row += STRANGERS_AT_ONCE) {
          const rows = page.slice(row, row + STRANGERS_AT_ONCE);
          const differences = await findStrangers(this.engine, map, rows, company);
          const last = rows.at(-1)?.key ?? null;
          await this.#reached({ side: 'finance', company, after: last }, { equal: 0, differences }, progress);
        }
      }
    }
  }

  async #reached(at: ReconcilePlace['at'], found: Compared, progress: () => Promise<void>): Promise<void> {
    const counts = counted(this.#place.counts, found);
    await this.options.told(found, counts);
    this.#place = { ...this.#place, at, counts };
    this.#held = await keepPlace(this.engine, this.#held, this.#place);
    await progress();
    if (this.options.stopping?.() === true) throw new RunPaused(`${this.running.map.definition.key}: paused`);
  }
}

const tally = ({ equal, explained, unexplained }: ReconcileCounts) => {
  const errors = unexplained.different + unexplained.onlyDataverse + unexplained.onlyFinance;
  return { done: equal + explained + errors, written: 0, errors };
};

async function compareBatch(
  engine: Engine,
  map: CompiledMap,
  ids: readonly RecordId[],
  inScope: (company: string | null) => boolean,
): Promise<Compared> {
  const compared = (await behold(engine, map, ids))
    .filter(({ company }) => inScope(company))
    .map((one) => compareRow(map, one));
  return {
    equal: compared.filter((one) => one === 'equal').length,
    differences: compared.flatMap((one) => (one === null || one === 'equal' ? [] : one)),
  };
}

async function behold(engine: Engine, map: CompiledMap, ids: readonly RecordId[]): Promise<readonly Beheld[]> {
  const records = await engine.ledger.records(map.definition.key, ids);
  const rows = [...(await engine.dataverse.rows(map, ids)).values()];
  const keyed = rows.map((source) => {
    const made = map.financeKey(source.row);
    const record = records.get(source.id)?.record ?? null;
    return { source, record, key: 'key' in made ? made.key : (record?.financeKey ?? null) };
  });
  const keys = keyed.flatMap(({ key }) => (key === null ? [] : [key]));
  const there = keys.length === 0 ? new Map<KeyText, FinanceRow>() : await engine.finance.rows(map, keys);
  return keyed.map((one) => ({
    ...one,
    company: companyOf(map, one.key),
    finance: one.key === null ? null : (there.get(keyText(one.key)) ?? null),
  }));
}

/**
 * Of a page of Finance's rows, those that Dataverse has not: neither the row whose sync record carries the key, nor any
 * row with that integration key.
 */
async function findStrangers(
  engine: Engine,
  map: CompiledMap,
  page: readonly FinanceRow[],
  company: string | null,
): Promise<readonly Difference[]> {
  const mapKey = map.definition.key;
  const rows = page.filter(({ row }) => map.includesFinance(row));
  if (rows.length === 0) return [];
  const owners = await engine.ledger.owners(
    mapKey,
    rows.map(({ key }) => keyText(key)),
  );
  const known = [...owners.values()].flat();
  const there = known.length === 0 ? new Map() : await engine.dataverse.rows(map, known);
  const without = rows.filter(({ key }) => owners.get(keyText(key))?.some((id) => there.has(id)) !== true);
  if (without.length === 0) return [];
  const byKey = await engine.dataverse.idsByKey(
    map,
    without.map(({ key }) => key),
  );
  const strangers = without.filter(({ key }) => (byKey.get(keyText(key)) ?? []).length === 0);
  const ownerOf = ({ key }: FinanceRow): RecordId | undefined => owners.get(keyText(key))?.[0];
  const ids = strangers.flatMap((row) => ownerOf(row) ?? []).map((id) => syncRecordId(mapKey, id));
  const records = ids.length === 0 ? new Map() : await engine.ledger.recordsById(ids);
  return strangers.map((row) => {
    const owner = ownerOf(row);
    const record = owner === undefined ? null : (records.get(syncRecordId(mapKey, owner))?.record ?? null);
    return onlyInFinance(map, row, company, record);
  });
}
