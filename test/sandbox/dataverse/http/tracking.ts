import { Refusal } from '../refusal';
import { ORGANIZATION } from '../identifiers';
import type { Table } from '../schema/table';
import { depthOf, privilegeMissing } from '../security/access';
import { DEPTH } from '../security/caller';
import { contextProjection, setOptions, type SetOptions } from '../query/options';
import { askerOf, readPage, type Entry } from '../query/read';
import { badQuery } from '../query/refusals';
import { columnOf } from '../query/scope';
import { quoted, storage } from '../store/layout';
import type { Condition } from '../query/tree';
import { nextLink, readSkipToken, skipToken } from './cookies';
import { EntryWriter } from './entry-json';
import type { Exchange, WebReply } from './exchange';
import { inContext, jsonReply, textReply } from './replies';

const PAGE = 5000;

/**
 * Change tracking. The first read has every row, page by page, and a token on the last page; with the token come the rows
 * that were written since, in the order of their versions, and then the ids of those deleted.
 * @throws Refusal
 */
export function trackedReply(
  exchange: Exchange,
  table: Table,
  options: Map<string, string>,
  relative: string,
): WebReply {
  const { organization, caller } = exchange;
  refuseUntrackable(exchange, table, options);
  const skip = options.get('$skiptoken');
  const delta = options.get('$deltatoken');
  options.delete('$skiptoken');
  options.delete('$deltatoken');
  const cookie = skip === undefined ? undefined : readSkipToken(skip);
  const since = cookie?.tracking
    ? BigInt(cookie.tracking.since)
    : delta === undefined
      ? 0n
      : tokenVersion(exchange, delta);
  const until = cookie?.tracking ? BigInt(cookie.tracking.until) : reach(exchange);
  const read = setOptions(askerOf(organization, caller), table, options);
  const size = Math.min(exchange.preferences.maxPageSize ?? PAGE, PAGE);
  const page = cookie?.page ?? 1;
  const first = since === 0n;

  let entries: readonly Entry[] = [];
  let position = cookie?.position ?? null;
  let deletions = cookie?.tracking?.deletions ?? false;
  let more = false;
  if (!deletions) {
    const changed = readPage(organization, caller, tracked(read, since, until), size, position ?? undefined);
    entries = changed.entries;
    position = changed.next;
    more = changed.next !== null;
    if (!more) deletions = true;
  }
  let gone: readonly Deletion[] = [];
  if (!more && !first) {
    const room = size - entries.length;
    const after = cookie?.tracking?.deletions ? BigInt(cookie.position[0] ?? since) : since;
    const found = deletionsOf(exchange, table, after, until, room + 1);
    gone = found.slice(0, room);
    more = found.length > room;
    if (more) position = [String(gone.at(-1)?.version ?? after)];
  }

  const writer = new EntryWriter(exchange);
  const context = `${table.entitySet}${contextProjection(read.shape)}`;
  return jsonReply(
    exchange,
    inContext(exchange, first ? context : `${context}/$delta`, {
      ...(more
        ? {}
        : {
            '@odata.deltaLink': nextLink(
              exchange.root,
              relative,
              '$deltatoken',
              `${until}!${stamp(organization.clock())}`,
            ),
          }),
      value: [
        ...entries.map((entry) => writer.entry(entry)),
        ...gone.map((deletion) => ({
          '@odata.context': `${exchange.root}$metadata#${table.entitySet}/$deletedEntity`,
          id: deletion.id,
          reason: 'deleted',
        })),
      ],
      ...(more
        ? {
            '@odata.nextLink': nextLink(
              exchange.root,
              relative,
              '$skiptoken',
              skipToken({
                page: page + 1,
                position: position ?? [],
                tracking: { since: String(since), until: String(until), deletions },
              }),
            ),
          }
        : {}),
    }),
    200,
    { 'preference-applied': 'odata.track-changes' },
  );
}

/** `GET accounts/$count?$deltatoken=…`: how many changes there are. */
export function trackedCountReply(exchange: Exchange, table: Table, options: Map<string, string>): WebReply {
  refuseUntrackable(exchange, table, options);
  const since = tokenVersion(exchange, options.get('$deltatoken') ?? '');
  const until = reach(exchange);
  const read = setOptions(
    askerOf(exchange.organization, exchange.caller),
    table,
    new Map([['$select', table.primaryId]]),
  );
  const changed = readPage(exchange.organization, exchange.caller, tracked(read, since, until), PAGE, undefined);
  return textReply(`\uFEFF${changed.entries.length + deletionsOf(exchange, table, since, until, PAGE).length}`);
}

const TAKEN: ReadonlySet<string> = new Set(['$select', '$skiptoken', '$deltatoken']);

function refuseUntrackable(exchange: Exchange, table: Table, options: ReadonlyMap<string, string>): void {
  if (!table.changeTracking)
    throw new Refusal(400, '0x80072491', `Change tracking is not enabled for entity '${table.logicalName}'.`);
  for (const name of options.keys())
    if (!TAKEN.has(name)) throw badQuery(`The query parameter ${name} is not supported when tracking changes.`);
  if (depthOf(exchange.caller, 'Read', table) < DEPTH.Global) throw privilegeMissing(exchange.caller, 'Read', table);
}

function reach(exchange: Exchange): bigint {
  const { counters } = exchange.organization;
  const open = exchange.switches.deltaToken === 'oldestOpen' ? counters.oldestOpen() : undefined;
  return open === undefined ? counters.newestVersion() : open - 1n;
}

const DAY = 86_400_000;

/** `1000042!11/25/2026 08:10:44` */
function tokenVersion(exchange: Exchange, token: string): bigint {
  const match = /^(\d+)!(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/.exec(token);
  const made = match ? Date.parse(`${match[4]}-${match[2]}-${match[3]}T${match[5]}Z`) : Number.NaN;
  if (!match || Number.isNaN(made)) throw badQuery(`Invalid value '${token}' for $deltatoken query option found.`);
  const settings = exchange.organization.row('organization', ORGANIZATION);
  const days = Number(settings?.expirechangetrackingindays ?? 7);
  if (exchange.organization.clock() - made > days * DAY || made < exchange.switches.tokensFrom)
    throw new Refusal(
      400,
      '0x80044352',
      'Version stamp associated with the client has expired. Please perform a full sync.',
    );
  return BigInt(match[1] ?? '0');
}

function stamp(now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time.slice(0, 8)}`;
}

/** The changed rows, by version. */
function tracked(read: SetOptions, since: bigint, until: bigint): SetOptions {
  const { root } = read.scope;
  const ref = { source: root, column: columnOf(root.table, 'versionnumber') };
  const parts: Condition[] = [{ kind: 'compare', ref, operator: '>', value: since }];
  if (since > 0n) parts.push({ kind: 'compare', ref, operator: '<=', value: until });
  return { ...read, where: { kind: 'and', parts }, order: [{ ref, descending: false }] };
}

interface Deletion {
  readonly id: string;
  readonly version: bigint;
}

function deletionsOf(exchange: Exchange, table: Table, since: bigint, until: bigint, limit: number): Deletion[] {
  // A row that is there again under the same id has changed, it is not deleted.
  return exchange.organization.database
    .all(
      `SELECT id, version FROM deletions WHERE table_name = ? AND version > ? AND version <= ?
       AND NOT EXISTS (SELECT 1 FROM ${storage(table)} t WHERE t.${quoted(table.primaryId)} = deletions.id)
       ORDER BY version LIMIT ?`,
      [table.logicalName, since, until, BigInt(limit)],
    )
    .map((row) => ({ id: String(row.id), version: BigInt(row.version ?? 0) }));
}
