import { familyOf } from '../maps/cells/choose';
import { plainPattern } from '../maps/filters/normal';
import { momentOf } from '../maps/filters/operand';
import type { ColumnSchema } from '../maps/schema';
import type { Filter } from '../maps/table-map';
import type { Value } from '../maps/value';
import { guid, text } from '../odata';
import { propertyOf, type DataverseTable } from './table';

/** A part of a filter, as Dataverse is asked for it. */
export interface Asked {
  readonly text: string;
  /** Dataverse lets through exactly the rows that the map lets through; otherwise it may let through more. */
  readonly exact: boolean;
}

/** Dataverse takes 500 conditions in one query; `ne` takes two. */
const MOST_CONDITIONS = 200;

/**
 * The part of a map's filter that Dataverse can apply itself, or null. What comes back may be more than the map wants,
 * never less: Dataverse compares texts without accents too, and knows wildcards. Whether nothing fits a negation is
 * said, not left to the server. Lookup paths are not asked for.
 *
 * @param filter in the words of the metadata, as a compiled map has it
 */
export function askedFilter(table: DataverseTable, filter: Filter | undefined): Asked | null {
  if (filter === undefined || conditions(filter) > MOST_CONDITIONS) return null;
  return ask(table, filter, false);
}

const conditions = (filter: Filter): number => {
  if ('column' in filter) return 1;
  if ('not' in filter) return conditions(filter.not);
  return ('all' in filter ? filter.all : filter.any).reduce((sum, one) => sum + conditions(one), 0);
};

function ask(table: DataverseTable, filter: Filter, negated: boolean): Asked | null {
  if ('not' in filter) return ask(table, filter.not, !negated);
  if ('column' in filter) return askCondition(table, filter, negated);
  const isAll = 'all' in filter !== negated;
  const parts = ('all' in filter ? filter.all : filter.any).map((one) => ask(table, one, negated));
  const asked = parts.filter((part) => part !== null);
  // Of several that must all hold, those that can be asked are; of several of which one must hold, all or none.
  if (asked.length === 0 || (!isAll && asked.length < parts.length)) return null;
  return {
    text: asked.map((part) => `(${part.text})`).join(isAll ? ' and ' : ' or '),
    exact: asked.length === parts.length && asked.every((part) => part.exact),
  };
}

type Condition = Extract<Filter, { readonly column: string }>;

const OPPOSITE = { eq: 'ne', ne: 'eq', gt: 'le', ge: 'lt', lt: 'ge', le: 'gt' } as const;

function askCondition(table: DataverseTable, written: Condition, negated: boolean): Asked | null {
  const condition = plainPattern(written);
  const { column, value } = condition;
  const schema = table.columns[column];
  if (schema === undefined) return null;
  const property = propertyOf(schema, column);
  if (!(condition.is in OPPOSITE)) return negated ? null : askPattern(property, schema, condition);
  const is = condition.is as keyof typeof OPPOSITE;
  const wanted = negated ? OPPOSITE[is] : is;
  if (value === null || value === '') {
    return is === 'eq' || is === 'ne' ? { text: `${property} ${wanted} null`, exact: true } : null;
  }
  const isText = familyOf(schema.type) === 'text';
  // "Cafe" is "café" to Dataverse: equal finds too much, unequal too little. Nor is the order of texts the map's.
  if (isText) return wanted === 'eq' ? { text: `${property} eq ${text(String(value))}`, exact: false } : null;
  const literal = literalOf(schema, value);
  if (literal === null) return null;
  // What is unequal, or not greater, may also be nothing.
  const orNothing = is === 'ne' ? !negated : negated;
  const compared = `${property} ${wanted} ${literal}`;
  return { text: orNothing ? `${compared} or ${property} eq null` : compared, exact: true };
}

/** `%`, `_` and `[` are wildcards to Dataverse, in functions too. */
const WILD = /[%_[]/;

const FUNCTIONS: Readonly<Partial<Record<Condition['is'], string>>> = {
  contains: 'contains',
  startsWith: 'startswith',
  endsWith: 'endswith',
};

function askPattern(property: string, schema: ColumnSchema, { is, value }: Condition): Asked | null {
  const name = FUNCTIONS[is];
  if (name === undefined || familyOf(schema.type) !== 'text') return null;
  if (typeof value !== 'string' || value === '' || WILD.test(value)) return null;
  return { text: `${name}(${property},${text(value)})`, exact: false };
}

/** Null where the column cannot hold the value, or where the wire cannot say it. */
function literalOf(schema: ColumnSchema, value: Value): string | null {
  const spelled = String(value);
  switch (familyOf(schema.type)) {
    case 'number': {
      const isWhole = schema.type === 'int' || schema.type === 'bigint';
      return (isWhole ? /^-?\d{1,18}$/ : /^-?\d{1,18}(?:\.\d{1,10})?$/).test(spelled) ? spelled : null;
    }
    case 'choice':
      return /^-?\d{1,9}$/.test(spelled) ? spelled : null;
    case 'boolean':
      return /^(?:true|false)$/i.test(spelled) ? spelled.toLowerCase() : null;
    case 'guid':
      return guidOrNull(spelled);
    case 'date':
      return dateLiteral(schema, value);
    default:
      return null;
  }
}

function guidOrNull(spelled: string): string | null {
  try {
    return guid(spelled);
  } catch {
    return null;
  }
}

function dateLiteral(schema: ColumnSchema, value: Value): string | null {
  const at = momentOf(value);
  if (typeof at !== 'string') return null;
  if (schema.type !== 'date' && schema.behavior !== 'dateOnly') return at;
  return at.endsWith('T00:00:00Z') ? at.slice(0, 10) : null;
}
