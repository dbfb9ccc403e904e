import { stableId, text, type Words } from './form-xml';

interface Page {
  readonly table: string;
  readonly title: Words;
}

/** The app of Project Operations, as far as the sandbox has its tables. */
export const APP = {
  id: stableId('app', 'msdyn_ProjectOperations'),
  uniqueName: 'msdyn_ProjectOperations',
  name: ['Project Operations', 'Project Operations'] as Words,
  area: ['Projects', 'Projets'] as Words,
  groups: [
    {
      id: 'projects',
      title: ['Projects', 'Projets'],
      pages: [
        { table: 'msdyn_project', title: ['Projects', 'Projets'] },
        { table: 'msdyn_actual', title: ['Actuals', 'Réels'] },
      ],
    },
    {
      id: 'sales',
      title: ['Sales', 'Ventes'],
      pages: [
        { table: 'account', title: ['Accounts', 'Comptes'] },
        { table: 'salesorder', title: ['Project contracts', 'Contrats de projet'] },
        { table: 'salesorderdetail', title: ['Contract lines', 'Lignes de contrat'] },
      ],
    },
    {
      id: 'billing',
      title: ['Billing', 'Facturation'],
      pages: [
        { table: 'invoice', title: ['Project invoices', 'Factures de projet'] },
        { table: 'msdyn_contractlinescheduleofvalue', title: ['Milestones', 'Jalons'] },
      ],
    },
    {
      id: 'purchasing',
      title: ['Purchasing', 'Achats'],
      pages: [
        { table: 'msdyn_subcontract', title: ['Subcontracts', 'Sous-contrats'] },
        { table: 'msdyn_vendor', title: ['Vendors', 'Fournisseurs'] },
        { table: 'msdyn_projectvendorinvoice', title: ['Vendor invoices', 'Factures fournisseur'] },
        { table: 'msdyn_expense', title: ['Expenses', 'Dépenses'] },
      ],
    },
    {
      id: 'organization',
      title: ['Organization', 'Organisation'],
      pages: [
        { table: 'cdm_company', title: ['Companies', 'Sociétés'] },
        { table: 'cdm_worker', title: ['Workers', 'Collaborateurs'] },
      ],
    },
  ] as readonly { readonly id: string; readonly title: Words; readonly pages: readonly Page[] }[],
};

export function siteMapXml(): string {
  const groups = APP.groups.map(
    (group) =>
      `<Group Id="msdyn_${group.id}">${titles(group.title)}${group.pages
        .map(
          (page) =>
            `<SubArea Id="msdyn_sub_${page.table}" Entity="${page.table}" Client="All,Web">${titles(page.title)}</SubArea>`,
        )
        .join('')}</Group>`,
  );
  return `<SiteMap><Area Id="msdyn_projects" ShowGroups="true">${titles(APP.area)}${groups.join('')}</Area></SiteMap>`;
}

function titles([english, french]: Words): string {
  return `<Titles><Title LCID="1033" Title="${text(english)}"/><Title LCID="1036" Title="${text(french)}"/></Titles>`;
}
