import { exchangeRate, noRate } from '../accounting/exchange-rates';
import { accountingDate, type FiscalPeriod, periodsOf } from '../accounting/fiscal-periods';
import { type Ledger, ledgerOf } from '../accounting/ledger';
import { type Amount, ONE } from '../accounting/money';
import { of, type Tables } from '../business/tables';
import type { Row, Value } from '../model/value';
import type { Actual } from './actual';
import { type Parameters, parametersOf } from './parameters';
import { sharedCategoryId } from './transaction-class';

/** What an actual gets on its way into a journal or a proposal. */
export interface Findings {
  readonly accountingDate: Value;
  readonly category: Value;
  readonly worker: Value;
  readonly lineProperty: Value;
  readonly exchangeRate: Amount;
  readonly reportingExchangeRate: Amount;
}

/** Findings, or what Finance has against the actual. */
export type Examined = { readonly findings: Findings; readonly company: Company } | { readonly problem: string };

/** Looks at actuals, one by one. @param tables those of one run, which read reference data once */
export class Examiner {
  private readonly companies = new Map<string, Company | null>();

  constructor(private readonly tables: Tables) {}

  /** @returns null for a company without a ledger */
  company(company: string): Company | null {
    const known = this.companies.get(company);
    if (known !== undefined) return known;
    const ledger = ledgerOf(this.tables, company);
    const found = ledger && {
      ledger,
      parameters: parametersOf(this.tables, company),
      periods: periodsOf(this.tables, ledger),
    };
    this.companies.set(company, found);
    return found;
  }

  /**
   * Looks at an actual as *Import from staging* does. Documented: the missing exchange rate, the category, the accounting date, the
   * intercompany relationship. That unknown projects, resources, units and classifications are found here as well, and the words of all
   * texts but those of period and intercompany relationship, are assumed.
   */
  examine(actual: Actual): Examined {
    const company = this.company(actual.company);
    if (!company) return { problem: `A ledger is not set up for company '${actual.company}'.` };
    const { row } = actual;
    const against =
      this.againstCompany(actual) ?? this.againstProject(actual) ?? this.againstUnit(of(row, 'UnitOfMeasure'));
    if (against !== null) return { problem: against };
    const category = this.category(actual, company.parameters);
    if ('problem' in category) return category;
    const worker = this.worker(actual);
    if ('problem' in worker) return worker;
    const rates = this.rates(actual, company.ledger);
    if ('problem' in rates) return rates;
    const day = this.accountingDate(actual, company);
    if ('problem' in day) return day;
    return {
      company,
      findings: {
        accountingDate: day.day,
        category: category.category,
        worker: worker.worker,
        lineProperty: this.lineProperty(actual),
        ...rates,
      },
    };
  }

  private againstCompany({ row, projectCompany, actualId }: Actual): string | null {
    const lending = of(row, 'ResourcingCompany').toLowerCase();
    if (lending === '' || lending === projectCompany) return null;
    if (this.has('ProjectIntercompany', { dataAreaId: lending, BorrowingLegalEntity: projectCompany })) return null;
    const [borrower, lender] = [projectCompany.toUpperCase(), lending.toUpperCase()];
    return `Unable to import actual {${actualId.toUpperCase()}}. Intercompany relationship has to be set up between legal entity ${borrower} and ${lender} in Project Management and Accounting Parameters`;
  }

  /** A milestone or retainer may belong to a contract without a project. */
  private againstProject({ row, projectCompany, class: type }: Actual): string | null {
    const project = of(row, 'ProjectId');
    if (project === '') return type === 'OnAccount' ? null : "Field 'Project ID' must be filled in.";
    if (this.has('ProjectsV2', { dataAreaId: projectCompany, ProjectId: project })) return null;
    return `Project '${project}' does not exist in company '${projectCompany}'.`;
  }

  private againstUnit(unit: Value): string | null {
    return unit === '' || this.has('UnitsOfMeasure', { UnitSymbol: unit })
      ? null
      : `Unit of measure '${unit}' does not exist.`;
  }

  /** The company's project category of the actual's transaction category and class; without one, the company's default. */
  private category(actual: Actual, parameters: Parameters): { category: Value } | { problem: string } {
    const { row, company, class: type } = actual;
    if (type === null) {
      return { problem: `Transaction classification ${of(row, 'TransactionClassification')} is not known.` };
    }
    const given = of(row, 'TransactionCategoryId');
    const category = given === '' ? (parameters.defaultCategories[type] ?? '') : sharedCategoryId(given, type);
    if (type === 'OnAccount') return { category: given === '' ? (category ?? '') : '' };
    if (category === '' || category === null) {
      return { problem: `Project category defaults are not set up for transaction type ${type}.` };
    }
    const found = this.tables.first('ProjectCategories', { dataAreaId: company, Category: category });
    if (!found || of(found, 'TransactionType') !== type) {
      return { problem: `Project category '${category}' of type ${type} does not exist in company '${company}'.` };
    }
    if (of(found, 'ActiveInJournals') !== 'Yes') {
      return { problem: `Project category '${category}' is not active in journals.` };
    }
    return { category };
  }

  /** Hours are somebody's: the resource must have come as a worker. What a subcontractor works has no worker of ours. */
  private worker({ row, class: type, resource }: Actual): { worker: Value } | { problem: string } {
    if (resource === null || type !== 'Hour' || of(row, 'SubcontractLine') !== '') return { worker: '' };
    const linked = this.tables.first('WorkerResourceImports', { ProjCDSResourceId: resource });
    const worker = linked && this.tables.first('Workers', { PersonnelNumber: of(linked, 'PersonnelNumber') });
    if (worker) return { worker: of(worker, 'PersonnelNumber') };
    return { problem: `Resource '${of(row, 'BookableResourceName') || resource}' is not a worker.` };
  }

  private lineProperty({ row, company }: Actual): Value {
    const key = { dataAreaId: company, BillingType: of(row, 'BillingType') };
    return this.tables.first('ProjectLineProperties', key)?.values['LinePropertyId'] ?? '';
  }

  private rates(
    { row, rateDate }: Actual,
    ledger: Ledger,
  ): Pick<Findings, 'exchangeRate' | 'reportingExchangeRate'> | { problem: string } {
    const currency = of(row, 'TransactionCurrencyId');
    if (!this.has('Currencies', { CurrencyCode: currency })) {
      return { problem: `Currency '${currency}' does not exist.` };
    }
    const rate = this.rate(ledger.rateType, currency, ledger.accountingCurrency, rateDate);
    if (!rate) return { problem: noRate(currency, ledger.accountingCurrency, rateDate) };
    if (ledger.reportingCurrency === '') return { exchangeRate: rate, reportingExchangeRate: ONE };
    const reporting = this.rate(ledger.reportingRateType, currency, ledger.reportingCurrency, rateDate);
    if (!reporting) return { problem: noRate(currency, ledger.reportingCurrency, rateDate) };
    return { exchangeRate: rate, reportingExchangeRate: reporting };
  }

  private rate(type: string, from: string, to: string, day: Value): Amount | null {
    return exchangeRate(this.tables, type, from, to, day);
  }

  /**
   * Without *Automatically set accounting date to open ledger period* a closed period is no matter of the import: the line is made, and
   * posting refuses it.
   */
  private accountingDate(
    { accountingDate: day }: Actual,
    { parameters, periods }: Company,
  ): { day: Value } | { problem: string } {
    return parameters.mayMoveAccountingDate ? accountingDate(periods, day, true) : { day };
  }

  private has(set: string, key: Row): boolean {
    return this.tables.first(set, key) !== undefined;
  }
}

export interface Company {
  readonly ledger: Ledger;
  readonly parameters: Parameters;
  readonly periods: readonly FiscalPeriod[];
}
