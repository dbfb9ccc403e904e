import { stableId, type Field, type FormDesign, type Words } from './form-xml';

type Section = readonly [name: string, label: Words, fields: readonly Field[]];

const GENERAL: Words = ['General', 'Général'];

/** A form of one tab: sections side by side, the timeline last. Plain, as those that the platform makes itself. */
function plainForm(
  table: string,
  name: Words,
  header: readonly Field[],
  sections: readonly Section[],
  id = stableId('form', table),
): FormDesign {
  const width = `${Math.floor(100 / (sections.length + 1))}%`;
  return {
    id,
    table,
    name,
    header,
    tabs: [
      {
        name: 'general',
        label: GENERAL,
        columns: [
          ...sections.map(([section, label, fields]) => ({ width, sections: [{ name: section, label, fields }] })),
          {
            width,
            sections: [{ name: 'timeline', label: ['Timeline', 'Chronologie'] as Words, timeline: true as const }],
          },
        ],
      },
    ],
  };
}

const DETAILS: Words = ['Details', 'Détails'];

/** Main forms of what is around projects and contracts. */
export const SUPPORTING_FORMS: readonly FormDesign[] = [
  plainForm(
    'salesorderdetail',
    ['Project contract line', 'Ligne de contrat de projet'],
    ['msdyn_salescontractlinenumber', 'salesorderid', 'extendedamount', 'ownerid'],
    [
      [
        'details',
        DETAILS,
        [
          'salesorderdetailname',
          { column: 'msdyn_salescontractlinenumber', readOnly: true },
          'salesorderid',
          'msdyn_project',
          'msdyn_company',
          'lineitemnumber',
        ],
      ],
      [
        'billing',
        ['Billing', 'Facturation'],
        [
          'msdyn_billingmethod',
          'msdyn_includetime',
          'msdyn_includeexpense',
          'msdyn_includematerial',
          'msdyn_includefee',
          'msdyn_billingstartdate',
          'msdyn_budgetamount',
          'extendedamount',
          'transactioncurrencyid',
        ],
      ],
    ],
  ),
  plainForm(
    'invoice',
    ['Project invoice', 'Facture de projet'],
    ['msdyn_invoicenumber', 'customerid', 'totalamount', 'ownerid'],
    [
      [
        'details',
        DETAILS,
        [
          'name',
          'msdyn_invoicenumber',
          'customerid',
          'salesorderid',
          'msdyn_projectcontractsplitbillingrule',
          'msdyn_company',
        ],
      ],
      [
        'status',
        ['Status', 'Statut'],
        [
          'msdyn_projectinvoicestatus',
          'msdyn_invoicedate',
          'duedate',
          'transactioncurrencyid',
          { column: 'totaltax', readOnly: true },
          { column: 'totalamount', readOnly: true },
          { column: 'description', rows: 2, label: ['Description', 'Description'] },
        ],
      ],
    ],
  ),
  plainForm(
    'msdyn_projecttask',
    ['Project task', 'Tâche de projet'],
    ['msdyn_project', 'ownerid'],
    [
      [
        'details',
        DETAILS,
        [
          'msdyn_subject',
          'msdyn_project',
          'msdyn_parenttask',
          'msdyn_wbsid',
          'msdyn_description',
          'msdyn_transactioncategory',
          { column: 'msdyn_activitynumber', readOnly: true },
        ],
      ],
      [
        'schedule',
        ['Schedule', 'Planning'],
        ['msdyn_scheduledstart', 'msdyn_scheduledend', 'msdyn_effort', { column: 'msdyn_progress', readOnly: true }],
      ],
    ],
    'c3feb05f-33ee-4183-8fe4-4b68a97b9ec1',
  ),
  plainForm(
    'msdyn_vendor',
    ['Vendor', 'Fournisseur'],
    ['msdyn_vendoraccountnumber', 'msdyn_company', 'msdyn_onholdstatus'],
    [
      [
        'details',
        DETAILS,
        [
          'msdyn_name',
          'msdyn_vendoraccountnumber',
          'msdyn_company',
          'msdyn_vendorgroupid',
          'msdyn_currencycode',
          'msdyn_paymentterms',
          'msdyn_onholdstatus',
          'msdyn_vendorcreditlimit',
        ],
      ],
      [
        'address',
        ['Address and contact', 'Adresse et contact'],
        [
          'msdyn_addressstreet',
          'msdyn_addresszipcode',
          'msdyn_addresscity',
          'msdyn_addressstateid',
          'msdyn_addresscountryregionid',
          'msdyn_pimaryphonenumber',
          'msdyn_primaryemailaddress',
        ],
      ],
    ],
  ),
  plainForm(
    'cdm_worker',
    ['Worker', 'Collaborateur'],
    ['cdm_workernumber', 'cdm_status'],
    [
      [
        'name',
        ['Name', 'Nom'],
        ['cdm_firstname', 'cdm_middlename', 'cdm_lastname', { column: 'cdm_fullname', readOnly: true }],
      ],
      [
        'details',
        DETAILS,
        ['cdm_workernumber', 'cdm_type', 'cdm_status', 'cdm_primaryemailaddress', 'cdm_primarytelephone'],
      ],
    ],
  ),
  plainForm(
    'msdyn_contractlinescheduleofvalue',
    ['Contract line milestone', 'Jalon de ligne de contrat'],
    ['msdyn_contractlinescheduleofvaluenumber', 'msdyn_amount', 'ownerid'],
    [
      [
        'details',
        DETAILS,
        ['msdyn_name', 'msdyn_contract', 'msdyn_contractlineid', 'msdyn_project', 'msdyn_milestonedate'],
      ],
      ['billing', ['Billing', 'Facturation'], ['msdyn_amount', 'msdyn_invoicestatus', 'transactioncurrencyid']],
    ],
  ),
  plainForm(
    'msdyn_expense',
    ['Expense', 'Dépense'],
    ['msdyn_expensestatus', 'msdyn_amount', 'ownerid'],
    [
      [
        'details',
        DETAILS,
        [
          'msdyn_name',
          'msdyn_project',
          'msdyn_expensecategory',
          'msdyn_transactiondate',
          'msdyn_quantity',
          'msdyn_amount',
          'transactioncurrencyid',
        ],
      ],
    ],
  ),
  plainForm(
    'msdyn_projectvendorinvoice',
    ['Vendor invoice', 'Facture fournisseur'],
    ['msdyn_vendor', 'statuscode'],
    [
      [
        'details',
        DETAILS,
        [
          'msdyn_name',
          'msdyn_vendorinvoicenumber',
          'msdyn_vendor',
          'msdyn_invoicedate',
          'msdyn_owningcompany',
          'transactioncurrencyid',
          'msdyn_description',
        ],
      ],
    ],
  ),
  plainForm(
    'msdyn_subcontract',
    ['Subcontract', 'Sous-contrat'],
    ['msdyn_subcontractnumber', 'msdyn_vendor', 'statuscode'],
    [
      [
        'details',
        DETAILS,
        [
          'msdyn_name',
          { column: 'msdyn_subcontractnumber', readOnly: true },
          'msdyn_vendor',
          'msdyn_subcontractdate',
          'msdyn_owningcompany',
          'msdyn_paymentterms',
          'transactioncurrencyid',
        ],
      ],
    ],
  ),
];
