import { amount, stored, ZERO } from '../accounting/money';
import { of, type Tables } from '../business/tables';
import type { Row, Value } from '../model/value';
import type { StoredRow } from '../store';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** A kind of estimate that comes as a cost line and a sales line, by the fields of its staging table. */
interface Kind {
  readonly staging: string;
  readonly forecast: string;
  readonly line: string;
  readonly origin: string;
  readonly project: string;
  readonly description: string;
  readonly currency: string;
  readonly quantity: string;
  readonly item?: string;
}

const EXPENSES: Kind = {
  staging: 'ProjEstimateExpensesImports',
  forecast: 'ExpenseForecasts',
  line: 'EstimateLineId',
  origin: 'OriginEstimateLineId',
  project: 'ProjectId',
  description: 'Description',
  currency: 'CurrencyId',
  quantity: 'Quantity',
};

const ITEMS: Kind = {
  staging: 'ProjForecastSalesImport',
  forecast: 'ItemForecasts',
  line: 'ForecastLineId',
  origin: 'ForecastLineIdOrigin',
  project: 'ProjId',
  description: 'Comment',
  currency: 'Currency',
  quantity: 'SalesQty',
  item: 'ItemId',
};

/**
 * Estimates of expenses and materials come as two staging rows, cost and sales, and make **one** forecast record ("Project estimates and
 * actuals integration"). What pairs them is not documented; assumed: the origin line, or for a line without one its own id.
 */
export function expenseForecast(tables: Tables, before: Row | null, after: Row | null): void {
  pairedForecast(tables, EXPENSES, before, after);
}

export function itemForecast(tables: Tables, before: Row | null, after: Row | null): void {
  pairedForecast(tables, ITEMS, before, after);
}

function pairedForecast(tables: Tables, kind: Kind, before: Row | null, after: Row | null): void {
  const pairs = [before, after].flatMap((row) =>
    row ? [{ company: row['dataAreaId'] ?? '', origin: originOf(kind, row) }] : [],
  );
  const distinct = pairs.filter(({ company, origin }, at) => {
    return pairs.findIndex((other) => other.company === company && other.origin === origin) === at;
  });
  for (const { company, origin } of distinct) remake(tables, kind, company, origin);
}

function originOf(kind: Kind, row: Row): Value {
  const origin = row[kind.origin] ?? NO_ID;
  return origin === NO_ID ? (row[kind.line] ?? NO_ID) : origin;
}

/** The forecast is what its staging rows say, whichever of them came, changed or went last. */
function remake(tables: Tables, kind: Kind, company: string, origin: Value): void {
  const rows = [
    ...tables.all(kind.staging, { dataAreaId: company, [kind.origin]: origin }),
    ...tables.all(kind.staging, { dataAreaId: company, [kind.line]: origin, [kind.origin]: NO_ID }),
  ];
  const values = rows.length === 0 ? null : forecastOf(tables, kind, company, rows);
  followForecast(tables, kind.forecast, { dataAreaId: company, OriginId: origin }, values);
}

function followForecast(
  tables: Tables,
  set: string,
  own: { readonly dataAreaId: string; readonly OriginId: Value },
  values: Row | null,
): void {
  tables.follow(set, own, values, () => ({ TransId: tables.number(set, own.dataAreaId, 'FC-') }));
}

function forecastOf(tables: Tables, kind: Kind, company: string, rows: readonly StoredRow[]): Row {
  const cost = rows.find((row) => of(row, 'TransType') === 'Cost');
  const sales = rows.find((row) => of(row, 'TransType') === 'Sales');
  // Quantity, dates and texts are the cost line's where there is one (assumed).
  const main = cost ?? sales ?? rows[0];
  if (!main) throw new Error('a forecast without a staging row');
  const property = { dataAreaId: company, BillingType: of(sales ?? main, 'BillingType') };
  return {
    CostLineId: cost ? of(cost, kind.line) : NO_ID,
    SalesLineId: sales ? of(sales, kind.line) : NO_ID,
    ProjectId: of(main, kind.project),
    ActivityNumber: of(main, 'ActivityNumber'),
    ...(kind.item !== undefined && { ItemId: of(main, kind.item) }),
    Category: of(main, 'TransactionCategoryId'),
    Description: of(main, kind.description),
    LineProperty: tables.first('ProjectLineProperties', property)?.values['LinePropertyId'] ?? '',
    ProjectDate: of(main, 'StartDate'),
    EndDate: of(main, 'EndDate'),
    Quantity: of(main, kind.quantity),
    CostPrice: cost ? of(cost, 'Price') : '0',
    CostCurrency: cost ? of(cost, kind.currency) : '',
    SalesPrice: sales ? of(sales, 'Price') : '0',
    SalesCurrency: sales ? of(sales, kind.currency) : '',
  };
}

/** An assignment is one staging row and one hour forecast; prices per hour are made of the planned amounts (assumed). */
export function hourForecast(tables: Tables, before: Row | null, after: Row | null): void {
  const row = after ?? before;
  if (!row) return;
  const origin = { dataAreaId: row['dataAreaId'] ?? '', OriginId: row['EstimateHoursImportId'] ?? '' };
  followForecast(tables, 'HourForecasts', origin, after && hourForecastOf(after));
}

function hourForecastOf(after: Row): Row {
  const hours = amount(after['Duration'] ?? '0');
  const perHour = (name: string): Value => stored(hours.eq(0) ? ZERO : amount(after[name] ?? '0').div(hours), 6);
  return {
    ProjectId: after['ProjectId'] ?? '',
    ActivityNumber: after['ActivityNumber'] ?? '',
    Category: after['TransactionCategoryId'] ?? '',
    ResourceCategoryId: after['ResourceCategoryId'] ?? '',
    Description: after['Description'] ?? '',
    ProjectDate: after['StartDate'] ?? '',
    Quantity: stored(hours, 6),
    CostPrice: perHour('PlannedCostAmount'),
    SalesPrice: perHour('PlannedSalesAmount'),
  };
}
