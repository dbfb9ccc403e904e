import { notBuilt, Refusal } from '../refusal';
import type { Table } from '../schema/table';
import { contextProjection, setOptions, type Expand } from '../query/options';
import { askerOf, countRows, readCollection, readPage } from '../query/read';
import { badQuery } from '../query/refusals';
import { nextLink, readSkipToken, skipToken } from './cookies';
import { EntryWriter } from './entry-json';
import type { Exchange, WebReply } from './exchange';
import { fetchReply } from './fetch';
import { parameterAliases, systemOptions, type ResourcePath } from './path';
import { wantsAnnotation } from './preferences';
import { inContext, jsonReply, textReply } from './replies';
import { trackedCountReply, trackedReply } from './tracking';

/** Rows a page holds at most, and how far a count goes. */
export const PAGE = 5000;

/** Options that change what is read; passing over them would answer something else. */
const NOT_TAKEN = ['userQuery', 'partitionId'] as const;

/** `GET accounts?…` */
export function setReply(exchange: Exchange, table: Table, path: ResourcePath, relative: string): WebReply {
  for (const name of NOT_TAKEN) if (path.query.has(name)) throw notBuilt(`query option ${name}`);
  const fetch = path.query.get('fetchXml') ?? savedQuery(exchange, table, path.query);
  if (fetch !== undefined) return fetchReply(exchange, table, fetch);
  const options = systemOptions(path.query);
  if (exchange.preferences.trackChanges || options.has('$deltatoken') || isTracking(options.get('$skiptoken')))
    return trackedReply(exchange, table, options, relative);
  const token = options.get('$skiptoken');
  options.delete('$skiptoken');
  const asker = askerOf(exchange.organization, exchange.caller);
  const read = setOptions(asker, table, options, parameterAliases(path.query));
  const cookie = token === undefined ? undefined : readSkipToken(token);
  const { maxPageSize } = exchange.preferences;
  // With a page size the platform does not look at $top.
  const top = maxPageSize === undefined ? read.top : undefined;
  const size = Math.min(maxPageSize ?? PAGE, PAGE, top ?? PAGE);
  const page = readPage(exchange.organization, exchange.caller, read, size, cookie?.position);
  const writer = new EntryWriter(exchange);
  const count = read.count ? countRows(exchange.organization, exchange.caller, read, PAGE) : undefined;
  const more = page.next !== null && top === undefined;
  return jsonReply(
    exchange,
    inContext(exchange, `${table.entitySet}${contextProjection(read.shape)}`, {
      ...(count === undefined ? {} : { '@odata.count': count }),
      ...(wantsAnnotation(exchange.preferences, 'Microsoft.Dynamics.CRM.totalrecordcount')
        ? {
            '@Microsoft.Dynamics.CRM.totalrecordcount': count ?? -1,
            '@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded': count === PAGE,
            '@Microsoft.Dynamics.CRM.globalmetadataversion': String(exchange.organization.catalog.stamp),
          }
        : {}),
      value: page.entries.map((entry) => writer.entry(entry)),
      ...(more
        ? {
            '@odata.nextLink': nextLink(
              exchange.root,
              relative,
              '$skiptoken',
              skipToken({ page: (cookie?.page ?? 1) + 1, position: page.next! }),
            ),
          }
        : {}),
    }),
    200,
    maxPageSize === undefined ? {} : { 'preference-applied': appliedPreferences(exchange, maxPageSize) },
  );
}

function appliedPreferences(exchange: Exchange, size: number): string {
  const { annotations } = exchange.preferences;
  return [
    `odata.maxpagesize=${size}`,
    ...(annotations === undefined ? [] : [`odata.include-annotations="${annotations}"`]),
  ].join(',');
}

function isTracking(token: string | undefined): boolean {
  return token?.includes('istracking="True"') === true;
}

/** `GET accounts/$count?$filter=…` */
export function countReply(exchange: Exchange, table: Table, path: ResourcePath): WebReply {
  const options = systemOptions(path.query);
  if (options.has('$deltatoken')) return trackedCountReply(exchange, table, options);
  for (const name of options.keys())
    if (name !== '$filter') throw badQuery(`The query parameter ${name} is not supported with $count.`);
  const asker = askerOf(exchange.organization, exchange.caller);
  const read = setOptions(asker, table, options, parameterAliases(path.query));
  // The text begins with a byte order mark, as the platform's does.
  return textReply(`\uFEFF${countRows(exchange.organization, exchange.caller, read, PAGE)}`);
}

/** `GET accounts(…)/contact_customer_accounts` */
export function collectionReply(
  exchange: Exchange,
  table: Table,
  id: string,
  expand: Extract<Expand, { kind: 'many' }>,
  relative: string,
  token: string | undefined,
): WebReply {
  const size = Math.min(exchange.preferences.maxPageSize ?? PAGE, PAGE);
  const cookie = token === undefined ? undefined : readSkipToken(token);
  const page = readCollection(exchange.organization, exchange.caller, table, id, expand, size, cookie?.position);
  const writer = new EntryWriter(exchange);
  const { shape } = expand.options;
  const more = page.next !== null && expand.options.top === undefined;
  return jsonReply(
    exchange,
    inContext(exchange, `${shape.table.entitySet}${contextProjection(shape)}`, {
      value: page.entries.map((entry) => writer.entry(entry)),
      ...(more
        ? {
            '@odata.nextLink': nextLink(
              exchange.root,
              relative,
              '$skiptoken',
              skipToken({ page: (cookie?.page ?? 1) + 1, position: page.next! }),
            ),
          }
        : {}),
    }),
  );
}

/** `?savedQuery=<id>`: the FetchXML of a view. */
function savedQuery(exchange: Exchange, table: Table, query: ReadonlyMap<string, string>): string | undefined {
  const id = query.get('savedQuery');
  if (id === undefined) return undefined;
  const view = exchange.organization.row('savedquery', id);
  if (!view || view.returnedtypecode !== table.logicalName || typeof view.fetchxml !== 'string')
    throw new Refusal(404, '0x80040217', `Entity 'savedquery' With Id = ${id} Does Not Exist`);
  return view.fetchxml;
}
