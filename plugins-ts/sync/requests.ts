import type { Engine, RunningMap } from './engine';
import type { StoredRequest, SyncRequest } from './ledger';
import { changed, type Subject } from './load';
import type { Links } from './links';
import { pass } from './pass';
import type { PassReport, PassResult } from './pass-report';

/** A map that can serve requests, with the parents its rows may wait for. */
export interface Served {
  readonly running: RunningMap;
  readonly links: Links;
}

/** Who is told while requests are served. */
export interface Telling {
  readonly report: (mapKey: string, report: PassReport) => void;
  /** A map whose tables do not answer. @throws SideUnavailable when it is the whole side */
  readonly trouble: (mapKey: string, error: unknown) => Promise<void>;
}

const AT_ONCE = 20;

/**
 * Takes up open requests, before anything else. A request is a hint: if this host dies with one in hand, the feed
 * still has the change. Requests for one record coalesce into one pass per map.
 *
 * @throws SideUnavailable after giving the requests back.
 */
export async function serveRequests(engine: Engine, served: readonly Served[], telling: Telling): Promise<number> {
  const open = await engine.ledger.openRequests(AT_ONCE);
  const claimed = await claim(engine, open);
  if (claimed.length === 0) return 0;
  const results = new Map<string, { readonly mapKey: string; readonly result: PassResult | Error }[]>();
  try {
    for (const map of served) {
      const mapKey = map.running.map.definition.key;
      const mine = claimed.filter(({ request }) => concerns(map, request)).map(({ request }) => request);
      if (mine.length === 0) continue;
      const report = await passFor(engine, map, mine, telling);
      for (const { id, recordId } of mine) {
        const result = report instanceof Error ? report : (report.results.get(recordId) ?? 'pending');
        results.set(id, [...(results.get(id) ?? []), { mapKey, result }]);
      }
    }
  } catch (error) {
    await Promise.all(claimed.map(({ request, etag }) => engine.ledger.writeRequest(reopened(request), etag)));
    throw error;
  }
  for (const { request, etag } of claimed) {
    await engine.ledger.writeRequest(answered(request, results.get(request.id) ?? []), etag);
  }
  return claimed.length;
}

async function passFor(
  engine: Engine,
  { running, links }: Served,
  requests: readonly SyncRequest[],
  telling: Telling,
): Promise<PassReport | Error> {
  try {
    const report = await pass(engine, running, links, subjects(requests));
    telling.report(running.map.definition.key, report);
    return report;
  } catch (error) {
    await telling.trouble(running.map.definition.key, error);
    return error as Error;
  }
}

function answered(
  request: SyncRequest,
  results: readonly { readonly mapKey: string; readonly result: PassResult | Error }[],
): SyncRequest {
  // A person's word is not lost on a row that another host is just at: it is heard once that is done.
  if (isPersons(request) && results.some(({ result }) => result === 'busy')) return reopened(request);
  const said = results.map(({ mapKey, result }) => `${mapKey}: ${result instanceof Error ? result.message : result}`);
  const isServed = results.some(({ result }) => !(result instanceof Error));
  return {
    ...request,
    state: isServed ? 'done' : 'failed',
    outcome: said.length === 0 ? 'No running map has this table.' : said.join(', '),
  };
}

/** A save only says "look"; a retry or a choice is a person's word. */
const isPersons = ({ kind }: SyncRequest): boolean => kind === 'retry' || kind === 'resolve';

async function claim(engine: Engine, open: readonly StoredRequest[]): Promise<readonly StoredRequest[]> {
  const claimed: StoredRequest[] = [];
  for (const { request, etag } of open) {
    const mine: SyncRequest = { ...request, state: 'claimed', claimedBy: engine.host, claimedAt: engine.clock.now() };
    const written = await engine.ledger.writeRequest(mine, etag);
    if (written !== null) claimed.push({ request: mine, etag: written });
  }
  return claimed;
}

const concerns = (map: Served, request: SyncRequest): boolean =>
  map.running.map.definition.dataverse.table === request.table &&
  (request.mapKey === null || request.mapKey === map.running.map.definition.key);

function subjects(requests: readonly SyncRequest[]): readonly Subject[] {
  const byRecord = new Map<string, Subject>();
  for (const request of requests) {
    const before = byRecord.get(request.recordId) ?? { ...changed(request.recordId), again: true };
    byRecord.set(request.recordId, {
      ...before,
      asked: before.asked || isPersons(request),
      ...(isPersons(request) && request.at !== null ? { askedAt: Math.max(before.askedAt ?? 0, request.at) } : {}),
      choices: { ...before.choices, ...request.choice },
    });
  }
  return [...byRecord.values()];
}

const reopened = (request: SyncRequest): SyncRequest => ({
  ...request,
  state: 'open',
  claimedBy: null,
  claimedAt: null,
});
