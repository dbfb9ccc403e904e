import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';
import { amount, type Amount, ONE, stored } from './money';

/** Digits of a rate after the point: the rate that is stored is the rate that amounts are made with. */
const RATE_SCALE = 12;

const FACTORS: Readonly<Record<string, string>> = {
  One: '1',
  Ten: '10',
  Hundred: '100',
  Thousand: '1000',
  TenThousand: '10000',
};

/**
 * Units of `to` for one unit of `from`, on a day. The rates are those of *Currency exchange rates*, quoted for as many units as the
 * currency pair says; where a pair is kept in the other direction only, its reciprocal serves, as in Finance's rate provider.
 * @returns null where there is none: *Import from staging* then leaves the actual where it is
 */
export function exchangeRate(tables: Tables, type: string, from: string, to: string, day: Value): Amount | null {
  if (from.toLowerCase() === to.toLowerCase()) return ONE;
  const straight = quoted(tables, type, from, to, day);
  if (straight) return amount(stored(straight, RATE_SCALE));
  const reverse = quoted(tables, type, to, from, day);
  return reverse && amount(stored(ONE.div(reverse), RATE_SCALE));
}

function quoted(tables: Tables, type: string, from: string, to: string, day: Value): Amount | null {
  const pair = { ExchangeRateTypeName: type, FromCurrencyCode: from, ToCurrencyCode: to };
  const rows = tables.all('ExchangeRatesCDSEntity', pair).filter((row) => isValid(row.values, day));
  const rate = rows.at(-1);
  if (!rate || amount(of(rate, 'Rate')).eq(0)) return null;
  const factor = tables.first('ExchangeRateCurrencyPairs', pair)?.values['ExchangeRateDisplayFactor'] ?? 'One';
  return amount(of(rate, 'Rate')).div(amount(FACTORS[factor] ?? '1'));
}

function isValid(rate: Readonly<Record<string, Value>>, day: Value): boolean {
  const from = rate['ValidFrom'] ?? '';
  const to = rate['ValidTo'] ?? '';
  return from <= day && (to === '1900-01-01' || day <= to);
}

/** What Finance says. How it words a missing rate is not documented; assumed. */
export function noRate(from: string, to: string, day: Value): string {
  return `Exchange rate for the currency pair ${from} to ${to} could not be found for the date ${spoken(day)}.`;
}

/** A day as Finance's messages in English have it: 11/20/2024. */
export function spoken(day: Value): string {
  const [year, month, date] = day.split('-');
  return `${Number(month)}/${Number(date)}/${year}`;
}
