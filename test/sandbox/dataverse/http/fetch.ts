import { Refusal } from '../refusal';
import type { Table } from '../schema/table';
import { mayUse } from '../security/access';
import { askerOf } from '../query/read';
import { fetchOf, wireName, type Fetch } from '../query/fetch-xml';
import { countStatementOf, statementOf } from '../query/sql';
import type { Cell } from '../store/database';
import { valueOf } from '../store/layout';
import { EntryWriter, wireValue } from './entry-json';
import type { Exchange, WebReply } from './exchange';
import { Digits } from './json';
import { wantsAnnotation } from './preferences';
import { inContext, jsonReply } from './replies';

const COUNTED = 5000;

/** `GET accounts?fetchXml=…`, also what a view stands for. */
export function fetchReply(exchange: Exchange, table: Table, xml: string): WebReply {
  const asker = askerOf(exchange.organization, exchange.caller);
  const fetch = fetchOf(asker, xml);
  if (fetch.table !== table)
    throw new Refusal(
      400,
      '0x80041128',
      `Entity Name specified in fetchXML does not match the Entity name specified in the Odata query: '${fetch.table.logicalName}', '${table.logicalName}'.`,
    );
  const statement = statementOf(asker, fetch.select);
  const rows = exchange.organization.database.all(statement.sql, statement.parameters);
  const more = fetch.top === undefined && !fetch.aggregate && rows.length > fetch.pageSize;
  const shown = more ? rows.slice(0, fetch.pageSize) : rows;
  const writer = new EntryWriter(exchange);
  const value = shown.map((cells) =>
    fetch.aggregate ? aggregateRow(exchange, writer, fetch, cells) : row(exchange, writer, fetch, cells),
  );
  const { preferences } = exchange;
  const annotations: Record<string, unknown> = {};
  if (fetch.count) {
    const counted = countStatementOf(asker, fetch.select, COUNTED);
    annotations['@Microsoft.Dynamics.CRM.totalrecordcount'] = Number(
      exchange.organization.database.first(counted.sql, counted.parameters)?.n ?? 0,
    );
    annotations['@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded'] =
      annotations['@Microsoft.Dynamics.CRM.totalrecordcount'] === COUNTED;
  }
  if (more) {
    if (wantsAnnotation(preferences, 'Microsoft.Dynamics.CRM.fetchxmlpagingcookie')) {
      const inner = encodeURIComponent(
        encodeURIComponent(
          `<cookie page="${fetch.page}"><${table.primaryId} last="{${lastId(fetch, shown)}}" /></cookie>`,
        ),
      );
      annotations['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'] =
        `<cookie pagenumber="${fetch.page + 1}" pagingcookie="${inner}" istracking="False" />`;
    }
    if (wantsAnnotation(preferences, 'Microsoft.Dynamics.CRM.morerecords'))
      annotations['@Microsoft.Dynamics.CRM.morerecords'] = true;
  }
  return jsonReply(exchange, inContext(exchange, table.entitySet, { ...annotations, value }));
}

function lastId(fetch: Fetch, rows: readonly Readonly<Record<string, Cell>>[]): string {
  const index = fetch.names.indexOf(fetch.table.primaryId);
  return String(rows.at(-1)?.[`c${index}`] ?? '');
}

function row(
  exchange: Exchange,
  writer: EntryWriter,
  fetch: Fetch,
  cells: Readonly<Record<string, Cell>>,
): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  const version = fetch.names.indexOf('@version');
  if (version >= 0 && exchange.metadata !== 'none') json['@odata.etag'] = `W/"${String(cells[`c${version}`])}"`;
  const id = String(cells[`c${fetch.names.indexOf(fetch.table.primaryId)}`] ?? '');
  fetch.select.columns.forEach(({ source, column }, index) => {
    const name = fetch.names[index] ?? '';
    if (name === '@version') return;
    const value = valueOf(column, cells[`c${index}`] ?? null, cells[`c${index}/type`]);
    const own = source.table === fetch.table && source.alias === fetch.select.root.alias;
    const shown = mayUse(exchange.caller, 'read', source.table, column) ? value : null;
    // Of linked rows only what is there is shown.
    if (!own && shown === null) return;
    writer.property(json, source.table, own ? id : '', own ? wireName(fetch, name) : name, column, shown);
  });
  return json;
}

function aggregateRow(
  exchange: Exchange,
  writer: EntryWriter,
  fetch: Fetch,
  cells: Readonly<Record<string, Cell>>,
): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const { alias, function: kind, ref, dateGrouping } of fetch.select.aggregates ?? []) {
    const cell = cells[alias] ?? null;
    const { column } = ref;
    if (kind === 'group' && dateGrouping === undefined) {
      const value = valueOf(column, cell);
      writer.property(json, ref.source.table, '', alias, column, value);
    } else if (cell === null) json[alias] = null;
    else if (['decimal', 'money'].includes(column.type) && kind !== 'count' && kind !== 'countcolumn')
      json[alias] = new Digits(Number(cell).toFixed(column.scale ?? 4));
    else if (['min', 'max'].includes(kind)) json[alias] = wireValue(column, valueOf(column, cell));
    else json[alias] = Number(cell);
  }
  if (exchange.metadata === 'none') return json;
  return json;
}
