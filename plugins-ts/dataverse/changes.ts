import { query, type ODataClient, type Page, type WireRow } from '../odata';
import { TokenExpired, type Change, type ChangePage, type DeltaToken } from '../sync/sides';
import { id, text } from './cell';
import { CODES, codeOf, isODataError } from './failure';
import type { DataverseTable } from './table';

/** The platform's own largest page. */
const PAGE = 'odata.maxpagesize=5000';
const TRACK = 'odata.track-changes';

/** A table without change tracking is compared as a whole this often (milliseconds): nothing else shows its deletes. */
export const UNTRACKED_COMPARE = 900_000;

/**
 * The table's change feed.
 *
 * Its token is the delta link, without the service's address: an organisation that moves to another address keeps its
 * place. Where the table does not track changes, rows with a higher version number stand in for the feed, and the token
 * runs out after `UNTRACKED_COMPARE`, so that the engine compares and finds deletes.
 *
 * @throws TokenExpired, ODataError
 */
export async function* readChanges(
  client: ODataClient,
  table: DataverseTable,
  token: DeltaToken | null,
  now: () => number,
): AsyncIterable<ChangePage> {
  if (token === null) yield* everything(client, table, now);
  else if (token.startsWith(UNTRACKED)) yield* newer(client, table, token, now);
  else yield* since(client, table, token);
}

async function* everything(client: ODataClient, table: DataverseTable, now: () => number): AsyncIterable<ChangePage> {
  let begun = false;
  try {
    for await (const page of client.pages(table.entitySet + selected(table), { prefer: [TRACK, PAGE] })) {
      begun = true;
      yield changePage(client, table, page);
    }
  } catch (error) {
    if (begun || !isODataError(error) || codeOf(error) !== CODES.TRACKING_OFF) throw error;
    yield* untracked(client, table, now);
  }
}

async function* since(client: ODataClient, table: DataverseTable, token: DeltaToken): AsyncIterable<ChangePage> {
  try {
    for await (const page of client.pages(token, { prefer: [PAGE] })) yield changePage(client, table, page);
  } catch (error) {
    if (isODataError(error) && (codeOf(error) === CODES.TOKEN_EXPIRED || codeOf(error) === CODES.TRACKING_OFF)) {
      throw new TokenExpired(error.message, { cause: error });
    }
    throw error;
  }
}

function changePage(client: ODataClient, table: DataverseTable, page: Page): ChangePage {
  return { changes: page.rows.map((raw) => changeFrom(table, raw)), token: relative(client, page.deltaLink) };
}

/** A deleted row is its id and the reason, in a context of its own; everything else is a row. */
function changeFrom(table: DataverseTable, raw: WireRow): Change {
  const primary = id(raw[table.primaryId]);
  if (primary === null) return { id: id(raw.id) ?? '', deleted: true };
  const version = text(raw.versionnumber);
  return { id: primary, deleted: false, ...(version === null ? {} : { version }) };
}

const relative = (client: ODataClient, link: string | null): DeltaToken | null =>
  link?.startsWith(client.root) ? link.slice(client.root.length) : link;

const selected = (table: DataverseTable): string => query({ select: [table.primaryId, 'versionnumber'] });

// ── Without change tracking ──────────────────────────────────────────────────────────────────────────────────────────

/** `untracked:<highest version seen>:<when the last compare began>`. A delta link never begins so. */
const UNTRACKED = 'untracked:';

async function* untracked(client: ODataClient, table: DataverseTable, now: () => number): AsyncIterable<ChangePage> {
  // Asked before the first page: what changes while pages are read has a higher version.
  const began = now();
  const path = table.entitySet + query({ select: ['versionnumber'], orderby: ['versionnumber desc'], top: 1 });
  const [newest] = await client.all(path);
  const token = `${UNTRACKED}${text(newest?.versionnumber) ?? '0'}:${began}`;
  for await (const page of client.pages(table.entitySet + selected(table), { prefer: [PAGE] })) {
    yield { changes: page.rows.map((raw) => changeFrom(table, raw)), token: null };
  }
  yield { changes: [], token };
}

async function* newer(
  client: ODataClient,
  table: DataverseTable,
  token: DeltaToken,
  now: () => number,
): AsyncIterable<ChangePage> {
  const [, version = '0', began = '0'] = token.split(':');
  if (now() - Number(began) >= UNTRACKED_COMPARE) {
    throw new TokenExpired(`${table.name} does not track changes: time for a compare`);
  }
  let highest = BigInt(version);
  const options = {
    select: [table.primaryId, 'versionnumber'],
    filter: `versionnumber gt ${version}`,
    orderby: ['versionnumber'],
  };
  for await (const page of client.pages(table.entitySet + query(options), { prefer: [PAGE] })) {
    const changes = page.rows.map((raw) => changeFrom(table, raw));
    for (const change of changes) {
      const seen = BigInt(change.version ?? '0');
      if (seen > highest) highest = seen;
    }
    yield { changes, token: null };
  }
  yield { changes: [], token: `${UNTRACKED}${highest}:${began}` };
}
