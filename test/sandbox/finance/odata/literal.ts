import { type Field, NAMESPACE, symbolsOf } from '../model/entity';
import { dayOf, guidOf, instantOf, roundDecimal, type Value, wireDate } from '../model/value';
import { badRequest } from './error';

/**
 * Reads a literal of an address for a field, into the stored form. Literals of OData 2 (`datetime'…'`, `guid'…'`) and
 * quoted dates are refused.
 * @throws ServiceError 400
 */
export function readLiteral(field: Field, text: string): Value {
  switch (field.type) {
    case 'string':
      if (!isQuoted(text)) throw incompatible(field, text);
      return unquote(text).trimEnd();
    case 'enum':
      return readSymbol(field, text);
    case 'decimal':
      if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?[mM]?$/.test(text)) throw incompatible(field, text);
      return roundDecimal(text.replace(/[mM]$/, ''), field.scale ?? 0);
    case 'int32':
    case 'int64':
      if (!/^-?\d+[lL]?$/.test(text)) throw incompatible(field, text);
      return BigInt(text.replace(/[lL]$/, '')).toString();
    case 'guid': {
      const guid = guidOf(text);
      if (guid === null) throw incompatible(field, text);
      return guid;
    }
    case 'day':
    case 'instant': {
      const instant = instantOf(text) ?? (/^\d{4}-\d{2}-\d{2}$/.test(text) ? instantOf(`${text}T00:00:00Z`) : null);
      if (instant === null) throw incompatible(field, text);
      return field.type === 'day' ? dayOf(instant) : instant;
    }
  }
}

/** A stored value as a literal of an address, not yet encoded. */
export function literalOf(field: Field, value: Value): string {
  switch (field.type) {
    case 'string':
      return `'${value.replaceAll("'", "''")}'`;
    case 'enum':
      return `${NAMESPACE}.${field.enumeration}'${value}'`;
    default:
      return wireDate(field, value);
  }
}

export function isQuoted(text: string): boolean {
  return /^'(?:[^']|'')*'$/.test(text);
}

export function unquote(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'");
}

/** `Microsoft.Dynamics.DataEntities.NoYes'Yes'`: type and symbol in exact case. */
function readSymbol(field: Field, text: string): Value {
  const match = /^([\w.]+)'(\w*)'$/.exec(text);
  if (match?.[1] !== `${NAMESPACE}.${field.enumeration}`) throw incompatible(field, text);
  const symbol = match[2] ?? '';
  if (!symbolsOf(field).includes(symbol)) {
    throw badRequest(`The string '${text}' is not a valid enumeration type constant.`);
  }
  return symbol;
}

function incompatible(field: Field, text: string): Error {
  return badRequest(
    `A binary operator with incompatible types was detected: '${field.name}' is '${edmType(field)}', '${text}' is not.`,
  );
}

/** The field's type as `$metadata` names it. */
export function edmType(field: Field): string {
  switch (field.type) {
    case 'string':
      return 'Edm.String';
    case 'enum':
      return `${NAMESPACE}.${field.enumeration}`;
    case 'decimal':
      return 'Edm.Decimal';
    case 'int32':
      return 'Edm.Int32';
    case 'int64':
      return 'Edm.Int64';
    case 'guid':
      return 'Edm.Guid';
    case 'day':
    case 'instant':
      return 'Edm.DateTimeOffset';
  }
}
