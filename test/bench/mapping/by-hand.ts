import { dayOf } from '../../../plugins-ts/maps/cells/zone';
import { deterministicGuid } from '../../../plugins-ts/maps/source';
import type { Row, Value, Values } from '../../../plugins-ts/maps';

/**
 * The actuals map as somebody would write it who knows both sides: the same filter, fields, value maps and rules, with
 * nothing that could be told otherwise.
 */
export const byHand =
  (mapKey: string, zones: Readonly<Record<string, string>>): ((row: Row) => Values | null) =>
  (row) => {
    const type = row.msdyn_transactiontypecode;
    const passes =
      (type === 192_350_000 && row.msdyn_project !== null) ||
      type === 192_350_006 ||
      (type === 192_350_005 && row.msdyn_istransition !== true);
    if (!passes || row.msdyn_skipsync === true) return null;

    const company = code(row['msdyn_owningcompany.cdm_companycode']);
    const day = (value: Value | undefined): Value => {
      if (typeof value !== 'string') return null;
      if (value.startsWith('1900-01-01') || value.startsWith('0001-01-01')) return null;
      if (value.startsWith('2154-12-31') || value >= '9999-12-30') return '2154-12-31T12:00:00Z';
      return `${dayOf(value, zones[company ?? ''] ?? 'UTC')}T12:00:00Z`;
    };
    return {
      dataAreaId: company,
      ActualsImportId: id(row.msdyn_actualimportid) ?? deterministicGuid(mapKey, String(row.msdyn_actualid)),
      ActualId: id(row.msdyn_actualid),
      AccountingDate: day(row.msdyn_accountingdate),
      AdjustmentStatus: whole(row.msdyn_adjustmentstatus),
      Amount: decimal(row.msdyn_amount),
      BillingStatusId: whole(row.msdyn_billingstatus),
      BillingType: symbol(BILLING, row.msdyn_billingtype) ?? 'NotSpecified',
      BookableResourceName: text(row.msdyn_nameofbookableresource),
      ContractId: text(row['msdyn_projectcontractsplitbillingrule.msdyn_projectcontractid.msdyn_salesordernumber']),
      Description: text(row.msdyn_description),
      DocumentDate: day(row.msdyn_documentdate),
      EndDate: day(row.msdyn_enddatetime),
      ExternalDescription: text(row.msdyn_externaldescription),
      ExternalReference: text(row.msdyn_externalreferenceid),
      FundingSource: text(row['msdyn_projectcontractsplitbillingrule.msdyn_projectcontractsplitbillingrulenumber']),
      InvoiceProposalId: text(row['msdyn_invoice.msdyn_invoicenumber']),
      IsJournalized: row.msdyn_isjournalized === true ? 'Yes' : 'No',
      ProductNumber: text(row['msdyn_product.msdyn_productnumber']),
      ProjectId: text(row['msdyn_project.msdyn_projectnumber']),
      ProjectDataAreaId: code(row['msdyn_project.msdyn_owningcompany.cdm_companycode']),
      Quantity: decimal(row.msdyn_quantity),
      StartDate: day(row.msdyn_startdatetime),
      Status: whole(row.statecode),
      StatusReason: whole(row.statuscode),
      TransactionCategoryId: text(row['msdyn_transactioncategory.msdyn_transactioncategorynumber']),
      TransactionClassification: whole(row.msdyn_transactionclassification),
      TransactionCurrencyId: text(row['transactioncurrencyid.isocurrencycode']),
      TransactionType: symbol(TYPE, row.msdyn_transactiontypecode) ?? 'Cost',
      UnitOfMeasure: text(row['msdyn_unit.msdyn_symbol']),
      UnitPrice: decimal(row.msdyn_price),
      TaskNumber: text(row['msdyn_task.msdyn_activitynumber']),
      ContractLineId: text(row.msdyn_valueofsalescontractline),
      ExternalOriginReference: text(row.msdyn_externaloriginreference),
      SalesTaxAmount: decimal(row.msdyn_accountingtaxamount),
      ResourceId: id(row['msdyn_bookableresource.bookableresourceid']),
      CustomerAccountNumber: text(row['msdyn_accountcustomer.accountnumber']),
      ContractingUnit: id(row['msdyn_contractorganizationalunitid.msdyn_organizationalunitid']),
      ResourceOperationUnitId: id(row['msdyn_resourceorganizationalunitid.msdyn_organizationalunitid']),
      UnitPriceMST: decimal(row.msdyn_price_base),
      ExchangeRateDate: day(row.msdyn_exchangeratedate),
      OwningUser: id(row['owninguser.systemuserid']),
      OwningBusinessId: id(row['owningbusinessunit.businessunitid']),
    };
  };

const BILLING: Readonly<Record<number, string>> = {
  192_350_000: 'NonChargeable',
  192_350_001: 'Chargeable',
  192_350_002: 'Complimentary',
  192_350_003: 'NotAvailable',
};
const TYPE: Readonly<Record<number, string>> = {
  192_350_000: 'Cost',
  192_350_005: 'Sales',
  192_350_006: 'BilledSales',
};

function symbol(symbols: Readonly<Record<number, string>>, value: Value | undefined): string | null {
  if (value == null) return null;
  const found = symbols[Number(value)];
  if (found === undefined) throw new Error(`no symbol for ${String(value)}`);
  return found;
}

const text = (value: Value | undefined): string | null =>
  value == null ? null : String(value).replace(/ +$/, '') || null;

const code = (value: Value | undefined): string | null => text(value)?.toLowerCase() ?? null;

function id(value: Value | undefined): string | null {
  const found = text(value)?.toLowerCase() ?? null;
  if (found === null || found === '00000000-0000-0000-0000-000000000000') return null;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(found)) throw new Error(`no id: ${found}`);
  return found;
}

const whole = (value: Value | undefined): string => (value == null ? '0' : String(value));

function decimal(value: Value | undefined): string {
  if (value == null || value === '') return '0';
  const digits = String(value);
  if (!/^-?\d+(\.\d+)?$/.test(digits)) throw new Error(`no number: ${digits}`);
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
