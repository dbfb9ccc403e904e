import { type Ledger, roundingOf } from '../accounting/ledger';
import { type Amount, roundedTo } from '../accounting/money';
import type { Tables } from '../business/tables';

export interface Converted {
  readonly accounting: Amount;
  readonly reporting: Amount;
}

/**
 * An amount of a transaction in the currencies of a ledger, each from the transaction currency (as `CurrencyExchangeHelper`'s
 * `calculateTransactionToAccounting` and `calculateTransactionToReporting`) and rounded to its own.
 */
export function converted(
  tables: Tables,
  ledger: Ledger,
  base: Amount,
  rates: { readonly exchangeRate: Amount; readonly reportingExchangeRate: Amount },
): Converted {
  const accounting = roundedTo(base.times(rates.exchangeRate), roundingOf(tables, ledger.accountingCurrency));
  const reporting =
    ledger.reportingCurrency === ''
      ? accounting
      : roundedTo(base.times(rates.reportingExchangeRate), roundingOf(tables, ledger.reportingCurrency));
  return { accounting, reporting };
}
