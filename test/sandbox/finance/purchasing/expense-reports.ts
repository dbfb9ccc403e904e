import { amount, type Amount, stored } from '../accounting/money';
import { type Entry, moved, post } from '../accounting/vouchers';
import { of, Tables } from '../business/tables';
import { converted } from '../integration/amounts';
import type { ProcessContext } from '../integration/import-from-staging';
import { sharedCategoryId } from '../integration/transaction-class';
import type { Value } from '../model/value';
import { againstProject, NotPosted, termsOf } from './document';

/** A line as the employee entered it. Decimals are texts; days `2026-10-12`. */
export interface ExpenseLine {
  /** Expense category. */
  readonly category: string;
  readonly date: string;
  /** Without tax. */
  readonly amount: string;
  readonly tax?: string;
  readonly quantity?: string;
  readonly currency: string;
  /** None: an expense of no project. */
  readonly project?: string;
  readonly task?: string;
  readonly billingType?: string;
  readonly text?: string;
}

export interface ExpenseReport {
  readonly company: string;
  readonly lines: readonly ExpenseLine[];
}

/** Numbers that the lines got, in their order. */
export interface PostedExpenses {
  readonly voucher: Value;
  readonly lines: readonly Value[];
}

/**
 * Posts an approved expense report, all of it or nothing. The cost of a project goes to the expense integration account, not to the project:
 * it gets there when the actual comes back from Dataverse ("Expense management integration"). From then on the lines are in the export
 * entity, those without a project too: who reads it filters.
 * @throws NotPosted
 */
export function postExpenseReport({ store }: ProcessContext, report: ExpenseReport): PostedExpenses {
  return store.transaction(() => {
    const tables = new Tables(store);
    const company = report.company.toLowerCase();
    if (report.lines.length === 0) throw new NotPosted(['The expense report has no lines.']);
    const reasons = report.lines.flatMap((line) => againstLine(tables, company, line));
    if (reasons.length > 0) throw new NotPosted(reasons);
    const voucher = tables.number('ExpenseVoucher', company, 'EXPV-');
    const lines = report.lines.map((line, at) => postLine(tables, company, line, `${voucher}-${at + 1}`));
    return { voucher, lines };
  });
}

function againstLine(tables: Tables, company: string, line: ExpenseLine): string[] {
  const category = tables.first('ProjExpenseCategoriesExport', { dataAreaId: company, CostType: line.category });
  if (!category) return [`Expense category '${line.category}' does not exist in company '${company}'.`];
  if (of(category, 'IsInactive') === 'Yes') return [`Expense category '${line.category}' is inactive.`];
  const project = line.project ?? '';
  if (project === '') return [];
  const own = { dataAreaId: company, Category: sharedCategoryId(of(category, 'TransactionCategoryId'), 'Cost') ?? '' };
  return [
    ...againstProject(tables, company, project, line.task ?? ''),
    ...(tables.first('ProjectCategories', own)
      ? []
      : [`Project category '${own.Category}' of type Cost does not exist in company '${company}'.`]),
  ];
}

function postLine(tables: Tables, company: string, line: ExpenseLine, voucher: Value): Value {
  const terms = termsOf(tables, company, line.currency, line.date);
  const net = amount(line.amount);
  const tax = amount(line.tax ?? '0');
  const number = tables.number('ExpenseLine', company, 'EXR-');
  const text = line.text ?? '';
  const amounts = (base: Amount): Omit<Entry, 'account'> => {
    const { accounting, reporting } = converted(tables, terms.ledger, base, terms);
    return { amount: base, accountingAmount: accounting, reportingAmount: reporting };
  };
  const account = (line.project ?? '') === '' ? 'Expense' : 'Expense integration account';
  const head = { company, number: voucher, accountingDate: terms.accountingDate, currency: line.currency };
  post(tables, { ...head, document: number, text }, [
    ...moved(account, 'Employee liability', amounts(net)),
    ...moved('Sales tax receivable', 'Employee liability', amounts(tax)),
  ]);
  const category = tables.first('ProjExpenseCategoriesExport', { dataAreaId: company, CostType: line.category });
  tables.add('ProjExpensesExport', {
    ExpTransNumber: number,
    ReferenceDataAreaId: company,
    ProjTransId: tables.number('ProjTrans', company, 'PT-'),
    ProjId: line.project ?? '',
    ProjActivityNumber: line.task ?? '',
    InterCompanyLE: company,
    CostType: line.category,
    TransactionCategoryId: category ? of(category, 'TransactionCategoryId') : '',
    ExchangeCode: line.currency,
    TransDate: line.date,
    Quantity: line.quantity ?? '1',
    NetAmount: stored(net, 6),
    TaxAmount: stored(tax, 6),
    Amount: stored(net.plus(tax), 6),
    BillingType: line.billingType ?? 'Chargeable',
    AdditionalInformation: text,
  });
  return number;
}
