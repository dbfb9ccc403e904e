/** Pairs that are known or supposed and that no shipped map has, by map and Finance field (or Dataverse column): why. */
export const LEFT_OUT: Readonly<Record<string, Readonly<Record<string, string>>>> = (() => {
  const noColumn = 'nobody has published the Dataverse column, and nothing needs it';
  const ids = 'its values are ids that differ from environment to environment';
  const hidden = 'the value of the Default is hidden in what was published';
  return {
    'project-contract-headers': { TERMSOFPAYMENT: ids, INTEGRATIONSOURCEDATAID: ids },
    'project-funding-source': { TERMSOFPAYMENT: ids },
    'projects-v2': { INTEGRATIONSOURCEDATAID: ids },
    'project-operations-integration-entity-for-expense-estimates': { SEQUENCENUMBER: noColumn },
    'project-integration-table-for-material-estimates': { SEQUENCENUMBER: noColumn, TRANSID: noColumn },
    'project-operations-integration-entity-for-hour-estimates': { SEQUENCENUMBER: noColumn },
    'project-operations-integration-contract-line-milestones': {
      TRANSSTATUS: 'published for a cut-over only: it marks milestones that are ready for invoicing as invoiced',
      PROJECTCONTRACTLINEMILESTONEHEADER: noColumn,
      TOTALSALESAMOUNT: noColumn,
      CUSTOMERACCOUNTNUMBER: noColumn,
      TRANSACTIONID: noColumn,
      LEDGERTRANSACTIONDATE: noColumn,
      LEDGERSALESAMOUNT: noColumn,
    },
    'project-operations-integration-actuals': {
      RESOURCINGCOMPANY: noColumn,
      SUBCONTRACTLINE: noColumn,
      SUBCONINVOICEID: noColumn,
      VENDINVOICELINEPROJTRANSID: noColumn,
      MATCHEDVENDORINVOICE: noColumn,
      PRODUCTDESCRIPTION: noColumn,
      CONTRACTLINE: noColumn,
      INVOICEID: noColumn,
      PROJACTUALSIMPORTSYNC: noColumn,
    },
    'project-invoice-proposals-v2': { TERMSOFPAYMENT: 'no such field of the entity is known' },
    'project-operations-integration-project-expense-categories-export-entity': { COSTTXT: noColumn },
    'project-operations-integration-project-expenses-export-entity': { PROJTRANSID: noColumn },
    'project-operations-integration-project-vendor-invoice-export-entity-v2': {
      PURCHID: noColumn,
      DOCUMENTDATE: noColumn,
      ORDERACCOUNT: noColumn,
      TABLEREFID: noColumn,
    },
    'project-operations-integration-project-vendor-invoice-line-export-entity': {
      msdyn_duration: hidden,
      msdyn_verificationstatus: hidden,
      ORDERACCOUNT: noColumn,
      DISPLAYPRODUCTNUMBER: noColumn,
    },
    'project-subcontract-purchase-order-header': {
      PROJID: noColumn,
      ACCOUNTINGDATE: noColumn,
      PURCHASEORDERNUMBER: noColumn,
      PURCHSTATUS: noColumn,
    },
    'project-subcontract-purchase-order-line': {
      PROCUREMENTCATEGORY: noColumn,
      PURCHID: noColumn,
      PURCHSTATUS: noColumn,
    },
  };
})();

interface Otherwise {
  readonly dataverse?: string;
  /** 1 to Dataverse, 2 to Finance, 3 both. */
  readonly direction?: 1 | 2 | 3;
  /** What was read is not enough to carry the pair: the rest is reasoned. */
  readonly inferred?: true;
  readonly why: string;
}

/** Pairs that a shipped map has in another way than they were published or supposed, by map and Finance field: why. */
export const OTHERWISE: Readonly<Record<string, Readonly<Record<string, Otherwise>>>> = (() => {
  const line = 'the number of the contract line, as actuals have it: a row id would pass unnoticed and fit no line';
  const number = 'a number: a row id would pass unnoticed, and find no order that dual-write has made';
  const ends = 'a path ends in a column that holds the value, not in a lookup';
  const valueMap = 'the entries of its value map were not published';
  const lineOf = (lookup: string): Otherwise => ({
    dataverse: `${lookup}.msdyn_salescontractlinenumber`,
    why: line,
  });
  return {
    'customers-v3': { INVOICEADDRESS: { inferred: true, why: valueMap } },
    'vendors-v2': {
      FORMATTEDPRIMARYADDRESS: { direction: 1, why: 'Finance puts it together; nobody writes it' },
      LANGUAGEID: { inferred: true, why: valueMap },
      PERSONANNIVERSARYMONTH: { inferred: true, why: valueMap },
      PERSONBIRTHMONTH: { inferred: true, why: valueMap },
    },
    'project-contract-headers': {
      CUSTOMERACCOUNTNUMBER: { dataverse: 'customerid.accountnumber', why: 'a contact has no customer account' },
    },
    'project-contract-lines': { CONTRACTLINEID: { dataverse: 'msdyn_salescontractlinenumber', why: line } },
    'project-operations-integration-entity-for-expense-estimates': {
      CONTRACTLINEID: lineOf('msdyn_salescontractlineid'),
      ORIGINESTIMATELINEID: { dataverse: 'msdyn_origin.msdyn_estimatelineid', why: 'the line that it came from' },
    },
    'project-integration-table-for-material-estimates': {
      CONTRACTLINEID: lineOf('msdyn_salescontractlineid'),
      FORECASTLINEIDORIGIN: { dataverse: 'msdyn_origin.msdyn_estimatelineid', why: 'the line that it came from' },
    },
    'project-operations-integration-entity-for-hour-estimates': {
      CONTRACTLINEID: lineOf('msdyn_salescontractlineid'),
    },
    'project-operations-integration-contract-line-milestones': {
      CONTRACTLINEID: lineOf('msdyn_contractlineid'),
      CONTRACTLINEMILESTONEIDENTIFIER: { dataverse: 'msdyn_contractlinescheduleofvaluenumber', why: number },
    },
    'project-operations-integration-actuals': {
      DATAAREAID: { direction: 2, why: 'nothing of an actual comes back into its row' },
      CONTRACTINGUNIT: {
        dataverse: 'msdyn_contractorganizationalunitid.msdyn_organizationalunitid',
        why: ends,
      },
      RESOURCEOPERATIONUNITID: {
        dataverse: 'msdyn_resourceorganizationalunitid.msdyn_organizationalunitid',
        why: ends,
      },
      OWNINGUSER: { dataverse: 'owninguser.systemuserid', why: ends },
      OWNINGBUSINESSID: { dataverse: 'owningbusinessunit.businessunitid', why: ends },
    },
    'project-operations-integration-project-vendor-invoice-export-entity-v2': {
      PROJVENDINVOICESTATUS: { inferred: true, why: valueMap },
      SUBCONTRACTINVOICE: { inferred: true, why: valueMap },
      msdyn_hasexternalorigin: { inferred: true, why: 'the value of the Default was not published' },
      DATAAREAID: { direction: 3, why: 'a key of a map with a two-way column goes both ways' },
    },
    'project-operations-integration-project-vendor-invoice-export-entity': {
      TABLEREFID: { dataverse: 'msdyn_externalinvoice', why: 'the key; the lines have msdyn_externalinvoiceline' },
    },
    'project-operations-integration-project-vendor-invoice-line-export-entity': {
      PROJSUBCONTRACTLINENUMBER: { dataverse: 'msdyn_subcontractline.msdyn_subcontractlinenumber', why: ends },
    },
    'project-subcontract-purchase-order-header': {
      PROJSUBCONTRACTNUMBER: { dataverse: 'msdyn_subcontractnumber', why: number },
    },
    'project-subcontract-purchase-order-line': {
      PROJSUBCONTRACTLINENUMBER: { dataverse: 'msdyn_subcontractlinenumber', why: number },
      SUBCONTRACTNUMBER: { dataverse: 'msdyn_subcontractid.msdyn_subcontractnumber', why: number },
    },
  };
})();
