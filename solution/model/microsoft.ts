import type { Words } from './words';

/** A table of another publisher that Tandem adds commands, and maybe a form section, to. It declares no column of it. */
export interface ExtendedTable {
  /** Schema name, as the platform writes it in exports. */
  readonly name: string;
  /** Display name, as its owner ships it: only shown when something is missing at import. */
  readonly displayName: string;
  /** The solution that brings it, and the oldest version known to do; absent for tables of the platform itself. */
  readonly solution?: string;
  readonly form?: FormAddition;
}

/**
 * What Tandem adds to a main form of Microsoft's: one section with the sync status, the form script and its handler.
 * Packaged as a difference that the platform merges into the form that it finds.
 */
export interface FormAddition {
  readonly formId: string;
  /** The form's name in its own solution. */
  readonly formName: string;
  /** First tab of the form, as far back as its exports go. */
  readonly tab: { readonly id: string; readonly name: string };
  /** Place, from 0, of the tab's column that takes the section. */
  readonly column: number;
  /**
   * The text column that the control is bound to, because a field control must be bound to one. It stands on the form
   * already; this is its second place, and the control writes nothing.
   */
  readonly boundColumn: string;
  readonly boundLabel: Words;
}

const PROJECT_CORE = 'msdyn_ProjectServiceCore (1.0.0.87)';

export const EXTENDED_TABLES: readonly ExtendedTable[] = [
  { name: 'Account', displayName: 'Account' },
  { name: 'cdm_company', displayName: 'Company', solution: 'Dynamics365Company (1.0.0.0)' },
  {
    name: 'msdyn_project',
    displayName: 'Project',
    solution: PROJECT_CORE,
    form: {
      formId: '{105ef076-a72a-4382-bde5-35e3c3d9db40}',
      formName: 'Information',
      tab: { id: '{ac4158d2-008d-4b6d-8e11-58c9ab47b14b}', name: 'Summary' },
      column: 2,
      // The project's name: required on every project and never read-only or empty, unlike its number, which a number
      // sequence fills after the first save and which older forms do not show.
      boundColumn: 'msdyn_subject',
      boundLabel: ['Sync status', 'État de synchronisation'],
    },
  },
  { name: 'SalesOrder', displayName: 'Order', solution: 'Sales (9.0.0.0)' },
];

/** The control, as the solution names it: prefix, namespace, constructor. */
export const SYNC_STATUS_CONTROL = 'tandem_Tandem.SyncStatus';

/** Properties of the control, in the order of its manifest, and what feeds them: the bound column, or a column by name. */
export const SYNC_STATUS_PROPERTIES = [
  { name: 'anchor', type: 'SingleLine.Text', from: 'boundColumn' },
  { name: 'savedOn', type: 'DateAndTime.DateAndTime', from: 'modifiedon' },
] as const;
