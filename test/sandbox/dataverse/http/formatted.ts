import { DateTime } from 'luxon';
import type { Organization } from '../organization';
import { label, type Column, type Table } from '../schema/table';
import type { Caller } from '../security/caller';
import { isReference, type Reference, type Row, type Value } from '../store/layout';

/** Text as a person reads it, in the language and zone of one user; looks names up once. */
export class Formatter {
  readonly #names = new Map<string, string | null>();
  readonly #symbols = new Map<string, string>();
  readonly #numbers = new Map<number, Intl.NumberFormat>();
  readonly #locale: string;

  constructor(
    readonly organization: Organization,
    readonly caller: Caller,
  ) {
    this.#locale = LOCALES[caller.language] ?? 'en-US';
  }

  /** Null where there is nothing to format: plain text and ids stand for themselves. */
  format(table: Table, id: string, column: Column, value: Value): string | null {
    if (value === null) return null;
    switch (column.type) {
      case 'choice':
      case 'state':
      case 'status': {
        const option = column.options?.find((candidate) => candidate.value === value);
        return option ? label(option.labels, this.caller.language) : null;
      }
      case 'boolean': {
        const option = column.options?.find((candidate) => candidate.value === Number(value));
        return option ? label(option.labels, this.caller.language) : value ? 'Yes' : 'No';
      }
      case 'lookup':
      case 'owner':
        return isReference(value) ? this.name(value) : null;
      case 'datetime':
        return this.#date(column, String(value));
      case 'money':
        return this.#money(table, id, column, String(value));
      case 'decimal':
        return this.#number(String(value), column.scale ?? 2);
      case 'double':
        return this.#number(String(value), 2);
      case 'int':
        return column.format === 'none' ? String(value) : this.#number(String(value), 0);
      case 'bigint':
        return this.#number(String(value), 0);
      default:
        return null;
    }
  }

  /** Primary name of a row. */
  name(reference: Reference): string | null {
    const key = `${reference.table}/${reference.id}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      const table = this.organization.catalog.find(reference.table);
      const row: Row | undefined = table && this.organization.row(reference.table, reference.id);
      const value = table?.primaryName ? row?.[table.primaryName] : null;
      name = typeof value === 'string' ? value : null;
      this.#names.set(key, name);
    }
    return name;
  }

  #number(text: string, digits: number): string {
    let format = this.#numbers.get(digits);
    if (!format) {
      format = new Intl.NumberFormat(this.#locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
      this.#numbers.set(digits, format);
    }
    // A decimal as text keeps all its digits; the type of the library does not say so yet.
    return format.format(text as unknown as number).replaceAll(/[\u202f\u00a0]/g, '\u00a0');
  }

  #money(table: Table, id: string, column: Column, text: string): string {
    const symbol = column.name.endsWith('_base') ? '$' : this.#symbol(table, id);
    const number = this.#number(text.replace(/^-/, ''), 2);
    const sign = text.startsWith('-') ? '-' : '';
    return this.#locale === 'fr-FR' ? `${sign}${number}\u00a0${symbol}` : `${sign}${symbol}${number}`;
  }

  #symbol(table: Table, id: string): string {
    const currency = this.organization.row(table.logicalName, id)?.transactioncurrencyid;
    if (!isReference(currency)) return '$';
    let symbol = this.#symbols.get(currency.id);
    if (symbol === undefined) {
      symbol = String(this.organization.row('transactioncurrency', currency.id)?.currencysymbol ?? '$');
      this.#symbols.set(currency.id, symbol);
    }
    return symbol;
  }

  #date(column: Column, text: string): string {
    const local = column.behavior === 'userLocal' || column.behavior === undefined;
    const moment = DateTime.fromISO(text, { zone: 'utc' });
    const shown = local ? moment.setZone(this.caller.zone) : moment;
    const day = this.#locale === 'fr-FR' ? 'dd/MM/yyyy' : 'M/d/yyyy';
    const time = this.#locale === 'fr-FR' ? 'HH:mm' : 'h:mm a';
    return shown.toFormat(column.format === 'date' ? day : `${day} ${time}`);
  }
}

const LOCALES: Readonly<Record<number, string>> = { 1033: 'en-US', 1036: 'fr-FR' };
