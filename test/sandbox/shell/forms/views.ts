import { stableId, text } from './form-xml';
import { SUPPORTING_VIEWS } from './supporting-views';
import { usual, type ViewDesign } from './view-design';

export type { ViewDesign } from './view-design';

const PROJECT_COLUMNS: ViewDesign['columns'] = [
  ['msdyn_subject', 220],
  ['msdyn_projectnumber', 120],
  ['msdyn_customer', 180],
  ['msdyn_owningcompany', 120],
  ['msdyn_projectmanager', 150],
  ['msdyn_scheduledstart', 130],
  ['msdyn_finish', 130],
  ['msdyn_totalplannedcost', 130],
  ['statuscode', 110],
];

export const VIEWS: readonly ViewDesign[] = [
  ...usual(
    'msdyn_project',
    ['Active Projects', 'Projets actifs'],
    ['Inactive Projects', 'Projets inactifs'],
    PROJECT_COLUMNS,
    'msdyn_projectnumber',
    ['msdyn_subject', 'msdyn_projectnumber', 'msdyn_description'],
  ),
  {
    table: 'msdyn_project',
    key: 'mine',
    name: ['My Active Projects', 'Mes projets actifs'],
    kind: 0,
    columns: PROJECT_COLUMNS,
    state: 0,
    mine: 'msdyn_projectmanager',
    sort: 'msdyn_projectnumber',
  },
  ...usual(
    'account',
    ['Active Accounts', 'Comptes actifs'],
    ['Inactive Accounts', 'Comptes inactifs'],
    [
      ['name', 220],
      ['accountnumber', 120],
      ['msdyn_company', 120],
      ['telephone1', 150],
      ['address1_city', 130],
      ['creditlimit', 130],
      ['msdyn_onholdstatus', 110],
      ['ownerid', 150],
    ],
    'name',
    ['name', 'accountnumber', 'address1_city', 'emailaddress1'],
  ),
  ...usual(
    'salesorder',
    ['Active Project Contracts', 'Contrats de projet actifs'],
    ['Inactive Project Contracts', 'Contrats de projet inactifs'],
    [
      ['name', 220],
      ['msdyn_salesordernumber', 130],
      ['customerid', 180],
      ['msdyn_company', 120],
      ['msdyn_psastate', 120],
      ['totalamount', 140],
      ['ownerid', 150],
    ],
    'msdyn_salesordernumber',
    ['name', 'msdyn_salesordernumber'],
  ),
  ...usual(
    'cdm_company',
    ['Active Companies', 'Sociétés actives'],
    ['Inactive Companies', 'Sociétés inactives'],
    [
      ['cdm_name', 220],
      ['cdm_companycode', 130],
      ['ownerid', 150],
      ['modifiedon', 150],
    ],
    'cdm_companycode',
    ['cdm_name', 'cdm_companycode'],
  ),
  ...usual(
    'msdyn_actual',
    ['Active Actuals', 'Réels actifs'],
    ['Inactive Actuals', 'Réels inactifs'],
    [
      ['msdyn_description', 200],
      ['msdyn_documentdate', 120],
      ['msdyn_project', 180],
      ['msdyn_transactiontypecode', 140],
      ['msdyn_transactionclassification', 120],
      ['msdyn_quantity', 110],
      ['msdyn_amount', 130],
    ],
    'msdyn_documentdate',
    ['msdyn_description'],
  ),
  ...usual(
    'msdyn_projecttask',
    ['Active Project Tasks', 'Tâches de projet actives'],
    ['Inactive Project Tasks', 'Tâches de projet inactives'],
    [
      ['msdyn_subject', 240],
      ['msdyn_wbsid', 90],
      ['msdyn_project', 180],
      ['msdyn_scheduledstart', 130],
      ['msdyn_scheduledend', 130],
      ['msdyn_effort', 110],
    ],
    'msdyn_subject',
    ['msdyn_subject'],
  ),
  ...usual(
    'invoice',
    ['Active Project Invoices', 'Factures de projet actives'],
    ['Inactive Project Invoices', 'Factures de projet inactives'],
    [
      ['name', 240],
      ['msdyn_invoicenumber', 140],
      ['customerid', 180],
      ['msdyn_invoicedate', 130],
      ['msdyn_projectinvoicestatus', 150],
      ['totalamount', 140],
    ],
    'name',
    ['name', 'msdyn_invoicenumber'],
  ),
  ...usual(
    'msdyn_subcontract',
    ['Active Subcontracts', 'Sous-contrats actifs'],
    ['Inactive Subcontracts', 'Sous-contrats inactifs'],
    [
      ['msdyn_name', 240],
      ['msdyn_vendor', 180],
      ['msdyn_subcontractdate', 140],
    ],
    'msdyn_name',
    ['msdyn_name'],
  ),
  ...SUPPORTING_VIEWS,
];

export function viewId(view: Pick<ViewDesign, 'table' | 'key'>): string {
  return stableId('view', view.table, view.key);
}

export function layoutXml(view: ViewDesign, primaryId: string): string {
  const cells = view.columns.map(([column, width]) => `<cell name="${column}" width="${width}"/>`).join('');
  return `<grid name="resultset" jump="${view.columns[0]?.[0] ?? ''}" select="1" icon="1" preview="1"><row name="result" id="${primaryId}">${cells}</row></grid>`;
}

export function fetchXml(view: ViewDesign, primaryId: string): string {
  const columns = [primaryId, ...view.columns.map(([column]) => column)];
  const attributes = [...new Set(columns)].map((column) => `<attribute name="${column}"/>`).join('');
  const conditions = [
    ...(view.state === undefined ? [] : [`<condition attribute="statecode" operator="eq" value="${view.state}"/>`]),
    ...(view.mine === undefined ? [] : [`<condition attribute="${text(view.mine)}" operator="eq-userid"/>`]),
  ];
  const filter = conditions.length === 0 ? '' : `<filter type="and">${conditions.join('')}</filter>`;
  const search = (view.searched ?? []).map((c) => `<condition attribute="${c}" operator="like" value="{0}"/>`).join('');
  const quickFind = search === '' ? '' : `<filter type="or" isquickfindfields="1">${search}</filter>`;
  return `<fetch version="1.0" output-format="xml-platform" mapping="logical"><entity name="${view.table}">${attributes}<order attribute="${view.sort}" descending="${view.descending === true}"/>${filter}${quickFind}</entity></fetch>`;
}
