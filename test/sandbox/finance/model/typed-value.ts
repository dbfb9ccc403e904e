import { type Field, symbolsOf } from './entity';
import { emptyValue, guidOf, instantOf, roundDecimal, type Value } from './value';

/** What somebody typed, as the field stores it; nothing typed is the empty value. Null where it is no value of the field. */
export function typedValue(field: Field, text: string): Value | null {
  const plain = text.trim();
  if (plain === '' && field.type !== 'enum') return emptyValue(field);
  switch (field.type) {
    case 'string':
      return text;
    case 'enum':
      return symbolsOf(field).includes(plain) ? plain : null;
    case 'decimal':
      return /^-?[\d,]+(\.\d+)?$/.test(plain) ? roundDecimal(plain.replaceAll(',', ''), field.scale ?? 0) : null;
    case 'int32':
    case 'int64':
      return /^-?[\d,]+$/.test(plain) ? BigInt(plain.replaceAll(',', '')).toString() : null;
    case 'guid':
      return guidOf(plain);
    case 'day':
      return (instantOf(plain) ?? instantOf(`${plain}T00:00:00Z`))?.slice(0, 10) ?? null;
    case 'instant':
      return instantOf(plain);
  }
}
