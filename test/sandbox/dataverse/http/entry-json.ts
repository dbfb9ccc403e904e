import { isLookup, valueProperty, type Column, type Labels, type Table } from '../schema/table';
import { isOwner, type Entry, type Expanded } from '../query/read';
import { isReference, type Value } from '../store/layout';
import type { Exchange } from './exchange';
import { Formatter } from './formatted';
import { Digits } from './json';
import { wantsAnnotation } from './preferences';

export const FORMATTED = 'OData.Community.Display.V1.FormattedValue';
export const LOOKUP_TABLE = 'Microsoft.Dynamics.CRM.lookuplogicalname';
export const LOOKUP_NAVIGATION = 'Microsoft.Dynamics.CRM.associatednavigationproperty';

/** Components whose names a solution may bring in several languages. */
const LOCALIZED = new Set(['appmodule', 'savedquery', 'systemform']);

/** Turns entries into JSON, with the annotations that one request asks for. */
export class EntryWriter {
  readonly formatter: Formatter;
  readonly #formatted: boolean;
  readonly #table: boolean;
  readonly #navigation: boolean;

  constructor(readonly exchange: Exchange) {
    this.formatter = new Formatter(exchange.organization, exchange.caller);
    this.#formatted = wantsAnnotation(exchange.preferences, FORMATTED);
    this.#table = wantsAnnotation(exchange.preferences, LOOKUP_TABLE);
    this.#navigation = wantsAnnotation(exchange.preferences, LOOKUP_NAVIGATION);
  }

  entry(entry: Entry): Record<string, unknown> {
    const { table } = entry;
    const json: Record<string, unknown> = {};
    if (this.exchange.metadata !== 'none') json['@odata.etag'] = `W/"${entry.version}"`;
    for (const column of entry.columns)
      this.property(json, table, entry.id, valueProperty(column), column, entry.values[column.name] ?? null);
    if (!(table.primaryId in json)) json[table.primaryId] = entry.id;
    // Of a principal both names of the id are shown.
    if ((table.logicalName === 'systemuser' || table.logicalName === 'team') && !('ownerid' in json))
      json.ownerid = entry.id;
    for (const expanded of entry.expanded) this.#expanded(json, expanded);
    return json;
  }

  /** One property with its annotations. */
  property(json: Record<string, unknown>, table: Table, id: string, name: string, column: Column, value: Value): void {
    if (value !== null) {
      if (this.#formatted) {
        const text = this.formatter.format(table, id, column, value);
        if (text !== null) json[`${name}@${FORMATTED}`] = text;
      }
      if (isReference(value)) {
        if (this.#navigation) {
          const navigation = navigationOf(table, column, value.table);
          if (navigation !== undefined) json[`${name}@${LOOKUP_NAVIGATION}`] = navigation;
        }
        if (this.#table) json[`${name}@${LOOKUP_TABLE}`] = value.table;
      }
    }
    json[name] = this.#localized(table, id, column) ?? wireValue(column, value);
  }

  /** Names of components are shown in the reader's language, where the component has one in it. */
  #localized(table: Table, id: string, column: Column): string | undefined {
    const { organization, caller } = this.exchange;
    if (column.type !== 'string' || !LOCALIZED.has(table.logicalName)) return undefined;
    const labels = organization.documents.get<Record<string, Labels>>('localized labels', `${table.logicalName}/${id}`);
    return labels?.[column.name]?.[String(caller.language)];
  }

  #expanded(json: Record<string, unknown>, { navigation, value }: Expanded): void {
    if (value === null) json[navigation] = null;
    else if (isOwner(value))
      json[navigation] = {
        ...(this.exchange.metadata === 'none' ? {} : { '@odata.type': `#Microsoft.Dynamics.CRM.${value.owner.table}` }),
        ownerid: value.owner.id,
      };
    else if ('table' in value) json[navigation] = this.entry(value);
    else json[navigation] = value.map((entry) => this.entry(entry));
  }
}

function navigationOf(table: Table, column: Column, target: string): string | undefined {
  return table.relationships.find(
    (relationship) => relationship.column === column.name && relationship.target === target,
  )?.navigation;
}

/** A value as it stands in JSON. */
export function wireValue(column: Column, value: Value): unknown {
  if (value === null) return null;
  if (isReference(value)) return value.id;
  if (column.type === 'decimal' || column.type === 'money') return new Digits(String(value));
  if (isLookup(column)) return String(value);
  return value;
}
