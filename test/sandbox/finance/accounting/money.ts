import Big from 'big.js';
import { roundDecimal, type Value } from '../model/value';

/** Decimals of our own: exact, with thirty digits after a division, whatever others set. */
const Decimal = Big();
Decimal.DP = 30;
Decimal.RM = Decimal.roundHalfUp;
Decimal.NE = -40;
Decimal.PE = 40;

export type Amount = Big;

export const ZERO: Amount = new Decimal(0);
export const ONE: Amount = new Decimal(1);

/** A stored decimal. @throws Error for text that is none */
export function amount(text: Value): Amount {
  return new Decimal(text);
}

/** To the nearest multiple of a unit (0.01, 0.05, 1), halves away from zero. */
export function roundedTo(value: Amount, unit: Amount): Amount {
  return value.div(unit).round(0, Decimal.roundHalfUp).times(unit);
}

/** As a field with so many digits after the point keeps it. */
export function stored(value: Amount, scale: number): Value {
  return roundDecimal(value.toFixed(), scale);
}
