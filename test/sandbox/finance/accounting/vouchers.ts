import type { Tables } from '../business/tables';
import type { Value } from '../model/value';
import { type Amount, stored } from './money';

/** One side of an entry: debit is positive. */
export interface Entry {
  readonly account: string;
  readonly amount: Amount;
  readonly accountingAmount: Amount;
  readonly reportingAmount: Amount;
}

export interface Voucher {
  readonly company: string;
  readonly number: Value;
  readonly accountingDate: Value;
  readonly currency: Value;
  readonly document: Value;
  readonly text: string;
}

/** Debit on one account, credit on another, of the same amounts. */
export function moved(debit: string, credit: string, amounts: Omit<Entry, 'account'>): readonly Entry[] {
  const { amount, accountingAmount, reportingAmount } = amounts;
  return [
    { account: debit, amount, accountingAmount, reportingAmount },
    {
      account: credit,
      amount: amount.neg(),
      accountingAmount: accountingAmount.neg(),
      reportingAmount: reportingAmount.neg(),
    },
  ];
}

/**
 * Writes entries to the general ledger. @throws Error when debit and credit differ: nothing of ours may post what does not balance
 */
export function post(tables: Tables, voucher: Voucher, entries: readonly Entry[]): void {
  const written = entries.filter(({ amount, accountingAmount }) => !amount.eq(0) || !accountingAmount.eq(0));
  for (const side of ['amount', 'accountingAmount', 'reportingAmount'] as const) {
    const [first, ...others] = written.map((entry) => entry[side]);
    if (first && !others.reduce((sum, next) => sum.plus(next), first).eq(0)) {
      throw new Error(`voucher ${voucher.number} does not balance in ${side}`);
    }
  }
  written.forEach((entry, at) =>
    tables.add('VoucherTransactions', {
      dataAreaId: voucher.company,
      Voucher: voucher.number,
      Entry: String(at + 1),
      AccountingDate: voucher.accountingDate,
      MainAccount: entry.account,
      CurrencyCode: voucher.currency,
      Amount: stored(entry.amount, 6),
      AccountingAmount: stored(entry.accountingAmount, 6),
      ReportingAmount: stored(entry.reportingAmount, 6),
      DocumentId: voucher.document,
      Text: voucher.text,
    }),
  );
}
