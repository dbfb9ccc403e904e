import { exchangeRate, noRate } from '../accounting/exchange-rates';
import { accountingDate, periodsOf } from '../accounting/fiscal-periods';
import { type Ledger, ledgerOf } from '../accounting/ledger';
import { type Amount, ONE } from '../accounting/money';
import type { Tables } from '../business/tables';
import { parametersOf } from '../integration/parameters';
import type { Value } from '../model/value';

/** A document is not posted: everything that Finance has against it. */
export class NotPosted extends Error {
  constructor(readonly reasons: readonly string[]) {
    super(reasons.join(' '));
  }
}

/** How a document's amounts get into the books of a company. */
export interface Terms {
  readonly ledger: Ledger;
  readonly accountingDate: Value;
  readonly exchangeRate: Amount;
  readonly reportingExchangeRate: Amount;
}

/** @throws NotPosted for a closed period, a rate that is missing, a company without a ledger */
export function termsOf(tables: Tables, company: string, currency: Value, day: Value): Terms {
  const ledger = ledgerOf(tables, company);
  if (!ledger) throw new NotPosted([`A ledger is not set up for company '${company}'.`]);
  const date = accountingDate(periodsOf(tables, ledger), day, parametersOf(tables, company).mayMoveAccountingDate);
  const rate = exchangeRate(tables, ledger.rateType, currency, ledger.accountingCurrency, day);
  const reporting =
    ledger.reportingCurrency === ''
      ? ONE
      : exchangeRate(tables, ledger.reportingRateType, currency, ledger.reportingCurrency, day);
  const reasons = [
    ...('problem' in date ? [date.problem] : []),
    ...(rate ? [] : [noRate(currency, ledger.accountingCurrency, day)]),
    ...(reporting ? [] : [noRate(currency, ledger.reportingCurrency, day)]),
  ];
  if ('problem' in date || !rate || !reporting) throw new NotPosted(reasons);
  return { ledger, accountingDate: date.day, exchangeRate: rate, reportingExchangeRate: reporting };
}

/** What stands against a project on a line; nothing for a line without one. */
export function againstProject(tables: Tables, company: string, project: Value, task: Value): string[] {
  if (project === '') return [];
  if (!tables.first('ProjectsV2', { dataAreaId: company, ProjectId: project })) {
    return [`Project '${project}' does not exist in company '${company}'.`];
  }
  if (task !== '' && !tables.first('ProjectTasks', { dataAreaId: company, ProjectId: project, TaskId: task })) {
    return [`Activity '${task}' does not exist on project '${project}'.`];
  }
  return [];
}
