import peggy from 'peggy';
import { type Entity, type Field, fieldNamed, typeName } from '../model/entity';
import { emptyValue } from '../model/value';
import { comparable, type Condition } from '../store';
import { badRequest, notBuilt } from './error';
import { FILTER_GRAMMAR } from './filter-grammar';
import { edmType, isQuoted, readLiteral, unquote } from './literal';

type Node =
  | { node: 'or' | 'and'; items: Node[] }
  | { node: 'not'; item: Node }
  | { node: 'compare' | 'arithmetic'; operator: string; left: Node; right: Node }
  | { node: 'list'; items: Node[] }
  | { node: 'property' | 'call'; name: string }
  | { node: 'literal'; text: string };

const parser = peggy.generate(FILTER_GRAMMAR);

/** The server library gives up on trees deeper than this; a chain of `or` is as deep as it is long. */
const DEEPEST = 800;

const COMPARISONS: Readonly<Record<string, string>> = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' };
const ARITHMETIC: Readonly<Record<string, string>> = { add: '+', sub: '-', mul: '*', div: '/', divby: '/', mod: '%' };

/**
 * Translates a `$filter` to SQL.
 * @throws ServiceError 400 for what Finance refuses, 501 for functions.
 */
export function filterCondition(entity: Entity, text: string): Condition {
  let tree: Node;
  try {
    tree = parser.parse(text) as Node;
  } catch (error) {
    const at = (error as { location?: { start: { offset: number } } }).location?.start.offset ?? 0;
    throw badRequest(`Syntax error at position ${at} in '${text}'.`);
  }
  return condition(entity, tree, 0);
}

function condition(entity: Entity, tree: Node, depth: number): Condition {
  if (depth > DEEPEST) throw badRequest('The recursion depth exceeded allowed limit.');
  switch (tree.node) {
    case 'or':
    case 'and': {
      if (depth + tree.items.length > DEEPEST) throw badRequest('The recursion depth exceeded allowed limit.');
      const parts = tree.items.map((item) => condition(entity, item, depth + 1));
      return {
        sql: parts.map((part) => `(${part.sql})`).join(tree.node === 'or' ? ' OR ' : ' AND '),
        parameters: parts.flatMap((part) => part.parameters),
      };
    }
    case 'not': {
      const part = condition(entity, tree.item, depth + 1);
      return { sql: `NOT (${part.sql})`, parameters: part.parameters };
    }
    case 'compare':
      return comparison(entity, tree.operator, tree.left, tree.right);
    case 'call':
      throw notBuilt(`the filter function ${tree.name}()`);
    default:
      throw badRequest('The $filter expression must evaluate to a single boolean value.');
  }
}

function comparison(entity: Entity, operator: string, left: Node, right: Node): Condition {
  const sql = COMPARISONS[operator];
  if (sql === undefined) throw badRequest(`The query operator '${operator}' is not supported.`);
  if (left.node === 'literal' && right.node !== 'literal') return comparison(entity, mirrored(operator), right, left);
  const type = typeOf(entity, left) ?? typeOf(entity, right);
  if (!type) throw badRequest('A comparison needs a property.');
  if (type.type === 'enum' && sql !== '=' && sql !== '<>') {
    throw badRequest(`The operator '${operator}' is not supported for '${edmType(type)}'.`);
  }
  if (left.node === 'property' && right.node === 'literal' && right.text === 'null') {
    const nothing = type.nullable ? `${comparable(type)} ${sql} ?` : sql === '<>' ? '1 = 1' : '1 = 0';
    return { sql: nothing, parameters: type.nullable ? [emptyValue(type)] : [] };
  }
  const pattern = left.node === 'property' && right.node === 'literal' ? wildcard(type, operator, right.text) : null;
  if (pattern !== null) {
    const like = operator === 'ne' ? 'NOT LIKE' : 'LIKE';
    return { sql: `"${type.name}" ${like} ? ESCAPE '\\'`, parameters: [pattern] };
  }
  const [one, two] = [term(entity, left, type), term(entity, right, type)];
  return { sql: `${one.sql} ${sql} ${two.sql}`, parameters: [...one.parameters, ...two.parameters] };
}

function mirrored(operator: string): string {
  return { gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' }[operator] ?? operator;
}

/** `eq '*text*'` is how Finance says "contains". */
function wildcard(field: Field, operator: string, literal: string): string | null {
  if (field.type !== 'string' || !isQuoted(literal) || !literal.includes('*')) return null;
  if (operator !== 'eq' && operator !== 'ne') return null;
  return unquote(literal)
    .replace(/[\\%_]/g, (character) => `\\${character}`)
    .replaceAll('*', '%');
}

/** The field that gives the other side its type. */
function typeOf(entity: Entity, tree: Node): Field | undefined {
  switch (tree.node) {
    case 'property':
      return property(entity, tree.name);
    case 'arithmetic':
      return typeOf(entity, tree.left) ?? typeOf(entity, tree.right);
    case 'call':
      throw notBuilt(`the filter function ${tree.name}()`);
    case 'list':
    case 'literal':
      return undefined;
    default:
      throw badRequest('A logical expression cannot be compared.');
  }
}

function term(entity: Entity, tree: Node, type: Field): Condition {
  switch (tree.node) {
    case 'property': {
      const field = property(entity, tree.name);
      if (edmType(field) !== edmType(type)) {
        throw badRequest(
          `A binary operator with incompatible types was detected. Found operand types '${edmType(type)}' and '${edmType(field)}'.`,
        );
      }
      return { sql: comparable(field), parameters: [] };
    }
    case 'literal': {
      const value = readLiteral(type, tree.text);
      const isNumber = ['decimal', 'int32', 'int64'].includes(type.type);
      return { sql: isNumber ? 'CAST(? AS REAL)' : '?', parameters: [value] };
    }
    case 'arithmetic': {
      if (!['decimal', 'int32', 'int64'].includes(type.type)) {
        throw badRequest(`The operator '${tree.operator}' is not supported for '${edmType(type)}'.`);
      }
      const [one, two] = [term(entity, tree.left, type), term(entity, tree.right, type)];
      const sql = `(${one.sql} ${ARITHMETIC[tree.operator] ?? '+'} ${two.sql})`;
      return { sql, parameters: [...one.parameters, ...two.parameters] };
    }
    case 'call':
      throw notBuilt(`the filter function ${tree.name}()`);
    default:
      throw badRequest('A logical expression cannot be compared.');
  }
}

/** @throws ServiceError 400: names are case-sensitive. */
export function property(entity: Entity, name: string): Field {
  const field = fieldNamed(entity, name);
  if (!field) throw badRequest(`Could not find a property named '${name}' on type '${typeName(entity)}'.`);
  return field;
}
