import { PROBLEMS } from '../codes';
import type { Value } from '../value';
import type { Cell, Outcome } from './cell';

/**
 * Finds the symbol of `$metadata` for a spelling in a map: dual-write writes `billedSales` and `non-Specific` where
 * Finance says `BilledSales` and `NonSpecific`.
 */
export function exactSymbol(members: readonly string[] | undefined, spelling: string): string | undefined {
  if (members === undefined) return spelling;
  if (members.includes(spelling)) return spelling;
  const wanted = bare(spelling);
  return members.find((member) => bare(member) === wanted);
}

const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

/** A Finance enum: an exact symbol; nothing is the first one, for Finance knows no enum without a value. */
export function symbol(members: readonly string[] | undefined): Cell {
  const known = new Map((members ?? []).map((member) => [member.toLowerCase(), member]));
  const exact = (value: Value): Outcome => {
    if (value === null || value === '') return members?.[0] ?? null;
    const text = String(value);
    if (members === undefined) return text;
    return known.get(text.toLowerCase()) ?? { code: PROBLEMS.UNKNOWN_SYMBOL, parameters: { value } };
  };
  return { speaks: 'symbol', read: exact, write: exact };
}

/** A Dataverse choice, state or status: its number. */
export function choice(options: readonly number[] | undefined): Cell {
  const known = options === undefined ? undefined : new Set(options);
  const read = (value: Value): Outcome => {
    if (value === null || value === '') return null;
    const option = typeof value === 'number' ? value : Number(value);
    return Number.isInteger(option) ? option : { code: PROBLEMS.NOT_A_NUMBER, parameters: { value } };
  };
  return {
    speaks: 'choice',
    read,
    write: (neutral) => {
      const option = read(neutral);
      if (typeof option !== 'number' || known === undefined || known.has(option)) return option;
      return { code: PROBLEMS.UNKNOWN_OPTION, parameters: { value: option } };
    },
  };
}

/**
 * A Dataverse choice that Finance keeps as a plain number. Finance's 0 is nothing, unless Dataverse has an option 0, as
 * states do.
 */
export function choiceAsNumber(options: readonly number[] | undefined): Cell {
  const own = choice(options);
  const hasZero = options?.includes(0) ?? true;
  return {
    speaks: 'number',
    read: (value) => {
      const option = own.read(value);
      return typeof option === 'number' ? String(option) : option;
    },
    write: (neutral) => own.write(neutral === '0' && !hasZero ? null : neutral),
  };
}

/**
 * A boolean; in maps and in value maps also the words that dual-write uses for it.
 *
 * @param nothing what stands for nothing: null in Dataverse, false in Finance, which has no null
 */
export function boolean(nothing: false | null): Cell {
  const read = (value: Value): Outcome => {
    if (typeof value === 'boolean') return value;
    const word = value === null ? '' : String(value).toLowerCase();
    if (word === '') return nothing;
    if (word === 'true' || word === 'yes' || word === '1') return true;
    if (word === 'false' || word === 'no' || word === '0') return false;
    return { code: PROBLEMS.NOT_A_BOOLEAN, parameters: { value } };
  };
  return { speaks: 'boolean', read, write: read };
}
