import type { Engine, RunningMap } from './engine';
import type { StoredRequest, SyncRequest } from './ledger';
import { changed, type Subject } from './load';
import type { ParentLink } from './parents';
import { pass } from './pass';
import type { PassReport, PassResult } from './pass-report';

/** A map that can serve requests, with the parents its rows may wait for. */
export interface Served {
  readonly running: RunningMap;
  readonly links: readonly ParentLink[];
}

const AT_ONCE = 20;

/**
 * Takes up open requests, before anything else. A request is a hint: if this host dies with one in hand, the feed
 * still has the change. Requests for one record coalesce into one pass per map.
 *
 * @throws SideUnavailable after giving the requests back.
 */
export async function serveRequests(
  engine: Engine,
  served: readonly Served[],
  told: (report: PassReport) => Promise<void>,
): Promise<number> {
  const open = await engine.ledger.openRequests(AT_ONCE);
  const claimed = await claim(engine, open);
  if (claimed.length === 0) return 0;
  const results = new Map<string, string[]>();
  try {
    for (const map of served) {
      const mine = claimed.filter(({ request }) => concerns(map, request));
      if (mine.length === 0) continue;
      const report = await pass(engine, map.running, map.links, subjects(mine.map(({ request }) => request)));
      await told(report);
      for (const { request } of mine) {
        const result: PassResult = report.results.get(request.recordId) ?? 'pending';
        results.set(request.id, [...(results.get(request.id) ?? []), `${map.running.map.definition.key}: ${result}`]);
      }
    }
  } catch (error) {
    await Promise.all(claimed.map(({ request, etag }) => engine.ledger.writeRequest(reopened(request), etag)));
    throw error;
  }
  for (const { request, etag } of claimed) {
    const outcome = results.get(request.id);
    await engine.ledger.writeRequest(
      {
        ...request,
        state: outcome ? 'done' : 'failed',
        outcome: outcome?.join(', ') ?? 'No running map has this table.',
      },
      etag,
    );
  }
  return claimed.length;
}

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
      // A save only says "look"; a retry or a choice is a person's word.
      asked: before.asked || request.kind === 'retry' || request.kind === 'resolve',
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
