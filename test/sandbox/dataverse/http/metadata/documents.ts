import { notBuilt } from '../../refusal';
import { parseFilter, type Expression } from '../../query/filter-grammar';
import { badQuery } from '../../query/refusals';
import { splitOutside } from '../../query/split';

/** A piece of schema as the Web API shows it: properties, and what can be expanded. */
export interface Document {
  /** Without namespace: `PicklistAttributeMetadata`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly navigations: Readonly<Record<string, () => Document | readonly Document[] | null>>;
}

export type DocumentOptions = ReadonlyMap<string, string>;

/**
 * A document as JSON, with `$select` and `$expand` done. The id always comes along.
 * @throws Refusal
 */
export function shown(document: Document, options: DocumentOptions, typed: boolean): Record<string, unknown> {
  const select = options
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  const json: Record<string, unknown> = typed ? { '@odata.type': `#Microsoft.Dynamics.CRM.${document.type}` } : {};
  for (const name of select ?? []) if (!(name in document.properties)) throw unknown(document, name);
  for (const [name, value] of Object.entries(document.properties))
    if (select === undefined || select.includes(name) || name === 'MetadataId') json[name] = value;
  for (const item of splitOutside(options.get('$expand') ?? '', ',').filter(Boolean)) {
    const [, name = '', inner = ''] = /^\s*(\w+)(?:\((.*)\))?\s*$/s.exec(item) ?? [];
    const navigation = document.navigations[name];
    if (!navigation) throw unknown(document, name);
    const nested = new Map(
      splitOutside(inner, ';')
        .filter(Boolean)
        .map((part): [string, string] => {
          const at = part.indexOf('=');
          return [part.slice(0, at).trim(), part.slice(at + 1)];
        }),
    );
    const value = navigation();
    if (value === null) json[name] = null;
    else if (isDocument(value)) json[name] = shown(value, nested, name === 'OptionSet');
    else json[name] = filtered(value, nested).map((child) => shown(child, nested, name === 'Attributes'));
  }
  return json;
}

function isDocument(value: Document | readonly Document[]): value is Document {
  return 'properties' in value;
}

/** Those that a `$filter` lets through. @throws Refusal */
export function filtered(documents: readonly Document[], options: DocumentOptions): readonly Document[] {
  for (const name of options.keys())
    if (!TAKEN.has(name)) throw badQuery(`The query parameter ${name} is not supported for metadata.`);
  const text = options.get('$filter');
  if (text === undefined) return documents;
  let expression: Expression;
  try {
    expression = parseFilter(text);
  } catch {
    throw badQuery(`Syntax error at position 0 in '${text}'.`);
  }
  return documents.filter((document) => truth(expression, document));
}

const TAKEN: ReadonlySet<string> = new Set(['$select', '$filter', '$expand']);

function truth(expression: Expression, document: Document): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => truth(part, document));
    case 'or':
      return expression.parts.some((part) => truth(part, document));
    case 'not':
      return !truth(expression.part, document);
    case 'compare': {
      const left = operand(expression.left, document);
      const right = operand(expression.right, document);
      switch (expression.operator) {
        case 'eq':
          return left === right;
        case 'ne':
          return left !== right;
        default:
          return ordered(expression.operator, Number(left), Number(right));
      }
    }
    case 'path':
      return value(expression.path, document) === true;
    default:
      throw notBuilt('a function in a $filter on metadata');
  }
}

function ordered(operator: string, left: number, right: number): boolean {
  if (operator === 'lt') return left < right;
  if (operator === 'le') return left <= right;
  return operator === 'gt' ? left > right : left >= right;
}

function operand(expression: Expression, document: Document): unknown {
  if (expression.kind === 'path') return value(expression.path, document);
  if (expression.kind !== 'literal') throw notBuilt('a function in a $filter on metadata');
  switch (expression.type) {
    case 'boolean':
      return expression.text === 'true';
    case 'integer':
    case 'decimal':
      return Number(expression.text);
    case 'null':
      return null;
    default:
      return expression.text;
  }
}

function value(path: readonly string[], document: Document): unknown {
  let at: unknown = document.properties;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !(name in at)) throw unknown(document, path.join('/'));
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

function unknown(document: Document, name: string): Error {
  return badQuery(`Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.${document.type}'.`);
}
