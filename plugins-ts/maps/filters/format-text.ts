import { PROBLEMS } from '../codes';
import { familyOf } from '../cells/choose';
import type { Problem } from '../cells/cell';
import type { Condition } from '../filter';
import type { ColumnSchema } from '../schema';
import type { Filter } from '../table-map';
import type { Value } from '../value';
import { lookupColumn, plainPattern } from './normal';
import type { Dialect } from './syntax';

/** The text, or why the dialect has no words for the filter. */
export type FormattedFilter = { readonly text: string } | { readonly problem: Problem };

type Columns = Readonly<Record<string, ColumnSchema>>;

/**
 * A filter as dual-write keeps it for the Dataverse side. Read again it says the same (`sameFilter`); word for word where
 * the tree has `startsWith`, `endsWith` and `contains` instead of patterns.
 *
 * @param columns of the table, where they are known: lookups and numbers that the tree has as text are spelled by them
 */
export const formatDataverseFilter = (filter: Filter, columns: Columns = {}): FormattedFilter =>
  format(filter, new DataverseWords(columns));

/**
 * A filter as dual-write keeps it for the Finance side. Read again it says the same (`sameFilter`); word for word where
 * the tree has patterns instead of `startsWith`, `endsWith` and `contains`.
 */
export const formatFinanceFilter = (filter: Filter, columns: Columns = {}): FormattedFilter =>
  format(filter, new FinanceWords(columns));

/** How a dialect spells. @throws Unsayable */
interface Words {
  readonly dialect: Dialect;
  readonly and: string;
  readonly or: string;
  not(inner: string, filter: Filter): string;
  condition(condition: Condition): string;
}

function format(filter: Filter, words: Words): FormattedFilter {
  try {
    return { text: spell(filter, words) };
  } catch (error) {
    if (error instanceof Unsayable) return { problem: error.problem };
    throw error;
  }
}

/** Carries the reason out of the depth of a tree; never leaves this file. */
class Unsayable extends Error {
  readonly problem: Problem;
  constructor(dialect: Dialect, what: string) {
    super(what);
    const side = dialect === 'dataverse' ? 'Dataverse' : 'Finance';
    this.problem = { code: PROBLEMS.FILTER_NOT_SAYABLE, parameters: { side, what } };
  }
}

function spell(filter: Filter, words: Words): string {
  if ('all' in filter) return list(filter.all, words.and, words);
  if ('any' in filter) return list(filter.any, words.or, words);
  if ('not' in filter) return words.not(spell(filter.not, words), filter.not);
  return words.condition(filter);
}

function list(parts: readonly Filter[], joint: string, words: Words): string {
  const [only, ...others] = parts;
  if (only === undefined) throw new Unsayable(words.dialect, 'a list of no conditions');
  if (others.length === 0) return spell(only, words);
  return parts.map((part) => (isList(part) ? `(${spell(part, words)})` : spell(part, words))).join(` ${joint} `);
}

/** A list of one is its one condition. */
const isList = (filter: Filter): boolean => {
  const parts = 'all' in filter ? filter.all : 'any' in filter ? filter.any : undefined;
  if (parts === undefined) return false;
  return parts.length === 1 && parts[0] !== undefined ? isList(parts[0]) : true;
};

const NAME = /^[A-Za-z_]\w*$/;
const FINANCE_NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
const DATAVERSE_WORDS = /^(?:and|or|not|eq|ne|gt|ge|lt|le|true|false|null)$/i;
const FINANCE_WORDS = /^(?:like|true|false)$/i;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

class DataverseWords implements Words {
  readonly dialect = 'dataverse';
  readonly and = 'and';
  readonly or = 'or';

  constructor(private readonly columns: Columns) {}

  not(inner: string, filter: Filter): string {
    // `not contains(…)` as dual-write's own page has it; everything else in brackets.
    return /^(?:startswith|endswith|contains)\(/.test(inner) && !isList(filter) ? `not ${inner}` : `not (${inner})`;
  }

  condition(condition: Condition): string {
    const { column, is, value } = plainPattern(condition);
    const name = this.column(column);
    switch (is) {
      case 'like':
        throw new Unsayable('dataverse', `like ${String(value)}`);
      case 'contains':
      case 'startsWith':
      case 'endsWith':
        if (typeof value !== 'string') throw new Unsayable('dataverse', `${is} ${String(value)}`);
        return `${is.toLowerCase()}(${name},${quoted(value)})`;
      default:
        return `${name} ${is} ${this.value(column, value)}`;
    }
  }

  private column(column: string): string {
    if (column.includes('.')) throw new Unsayable('dataverse', `a lookup path (${column})`);
    if (!NAME.test(column) || DATAVERSE_WORDS.test(column)) throw new Unsayable('dataverse', `the column ${column}`);
    const isLookup = this.columns[column]?.type === 'lookup' && lookupColumn(column) === undefined;
    return isLookup ? `_${column}_value` : column;
  }

  private value(column: string, value: Value): string {
    if (value === null) return 'null';
    if (typeof value !== 'string') return numberOrFlag('dataverse', value);
    const type = this.columns[column]?.type;
    const family = type === undefined ? undefined : familyOf(type);
    if (GUID.test(value) && family !== 'text') return value;
    return (family === 'number' || family === 'choice') && NUMBER.test(value) ? value : quoted(value);
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

class FinanceWords implements Words {
  readonly dialect = 'finance';
  readonly and = '&&';
  readonly or = '||';

  constructor(private readonly columns: Columns) {}

  not(inner: string, filter: Filter): string {
    return isList(filter) ? `(!(${inner}))` : `(!${inner})`;
  }

  condition(condition: Condition): string {
    const { column, is, value } = condition;
    if (!FINANCE_NAME.test(column) || FINANCE_WORDS.test(column)) {
      throw new Unsayable('finance', `the field ${column}`);
    }
    switch (is) {
      case 'like':
        return `(${column} like ${doubleQuoted(this.text(is, value))})`;
      case 'contains':
      case 'startsWith':
      case 'endsWith': {
        const text = this.text(is, value);
        if (/[*?]/.test(text)) throw new Unsayable('finance', `${is} with a * or ? that is meant as such (${text})`);
        const pattern = `${is === 'startsWith' ? '' : '*'}${text}${is === 'endsWith' ? '' : '*'}`;
        return `(${column} like ${doubleQuoted(pattern.replace(/^\*+$/, '*'))})`;
      }
      default:
        return `(${column} ${SIGNS[is]} ${this.value(column, value)})`;
    }
  }

  private text(is: string, value: Value): string {
    if (typeof value !== 'string') throw new Unsayable('finance', `${is} ${String(value)}`);
    return value;
  }

  private value(column: string, value: Value): string {
    if (value === null) throw new Unsayable('finance', `null (${column})`);
    if (typeof value !== 'string') return numberOrFlag('finance', value);
    const type = this.columns[column]?.type;
    const family = type === undefined ? undefined : familyOf(type);
    if (family === 'number' && NUMBER.test(value)) return value;
    return (family === 'text' ? undefined : dateLiteral(value)) ?? doubleQuoted(value);
  }
}

const SIGNS = { eq: '==', ne: '!=', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

/** `23\06\2021`, or a moment without its Z. */
function dateLiteral(text: string): string | undefined {
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}:\d{2}Z)?$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(`${year}-${month}-${day}`)) return undefined;
  return time === undefined ? `${day}\\${month}\\${year}` : text.slice(0, -1);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t' };

const doubleQuoted = (text: string): string => `"${text.replace(/[\\"\n\t]/g, (sign) => ESCAPES[sign] ?? sign)}"`;

function numberOrFlag(dialect: Dialect, value: number | boolean): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Unsayable(dialect, String(value));
  return String(value);
}
