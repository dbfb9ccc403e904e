import { Refusal } from '../refusal';
import { createRow, rowMissing, updateRow } from '../rows/write';
import type { Table } from '../schema/table';
import { BULK_MESSAGES } from '../table-rows';
import type { Values } from '../store/layout';
import type { Exchange, WebReply } from './exchange';
import { Digits, readJsonObject } from './json';
import { rowKey, type RowKey } from './keys';
import { noSegment, resourcePath } from './path';
import { payloadError, relativeUrl, valuesFrom } from './payload';
import { inContext, jsonReply, noContent } from './replies';

export const BULK: ReadonlySet<string> = new Set(BULK_MESSAGES);

/**
 * `POST accounts/Microsoft.Dynamics.CRM.CreateMultiple`: many rows of one table in one transaction. The first that fails
 * takes all back, and the answer does not say which it was.
 * @throws Refusal
 */
export function bulkReply(exchange: Exchange, table: Table, message: string): WebReply {
  const { Targets: targets } = readJsonObject(exchange.request.body);
  if (!Array.isArray(targets) || targets.length === 0)
    throw new Refusal(400, '0x80040203', `The required parameter 'Targets' of ${message} is missing or empty.`);
  const rows = targets.map((target) => targetOf(exchange, table, target));
  const ids = exchange.organization.transaction(() => rows.map((row) => write(exchange, table, message, row)));
  if (message !== 'CreateMultiple') return noContent();
  return jsonReply(exchange, inContext(exchange, 'Microsoft.Dynamics.CRM.CreateMultipleResponse', { Ids: ids }));
}

interface Target {
  readonly key: RowKey | undefined;
  readonly values: Values;
}

function targetOf(exchange: Exchange, table: Table, target: unknown): Target {
  if (typeof target !== 'object' || target === null || target instanceof Digits)
    throw payloadError(table, 'Microsoft.OData.ODataException: An unexpected node was found in Targets.');
  const { '@odata.type': type, '@odata.id': url, ...properties } = target as Record<string, unknown>;
  if (type === undefined)
    throw payloadError(
      table,
      "Microsoft.OData.ODataException: A type name was not found for the resource in an open collection; every one of Targets needs '@odata.type'.",
    );
  if (typeof type !== 'string' || type.replace(/^#/, '') !== `Microsoft.Dynamics.CRM.${table.logicalName}`)
    throw payloadError(
      table,
      `Microsoft.OData.ODataException: The type '${String(type)}' is not '${table.logicalName}'.`,
    );
  return {
    values: valuesFrom(exchange, table, properties),
    key: typeof url === 'string' ? keyOf(exchange, table, url) : undefined,
  };
}

function keyOf(exchange: Exchange, table: Table, url: string): RowKey {
  const [segment] = resourcePath(relativeUrl(exchange, url), true).segments;
  if (segment?.name !== table.entitySet) throw noSegment(segment?.name ?? url);
  return rowKey(exchange.organization, table, segment);
}

function write(exchange: Exchange, table: Table, message: string, { key, values }: Target): string {
  const { organization, caller } = exchange;
  const name = table.logicalName;
  const given = values[table.primaryId];
  if (message === 'CreateMultiple') return String(createRow(organization, caller, name, values)[table.primaryId]);
  const id = typeof given === 'string' ? given : key?.kind === 'id' ? key.id : key?.found;
  if (id === undefined && key?.kind !== 'alternate')
    throw new Refusal(400, '0x80040203', `A target of ${message} names no row: '${table.primaryId}' is missing.`);
  const exists = id !== undefined && organization.row(name, id) !== undefined;
  if (exists) return String(updateRow(organization, caller, name, id, values)[table.primaryId]);
  if (message === 'UpdateMultiple') throw rowMissing(table, id ?? '');
  const keyValues: Values = key?.kind === 'alternate' ? key.values : {};
  const own: Values = id === undefined ? {} : { [table.primaryId]: id };
  return String(createRow(organization, caller, name, { ...keyValues, ...values, ...own })[table.primaryId]);
}
