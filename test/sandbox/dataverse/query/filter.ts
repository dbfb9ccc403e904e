import { columnNamed, columnOnWire, isLookup, type Column, type Table } from '../schema/table';
import { need } from '../security/access';
import type { Value } from '../store/layout';
import { notBuilt, Refusal } from '../refusal';
import { conditionOf } from './conditions';
import { parseFilter, type Expression, type Literal } from './filter-grammar';
import { badQuery, unknownProperty } from './refusals';
import { columnOf, onlyTo, Scope } from './scope';
import { pattern, type Comparison, type Condition, type Join, type Ref, type Source } from './tree';

/** More conditions than this and the platform gives up. */
const MOST_CONDITIONS = 500;

/** Parameter aliases of the URL: `@p1='x'` gives `p1`. */
export type ParameterAliases = ReadonlyMap<string, string>;

/**
 * A `$filter` over the scope's table.
 * @throws Refusal for a syntax error, a name that does not exist, types that do not go together
 */
export function filterOf(scope: Scope, text: string, parameters: ParameterAliases = new Map()): Condition {
  let expression: Expression;
  try {
    expression = parseFilter(text);
  } catch (error) {
    const at = (error as { location?: { start: { offset: number } } }).location?.start.offset ?? 0;
    throw badQuery(`Syntax error at position ${at} in '${text}'.`);
  }
  const resolver = new Resolver(scope, parameters);
  const condition = resolver.condition(expression);
  if (resolver.count > MOST_CONDITIONS)
    throw new Refusal(400, '0x8004430C', 'Number of conditions in query exceeded maximum limit.');
  return condition;
}

const COMPARISONS: Readonly<Record<string, Comparison>> = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' };
const OPPOSITE: Readonly<Record<string, string>> = { eq: 'eq', ne: 'ne', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };
const KINDS: Readonly<Record<string, string>> = {
  eq: 'Equal',
  ne: 'NotEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
};

class Resolver {
  count = 0;
  readonly #variables = new Map<string, Scope>();

  constructor(
    readonly scope: Scope,
    readonly parameters: ParameterAliases,
  ) {}

  condition(expression: Expression): Condition {
    switch (expression.kind) {
      case 'and':
      case 'or':
        return { kind: expression.kind, parts: expression.parts.map((part) => this.condition(part)) };
      case 'not':
        return { kind: 'not', part: this.condition(expression.part) };
      case 'compare':
        this.count += 1;
        return this.#comparison(expression.operator, expression.left, expression.right);
      case 'call':
        this.count += 1;
        return this.#call(expression.name, expression.arguments);
      case 'named':
        this.count += 1;
        return this.#named(expression.name, expression.arguments);
      case 'lambda':
        return this.#lambda(expression);
      case 'path': {
        const ref = this.#ref(expression.path);
        if (ref.column.type === 'boolean') return { kind: 'compare', ref, operator: '=', value: true };
        throw badQuery('The $filter expression must evaluate to a single boolean value.');
      }
      case 'literal':
        if (expression.type === 'boolean') return { kind: 'constant', value: expression.text === 'true' };
        throw badQuery('The $filter expression must evaluate to a single boolean value.');
      case 'alias':
        throw notBuilt(`$filter with @${expression.name} as a condition`);
    }
  }

  #comparison(operator: string, left: Expression, right: Expression): Condition {
    const one = this.#literal(left);
    const other = this.#literal(right);
    if (one && other) throw notBuilt('$filter that compares two literals');
    if (one) return this.#comparison(OPPOSITE[operator] ?? operator, right, left);
    if (left.kind !== 'path') return this.#truth(operator, left, other);
    const ref = this.#ref(left.path);
    if (!other) {
      if (right.kind !== 'path') throw notBuilt('$filter that compares with a function');
      return { kind: 'columns', left: ref, operator: COMPARISONS[operator] ?? '=', right: this.#ref(right.path) };
    }
    if (other.type === 'null') {
      if (operator !== 'eq' && operator !== 'ne') return { kind: 'constant', value: false };
      return operator === 'eq' ? { kind: 'null', ref } : { kind: 'not', part: { kind: 'null', ref } };
    }
    return compared(ref, operator, other);
  }

  /** `contains(name,'x') eq false` */
  #truth(operator: string, left: Expression, right: Literal | undefined): Condition {
    const condition = this.condition(left);
    if (right?.type !== 'boolean' || (operator !== 'eq' && operator !== 'ne'))
      throw badQuery('A binary operator with incompatible types was detected.');
    return (right.text === 'true') === (operator === 'eq') ? condition : { kind: 'not', part: condition };
  }

  #call(name: string, parts: readonly Expression[]): Condition {
    if (!['contains', 'startswith', 'endswith'].includes(name)) {
      if (KNOWN_FUNCTIONS.has(name)) throw badQuery(`The function '${name}' is not supported in $filter.`);
      throw badQuery(
        `An unknown function with name '${name}' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.`,
      );
    }
    const [left, right] = parts;
    const literal = right && this.#literal(right);
    if (parts.length !== 2 || left?.kind !== 'path' || literal?.type !== 'string')
      throw badQuery(`No function signature for the function with name '${name}' matches the specified arguments.`);
    const ref = this.#ref(left.path);
    if (ref.column.type !== 'string' && ref.column.type !== 'memo')
      throw badQuery(
        `No function signature for the function with name '${name}' matches the specified arguments. The function signatures considered are: ${name}(Edm.String Nullable=true, Edm.String Nullable=true).`,
      );
    const text = pattern(literal.text);
    const whole = { contains: `%${text}%`, startswith: `${text}%`, endswith: `%${text}` }[name] ?? text;
    return { kind: 'like', ref, pattern: whole };
  }

  #named(name: string, given: Readonly<Record<string, Literal | readonly string[]>>): Condition {
    const operator = QUERY_FUNCTIONS[name];
    if (operator === undefined) throw notBuilt(`query function Microsoft.Dynamics.CRM.${name}`);
    const property = this.#argument(given.PropertyName);
    if (property.length !== 1) throw badQuery(`The parameter 'PropertyName' of the function '${name}' is missing.`);
    const ref = this.#property(property[0] ?? '');
    const values = [given.PropertyValue, given.PropertyValues, given.PropertyValue1, given.PropertyValue2].flatMap(
      (value) => (value === undefined ? [] : this.#argument(value)),
    );
    const condition = conditionOf(this.scope.asker, ref, operator, values);
    if (!condition)
      throw badQuery(`The values given to the function '${name}' do not fit the property '${property[0]}'.`);
    return condition;
  }

  /** Query functions take the logical name of a lookup as well as its property on the wire. */
  #property(name: string): Ref {
    const column = columnNamed(this.scope.root.table, name);
    return this.scope.ref([column && isLookup(column) ? `_${name}_value` : name]);
  }

  #argument(value: Literal | readonly string[] | undefined | Expression): readonly string[] {
    if (value === undefined) return [];
    if (!('kind' in value)) return value;
    if (value.kind === 'alias') {
      const text = this.parameters.get(value.name);
      if (text === undefined) throw badQuery(`The parameter alias '@${value.name}' has no value.`);
      if (text.startsWith('[')) return (JSON.parse(text.replace(/'/g, '"')) as unknown[]).map(String);
      return [text.replace(/^'(.*)'$/, '$1').replace(/''/g, "'")];
    }
    return value.kind === 'literal' ? [value.text] : [];
  }

  #literal(expression: Expression): Literal | undefined {
    if (expression.kind === 'literal') return expression;
    if (expression.kind !== 'alias') return undefined;
    const text = this.parameters.get(expression.name);
    const parsed = text === undefined ? undefined : parseFilter(text);
    if (parsed?.kind !== 'literal') throw badQuery(`The parameter alias '@${expression.name}' has no value.`);
    return parsed;
  }

  #ref(path: readonly string[]): Ref {
    const variable = this.#variables.get(path[0] ?? '');
    return variable && path.length > 1 ? variable.ref(path.slice(1)) : this.scope.ref(path);
  }

  #lambda(expression: Extract<Expression, { kind: 'lambda' }>): Condition {
    const { path, quantifier, variable, condition } = expression;
    const outer = this.#variables.get(path[0] ?? '');
    const scope = outer ?? this.scope;
    const names = outer ? path.slice(1) : path;
    const from = scope.source(names.slice(0, -1));
    const { first, inner, tie } = this.#collection(scope, from, names.at(-1) ?? '');
    const nested = new Scope(this.scope.asker, inner.at(-1) ?? first, scope.nextAlias);
    if (variable !== undefined) this.#variables.set(variable, nested);
    const body = condition ? this.condition(condition) : ({ kind: 'constant', value: true } as const);
    if (variable !== undefined) this.#variables.delete(variable);
    const wanted: Condition = quantifier === 'any' ? body : { kind: 'not', part: body };
    const exists: Condition = {
      kind: 'exists',
      joins: [first, ...inner, ...nested.joins],
      where: { kind: 'and', parts: [tie, wanted] },
    };
    return quantifier === 'any' ? exists : { kind: 'not', part: exists };
  }

  /** The rows at the other end of a collection-valued navigation property, tied to the row here. */
  #collection(scope: Scope, from: Source, name: string): { first: Source; inner: Join[]; tie: Condition } {
    const { catalog, caller } = scope.asker;
    const here: Ref = { source: from, column: columnOf(from.table, from.table.primaryId) };
    const toMany = catalog
      .referencing(from.table.logicalName)
      .find(({ relationship }) => relationship.collection === name);
    if (toMany) {
      need(caller, 'Read', toMany.table);
      const first: Source = { alias: scope.nextAlias(), table: toMany.table };
      const lookup: Ref = { source: first, column: columnOf(toMany.table, toMany.relationship.column) };
      const equal: Condition = { kind: 'columns', left: lookup, operator: '=', right: here };
      const { on } = onlyTo(lookup, from.table.logicalName);
      return { first, inner: [], tie: on ? { kind: 'and', parts: [equal, on] } : equal };
    }
    const pair = catalog.collection(from.table.logicalName, name);
    if (!pair) throw unknownProperty(from.table, name);
    const intersect = catalog.table(pair.relationship.intersect);
    const there = catalog.table(pair.there.table);
    need(caller, 'Read', there);
    const first: Source = { alias: scope.nextAlias(), table: intersect };
    const join: Join = {
      alias: scope.nextAlias(),
      table: there,
      kind: 'inner',
      from: { source: first, column: columnOf(intersect, there.primaryId) },
      to: columnOf(there, there.primaryId),
    };
    const mine: Ref = { source: first, column: columnOf(intersect, from.table.primaryId) };
    return { first, inner: [join], tie: { kind: 'columns', left: mine, operator: '=', right: here } };
  }
}

/** Functions of OData that exist, but that the platform does not take. */
const KNOWN_FUNCTIONS: ReadonlySet<string> = new Set([
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'length',
  'indexof',
  'substring',
  'tolower',
  'toupper',
  'trim',
  'concat',
  'round',
  'floor',
  'ceiling',
  'now',
  'date',
  'time',
  'cast',
  'isof',
]);

/** The platform's query functions, with the FetchXML operators they stand for. */
const QUERY_FUNCTIONS: Readonly<Record<string, string>> = {
  In: 'in',
  NotIn: 'not-in',
  Between: 'between',
  NotBetween: 'not-between',
  EqualUserId: 'eq-userid',
  NotEqualUserId: 'ne-userid',
  EqualBusinessId: 'eq-businessid',
  NotEqualBusinessId: 'ne-businessid',
  EqualUserTeams: 'eq-userteams',
  EqualUserOrUserTeams: 'eq-useroruserteams',
  EqualUserLanguage: 'eq-userlanguage',
  On: 'on',
  OnOrAfter: 'on-or-after',
  OnOrBefore: 'on-or-before',
  Today: 'today',
  Yesterday: 'yesterday',
  Tomorrow: 'tomorrow',
  Last7Days: 'last-seven-days',
  Next7Days: 'next-seven-days',
  ThisWeek: 'this-week',
  LastWeek: 'last-week',
  NextWeek: 'next-week',
  ThisMonth: 'this-month',
  LastMonth: 'last-month',
  NextMonth: 'next-month',
  ThisYear: 'this-year',
  LastYear: 'last-year',
  NextYear: 'next-year',
  LastXHours: 'last-x-hours',
  LastXDays: 'last-x-days',
  LastXWeeks: 'last-x-weeks',
  LastXMonths: 'last-x-months',
  LastXYears: 'last-x-years',
  NextXHours: 'next-x-hours',
  NextXDays: 'next-x-days',
  NextXWeeks: 'next-x-weeks',
  NextXMonths: 'next-x-months',
  NextXYears: 'next-x-years',
  OlderThanXHours: 'olderthan-x-hours',
  OlderThanXDays: 'olderthan-x-days',
  OlderThanXWeeks: 'olderthan-x-weeks',
  OlderThanXMonths: 'olderthan-x-months',
  OlderThanXYears: 'olderthan-x-years',
};

/** Edm types of the wire. */
export function edmType(column: Column): string {
  switch (column.type) {
    case 'guid':
    case 'lookup':
    case 'owner':
      return 'Edm.Guid';
    case 'string':
    case 'memo':
      return 'Edm.String';
    case 'int':
    case 'choice':
    case 'state':
    case 'status':
      return 'Edm.Int32';
    case 'bigint':
      return 'Edm.Int64';
    case 'decimal':
    case 'money':
      return 'Edm.Decimal';
    case 'double':
      return 'Edm.Double';
    case 'boolean':
      return 'Edm.Boolean';
    case 'datetime':
      return column.behavior === 'dateOnly' ? 'Edm.Date' : 'Edm.DateTimeOffset';
  }
}

const LITERAL_TYPES: Readonly<Record<Literal['type'], string>> = {
  string: 'Edm.String',
  enum: 'Edm.Enum',
  guid: 'Edm.Guid',
  instant: 'Edm.DateTimeOffset',
  date: 'Edm.Date',
  integer: 'Edm.Int32',
  decimal: 'Edm.Decimal',
  boolean: 'Edm.Boolean',
  null: '',
};

const TAKES: Readonly<Record<string, readonly Literal['type'][]>> = {
  'Edm.Guid': ['guid'],
  'Edm.String': ['string'],
  'Edm.Int32': ['integer'],
  'Edm.Int64': ['integer'],
  'Edm.Decimal': ['integer', 'decimal'],
  'Edm.Double': ['integer', 'decimal'],
  'Edm.Boolean': ['boolean'],
  'Edm.Date': ['date'],
  'Edm.DateTimeOffset': ['instant', 'date'],
};

function compared(ref: Ref, operator: string, literal: Literal): Condition {
  const type = edmType(ref.column);
  if (!TAKES[type]?.includes(literal.type))
    throw badQuery(
      `A binary operator with incompatible types was detected. Found operand types '${type}' and '${LITERAL_TYPES[literal.type]}' for operator kind '${KINDS[operator] ?? operator}'.`,
    );
  if (type === 'Edm.DateTimeOffset') return comparedInstant(ref, operator, literal.text);
  return { kind: 'compare', ref, operator: COMPARISONS[operator] ?? '=', value: literalValue(ref.column, literal) };
}

function literalValue(column: Column, literal: Literal): Value {
  switch (edmType(column)) {
    case 'Edm.Int32':
    case 'Edm.Double':
      return Number(literal.text);
    case 'Edm.Int64':
      return BigInt(literal.text);
    case 'Edm.Boolean':
      return literal.text === 'true';
    default:
      return literal.text;
  }
}

/** Instants are kept in whole seconds: a fraction moves the bound so that the answer stays the same. */
function comparedInstant(ref: Ref, operator: string, text: string): Condition {
  const milliseconds = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(milliseconds)) throw badQuery(`Unrecognized 'Edm.DateTimeOffset' literal '${text}'.`);
  const whole = milliseconds % 1000 === 0;
  if (!whole && operator === 'eq') return { kind: 'constant', value: false };
  if (!whole && operator === 'ne') return { kind: 'constant', value: true };
  const up = !whole && (operator === 'lt' || operator === 'ge');
  const bound = new Date(Math.floor(milliseconds / 1000) * 1000 + (up ? 1000 : 0)).toISOString().replace('.000Z', 'Z');
  return { kind: 'compare', ref, operator: COMPARISONS[operator] ?? '=', value: bound };
}

/** A table's column by its property on the wire. @throws Refusal */
export function propertyOf(table: Table, property: string): Column {
  const column = columnOnWire(table, property);
  if (!column) throw unknownProperty(table, property);
  return column;
}
