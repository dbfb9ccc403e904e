import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { type Entity, type Field, fieldNamed, symbolsOf, typeName } from '../model/entity';
import { dayOf, emptyValue, guidOf, instantOf, roundDecimal, type Row, type Value, wireDate } from '../model/value';
import { badPayload } from './error';
import { edmType } from './literal';

/**
 * Reads a body into the stored form; only the fields that were sent.
 * @param quoted Content-Type says `IEEE754Compatible=true`: decimals and 64-bit integers are texts; else they are numbers.
 * @throws ServiceError 400
 */
export function readPayload(entity: Entity, text: string, quoted: boolean): Row {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length > 0 || tree?.type !== 'object') throw badPayload('Invalid JSON: an object was expected.');
  const row: Record<string, Value> = {};
  for (const pair of tree.children ?? []) {
    const [nameNode, valueNode] = pair.children ?? [];
    const name = String(nameNode?.value);
    if (name === '@odata.type') checkType(entity, valueNode);
    if (name.includes('@')) continue;
    const field = fieldNamed(entity, name);
    if (!field || !valueNode) {
      throw badPayload(
        `The property '${name}' does not exist on type '${typeName(entity)}'. Make sure to only use property names that are defined by the type.`,
      );
    }
    if (name in row) throw badPayload(`Multiple properties with the name '${name}' were detected in a resource.`);
    row[name] = readValue(field, valueNode, text.slice(valueNode.offset, valueNode.offset + valueNode.length), quoted);
  }
  return row;
}

function checkType(entity: Entity, node: Node | undefined): void {
  if (node?.value !== `#${typeName(entity)}`) {
    throw badPayload(`A type named '${String(node?.value)}' is not '${typeName(entity)}'.`);
  }
}

function readValue(field: Field, node: Node, source: string, quoted: boolean): Value {
  if (node.type === 'null') {
    if (field.nullable) return emptyValue(field);
    throw badPayload(
      `A null value was found for the property named '${field.name}', which has the expected type '${edmType(field)}[Nullable=False]'. The expected type '${edmType(field)}[Nullable=False]' does not allow null values.`,
    );
  }
  switch (field.type) {
    case 'string':
      if (node.type !== 'string') throw cannotConvert(field, source);
      return String(node.value).trimEnd();
    case 'enum':
      if (node.type !== 'string') throw cannotConvert(field, source);
      if (!symbolsOf(field).includes(String(node.value))) {
        throw badPayload(`Requested value '${String(node.value)}' was not found in '${edmType(field)}'.`);
      }
      return String(node.value);
    case 'decimal':
    case 'int64':
      return readNumber(
        field,
        quoted ? (node.type === 'string' ? String(node.value) : null) : numberText(node, source),
        source,
      );
    case 'int32':
      return readNumber(field, numberText(node, source), source);
    case 'guid': {
      const guid = node.type === 'string' ? guidOf(String(node.value)) : null;
      if (guid === null) throw cannotConvert(field, source);
      return guid;
    }
    case 'day':
    case 'instant': {
      const instant = node.type === 'string' ? instantOf(String(node.value)) : null;
      if (instant === null) throw cannotConvert(field, source);
      return field.type === 'day' ? dayOf(instant) : instant;
    }
  }
}

function numberText(node: Node, source: string): string | null {
  return node.type === 'number' ? source : null;
}

function readNumber(field: Field, text: string | null, source: string): Value {
  if (text === null) throw cannotConvert(field, source);
  if (field.type === 'decimal') {
    if (!/^-?\d+(\.\d+)?([eE][+-]?\d{1,2})?$/.test(text)) throw cannotConvert(field, source);
    const value = roundDecimal(text, field.scale ?? 0);
    if (value.replace(/\D/g, '').length > 28) throw cannotConvert(field, source);
    return value;
  }
  if (!/^-?\d+$/.test(text)) throw cannotConvert(field, source);
  const bits = field.type === 'int32' ? 32 : 64;
  if (BigInt.asIntN(bits, BigInt(text)) !== BigInt(text)) throw cannotConvert(field, source);
  return BigInt(text).toString();
}

function cannotConvert(field: Field, source: string): Error {
  return badPayload(`Cannot convert the literal '${source.slice(0, 80)}' to the expected type '${edmType(field)}'.`);
}

/**
 * A row as JSON: the fields asked for, in the order of the metadata, numbers digit by digit.
 * @param annotations goes first, already JSON (`"@odata.etag":"…"`).
 */
export function rowJson(
  fields: readonly Field[],
  values: Row,
  annotations: readonly string[],
  quoted: boolean,
): string {
  const members = fields.map((field) => `"${field.name}":${valueJson(field, values[field.name] ?? '', quoted)}`);
  return `{${[...annotations, ...members].join(',')}}`;
}

function valueJson(field: Field, value: Value, quoted: boolean): string {
  switch (field.type) {
    case 'string':
    case 'enum':
    case 'guid':
      return JSON.stringify(value);
    case 'decimal':
    case 'int64':
      return quoted ? `"${value}"` : value;
    case 'int32':
      return value;
    case 'day':
    case 'instant':
      return `"${wireDate(field, value)}"`;
  }
}
