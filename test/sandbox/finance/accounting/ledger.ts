import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';
import { amount, type Amount } from './money';

/** How a company keeps its books. */
export interface Ledger {
  readonly company: string;
  readonly name: string;
  readonly calendar: string;
  readonly accountingCurrency: string;
  /** None where the company reports in its accounting currency only. */
  readonly reportingCurrency: string;
  readonly rateType: string;
  readonly reportingRateType: string;
}

export function ledgerOf(tables: Tables, company: string): Ledger | null {
  const row = tables.first('Ledgers', { LegalEntityId: company });
  if (!row) return null;
  const rateType = of(row, 'ExchangeRateType');
  return {
    company,
    name: of(row, 'Name'),
    calendar: of(row, 'FiscalCalendar'),
    accountingCurrency: of(row, 'AccountingCurrency'),
    reportingCurrency: of(row, 'ReportingCurrency'),
    rateType,
    reportingRateType: of(row, 'ReportingCurrencyExchangeRateType') || rateType,
  };
}

/**
 * The unit that amounts of a currency are rounded to: its general rounding rule. Where none is set, two digits (what Finance does
 * with a rule of 0 is not documented; assumed).
 */
export function roundingOf(tables: Tables, currency: Value): Amount {
  const rule = tables.first('Currencies', { CurrencyCode: currency })?.values['GeneralRoundingRule'] ?? '0';
  return amount(rule).eq(0) ? amount('0.01') : amount(rule);
}
