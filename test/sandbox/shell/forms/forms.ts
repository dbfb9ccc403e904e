import { stableId, type FormDesign, type SectionDesign } from './form-xml';
import { SUPPORTING_FORMS } from './supporting-forms';

const TIMELINE: SectionDesign = { name: 'timeline', label: ['Timeline', 'Chronologie'], timeline: true };

/**
 * Main forms that are there before Tandem: short versions of Microsoft's. Ids of Microsoft's own forms and tabs are those
 * that its exports have, since solutions name them.
 */
export const FORMS: readonly FormDesign[] = [
  {
    id: '105ef076-a72a-4382-bde5-35e3c3d9db40',
    table: 'msdyn_project',
    name: ['Project', 'Projet'],
    header: [
      'msdyn_projectnumber',
      'msdyn_customer',
      { column: 'statuscode', label: ['Project status', 'État du projet'] },
      'msdyn_projectmanager',
    ],
    tabs: [
      {
        name: 'Summary',
        id: 'ac4158d2-008d-4b6d-8e11-58c9ab47b14b',
        label: ['Summary', 'Résumé'],
        columns: [
          {
            width: '33%',
            sections: [
              {
                name: 'details',
                label: ['Details', 'Détails'],
                fields: [
                  'msdyn_subject',
                  'msdyn_description',
                  'msdyn_customer',
                  'msdyn_salesorderid',
                  { column: 'msdyn_owningcompany', label: ['Owning company', 'Société'] },
                  { column: 'msdyn_contractorganizationalunitid', label: ['Contracting unit', 'Unité de contrat'] },
                  'transactioncurrencyid',
                  'msdyn_projectmanager',
                ],
              },
              {
                name: 'status',
                label: ['Status', 'Statut'],
                fields: ['msdyn_overallprojectstatus', 'msdyn_comments'],
              },
            ],
          },
          {
            width: '33%',
            sections: [
              {
                name: 'schedule',
                label: ['Schedule', 'Planning'],
                fields: [
                  'msdyn_scheduledstart',
                  'msdyn_finish',
                  { column: 'msdyn_duration', readOnly: true, label: ['Duration (days)', 'Durée (jours)'] },
                  { column: 'msdyn_effort', readOnly: true, label: ['Effort (hours)', 'Effort (heures)'] },
                  'msdyn_calendarid',
                ],
              },
              {
                name: 'performance',
                label: ['Performance', 'Performance'],
                fields: [
                  { column: 'msdyn_progress', readOnly: true, label: ['Progress (%)', 'Avancement (%)'] },
                  { column: 'msdyn_totalactualcost', readOnly: true },
                  { column: 'msdyn_totalplannedcost', readOnly: true },
                  { column: 'msdyn_costvariance', readOnly: true },
                ],
              },
            ],
          },
          { width: '33%', sections: [TIMELINE] },
        ],
      },
      {
        name: 'Task',
        id: '7e446539-e15b-bbaa-e250-14c6144da622',
        label: ['Tasks', 'Tâches'],
        columns: [
          {
            width: '100%',
            sections: [
              {
                name: 'tasks',
                label: ['Tasks', 'Tâches'],
                subGrid: {
                  table: 'msdyn_projecttask',
                  view: stableId('view', 'msdyn_projecttask', 'active'),
                  relationship: 'msdyn_projecttask_msdyn_project',
                },
              },
            ],
          },
        ],
      },
      {
        name: 'Financials',
        label: ['Estimates', 'Estimations'],
        columns: [
          {
            width: '50%',
            sections: [
              {
                name: 'cost',
                label: ['Cost', 'Coût'],
                fields: [
                  { column: 'msdyn_plannedlaborcost', readOnly: true },
                  { column: 'msdyn_plannedexpensecost', readOnly: true },
                  { column: 'msdyn_totalplannedcost', readOnly: true },
                ],
              },
            ],
          },
          {
            width: '50%',
            sections: [
              {
                name: 'sales',
                label: ['Sales', 'Ventes'],
                fields: [
                  { column: 'msdyn_plannedsales', readOnly: true },
                  { column: 'msdyn_plannedexpensesales', readOnly: true },
                  { column: 'msdyn_totalplannedsales', readOnly: true },
                ],
              },
            ],
          },
        ],
      },
      {
        name: 'Billing_setup',
        label: ['Billing setup', 'Facturation'],
        columns: [
          {
            width: '50%',
            sections: [
              {
                name: 'billing',
                label: ['Billing', 'Facturation'],
                fields: ['msdyn_salesorderid', 'msdyn_schedulemode', 'msdyn_istemplate', 'ownerid'],
              },
            ],
          },
        ],
      },
    ],
  },
  {
    id: 'd598792c-3ff0-43f3-b3e3-bbd70b99e1a5',
    table: 'salesorder',
    name: ['Project contract', 'Contrat de projet'],
    header: ['msdyn_salesordernumber', 'customerid', 'totalamount', 'ownerid'],
    tabs: [
      {
        name: 'summary_tab',
        label: ['Summary', 'Résumé'],
        columns: [
          {
            width: '33%',
            sections: [
              {
                name: 'details',
                label: ['Details', 'Détails'],
                fields: [
                  'name',
                  { column: 'msdyn_salesordernumber', readOnly: true },
                  'customerid',
                  'msdyn_company',
                  'msdyn_contractorganizationalunitid',
                  'msdyn_accountmanagerid',
                  'transactioncurrencyid',
                  'pricelevelid',
                ],
              },
            ],
          },
          {
            width: '33%',
            sections: [
              {
                name: 'status',
                label: ['Status', 'Statut'],
                fields: [
                  'msdyn_psastate',
                  {
                    column: 'msdyn_customersorderreference',
                    label: ['Customer reference', 'Référence du client'],
                  },
                  {
                    column: 'msdyn_customerrequisitionnumber',
                    label: ['Customer requisition', 'Demande du client'],
                  },
                  { column: 'totalamount', readOnly: true },
                  'description',
                ],
              },
            ],
          },
          { width: '33%', sections: [TIMELINE] },
        ],
      },
      {
        name: 'contract_lines_tab',
        label: ['Contract lines', 'Lignes de contrat'],
        columns: [
          {
            width: '100%',
            sections: [
              {
                name: 'lines',
                label: ['Contract lines', 'Lignes de contrat'],
                subGrid: {
                  table: 'salesorderdetail',
                  view: stableId('view', 'salesorderdetail', 'active'),
                  relationship: 'salesorderdetail_salesorderid',
                },
              },
            ],
          },
        ],
      },
    ],
  },
  {
    id: '8448b78f-8f42-454e-8e2a-f8196b0419af',
    table: 'account',
    name: ['Account', 'Compte'],
    header: ['accountnumber', 'msdyn_company', 'creditlimit', 'ownerid'],
    tabs: [
      {
        name: 'SUMMARY_TAB',
        label: ['Summary', 'Résumé'],
        columns: [
          {
            width: '33%',
            sections: [
              {
                name: 'ACCOUNT_INFORMATION',
                label: ['Account information', 'Informations sur le compte'],
                fields: [
                  'name',
                  'accountnumber',
                  'msdyn_company',
                  { column: 'msdyn_customergroupid', label: ['Customer group', 'Groupe de clients'] },
                  'telephone1',
                  'emailaddress1',
                  'websiteurl',
                  'transactioncurrencyid',
                ],
              },
            ],
          },
          {
            width: '33%',
            sections: [
              {
                name: 'ADDRESS',
                label: ['Address', 'Adresse'],
                fields: [
                  'address1_line1',
                  'address1_postalcode',
                  'address1_city',
                  { column: 'address1_stateorprovince', label: ['State or province', 'État ou province'] },
                  'address1_country',
                ],
              },
              {
                name: 'CREDIT',
                label: ['Credit', 'Crédit'],
                fields: [
                  'creditlimit',
                  { column: 'msdyn_onholdstatus', label: ['On hold', 'Bloqué'] },
                  { column: 'description', rows: 2 },
                ],
              },
            ],
          },
          { width: '33%', sections: [TIMELINE] },
        ],
      },
    ],
  },
  {
    id: stableId('form', 'cdm_company'),
    table: 'cdm_company',
    name: ['Company', 'Société'],
    header: ['cdm_companycode', 'ownerid'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          {
            width: '50%',
            sections: [
              {
                name: 'details',
                label: ['Details', 'Détails'],
                fields: [
                  'cdm_name',
                  { column: 'cdm_companycode', readOnly: true },
                  {
                    column: 'cdm_isenabledfordualwrite',
                    label: ['Enabled for dual-write', 'Activée pour dual-write'],
                  },
                ],
              },
            ],
          },
          { width: '50%', sections: [] },
        ],
      },
    ],
  },
  {
    id: stableId('form', 'msdyn_actual'),
    table: 'msdyn_actual',
    name: ['Actual', 'Réel'],
    header: ['msdyn_project', 'msdyn_accountcustomer', 'msdyn_amount', 'msdyn_documentdate'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          {
            width: '29%',
            sections: [
              {
                name: 'transaction',
                label: ['Transaction', 'Transaction'],
                fields: [
                  { column: 'msdyn_transactiontypecode', label: ['Type', 'Type'] },
                  { column: 'msdyn_transactionclassification', label: ['Class', 'Classe'] },
                  { column: 'msdyn_task', label: ['Task', 'Tâche'] },
                  { column: 'msdyn_bookableresource', label: ['Resource', 'Ressource'] },
                  { column: 'msdyn_resourcecategory', label: ['Role', 'Rôle'] },
                  { column: 'msdyn_quantity', label: ['Quantity', 'Quantité'] },
                  { column: 'msdyn_price', label: ['Price', 'Prix'] },
                  { column: 'msdyn_amount', label: ['Amount', 'Montant'] },
                ],
              },
              {
                name: 'accounting',
                label: ['Accounting', 'Comptabilité'],
                fields: [
                  { column: 'msdyn_isjournalized', readOnly: true },
                  { column: 'msdyn_vouchernumber', readOnly: true },
                  { column: 'msdyn_accountingamount', readOnly: true },
                ],
              },
              {
                name: 'contract',
                label: ['Contract', 'Contrat'],
                fields: [
                  { column: 'msdyn_salescontract', label: ['Contract', 'Contrat'] },
                  { column: 'msdyn_salescontractlineid', label: ['Contract line', 'Ligne de contrat'] },
                  { column: 'msdyn_owningcompany', label: ['Company', 'Société'] },
                ],
              },
            ],
          },
          { width: '71%', sections: [TIMELINE] },
        ],
      },
    ],
  },
  ...SUPPORTING_FORMS,
];
