import Big from 'big.js';
import { PROBLEMS } from '../codes';
import type { ColumnSchema } from '../schema';
import type { Value } from '../value';
import { isProblem, type Cell, type Outcome } from './cell';

const WHOLE = /^-?(?:0|[1-9]\d*)$/;
/** As both sides write decimals: the digits before and after the point that count, and zeros that do not. */
const PLAIN = /^(-?(?:0|[1-9]\d*))\.(\d*?)0*$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** Digits without needless zeros. Never through a binary fraction: `"0.1"` stays a tenth, 2^53 + 1 stays itself. */
export function digits(value: Value): Outcome {
  if (value === null || value === '') return null;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value);
  const text = String(value).trim();
  if (WHOLE.test(text)) return text === '-0' ? '0' : text;
  const plainly = PLAIN.exec(text);
  if (plainly !== null) {
    const [, whole = '', fraction = ''] = plainly;
    if (fraction !== '') return `${whole}.${fraction}`;
    return whole === '-0' ? '0' : whole;
  }
  if (typeof value === 'boolean' || !DECIMAL.test(text)) {
    return { code: PROBLEMS.NOT_A_NUMBER, parameters: { value } };
  }
  const plain = new Big(text).toFixed();
  return plain === '-0' ? '0' : plain;
}

export interface NumberOptions {
  /** Finance's numbers have no null: nothing is 0. */
  readonly zeroForNothing: boolean;
  /** Digits beyond the scale, or beyond so many, are rounded instead of refused. */
  readonly round: boolean | number;
}

/** A number of either side, with the range and scale of its type. */
export function number(schema: ColumnSchema, options: NumberOptions): Cell {
  const { round } = options;
  const scale = typeof round === 'number' ? Math.min(round, schema.scale ?? round) : schema.scale;
  const put = writer(scale === undefined ? schema : { ...schema, scale }, round !== false);
  return {
    speaks: 'number',
    read: (value) => {
      const read = digits(value);
      return read === null && options.zeroForNothing ? '0' : read;
    },
    write: (neutral) => {
      const read = digits(neutral);
      if (isProblem(read)) return read;
      if (read === null) return options.zeroForNothing ? put('0') : null;
      return put(String(read));
    },
  };
}

const INT32 = { least: new Big('-2147483648'), most: new Big('2147483647') };
const INT64 = { least: new Big('-9223372036854775808'), most: new Big('9223372036854775807') };

function writer(schema: ColumnSchema, round: boolean): (text: string) => Outcome {
  switch (schema.type) {
    case 'int':
      return (text) => {
        const whole = scaled(text, 0, round);
        return isProblem(whole) ? whole : within(whole, INT32) ? Number(whole) : outOfRange(text);
      };
    case 'bigint':
      return (text) => {
        const whole = scaled(text, 0, round);
        return isProblem(whole) ? whole : within(whole, INT64) ? whole : outOfRange(text);
      };
    case 'double':
      return (text) => {
        const value = Number(text);
        // More digits than a binary fraction holds would come back as others.
        const isHeld = Number.isFinite(value) && (round || digits(value) === text);
        return isHeld ? value : outOfRange(text);
      };
    default:
      return (text) => scaled(text, schema.scale, round);
  }
}

function scaled(text: string, scale: number | undefined, round: boolean): string | Exclude<Outcome, Value> {
  const point = text.indexOf('.');
  if (scale === undefined || point < 0 || text.length - point - 1 <= scale) return text;
  if (!round) return { code: PROBLEMS.DECIMALS_LOST, parameters: { value: text, scale } };
  const rounded = new Big(text).round(scale, Big.roundHalfUp).toFixed();
  return rounded === '-0' ? '0' : rounded;
}

const within = (text: string, range: { least: Big; most: Big }): boolean =>
  text.length < 10 || (range.least.lte(text) && range.most.gte(text));

const outOfRange = (text: string): Outcome => ({ code: PROBLEMS.OUT_OF_RANGE, parameters: { value: text } });
