export type Verb = 'Create' | 'Read' | 'Write' | 'Delete' | 'Append' | 'AppendTo' | 'Assign' | 'Share';

/** How far a privilege reaches: own rows, own business unit, or the whole organisation. */
export type Depth = 'Basic' | 'Local' | 'Deep' | 'Global';

export interface Grant {
  /** What the platform calls the table in names of privileges: mostly its schema name, see `BUSINESS_TABLES`. */
  readonly noun: string;
  readonly verbs: readonly Verb[];
  readonly depth: Depth;
}

/** A security role. A person needs *Basic User* besides; an application user with *Tandem host* needs nothing else. */
export interface Role {
  readonly name: string;
  /** Fixed for ever: users hold the role by it. */
  readonly id: string;
  readonly grants: readonly Grant[];
}

/**
 * A table of another publisher that the host works with. `reads`: rows, and rows reached by lookup paths. `writes`: a
 * shipped map brings rows of Finance into it. `pointedAt`: a row that such a map writes may point to it.
 */
export interface BusinessTable {
  readonly table: string;
  readonly noun: string;
  readonly writes?: true;
  readonly pointedAt?: true;
}

/**
 * The tables of the shipped maps, and those that their lookup paths reach. A map that is added to them adds here what it
 * needs. Some privileges bear an older name than the table: orders and their lines share one, products and units too.
 */
export const BUSINESS_TABLES: readonly BusinessTable[] = [
  { table: 'account', noun: 'Account', writes: true, pointedAt: true },
  { table: 'bookableresource', noun: 'BookableResource' },
  { table: 'bookableresourcecategory', noun: 'BookableResourceCategory', pointedAt: true },
  { table: 'businessunit', noun: 'BusinessUnit' },
  { table: 'cdm_company', noun: 'cdm_company', writes: true, pointedAt: true },
  { table: 'cdm_worker', noun: 'cdm_worker', writes: true },
  { table: 'contact', noun: 'Contact', pointedAt: true },
  { table: 'invoice', noun: 'Invoice' },
  { table: 'msdyn_actual', noun: 'msdyn_actual' },
  { table: 'msdyn_chartofaccounts', noun: 'msdyn_chartofaccounts', pointedAt: true },
  { table: 'msdyn_contractlinescheduleofvalue', noun: 'msdyn_contractlinescheduleofvalue' },
  { table: 'msdyn_currencyexchangerate', noun: 'msdyn_currencyexchangerate', writes: true },
  { table: 'msdyn_currencyexchangeratepair', noun: 'msdyn_currencyexchangeratepair', writes: true, pointedAt: true },
  { table: 'msdyn_customergroup', noun: 'msdyn_customergroup', pointedAt: true },
  { table: 'msdyn_customerpaymentmethod', noun: 'msdyn_customerpaymentmethod', pointedAt: true },
  { table: 'msdyn_estimateline', noun: 'msdyn_estimateline' },
  { table: 'msdyn_exchangeratetype', noun: 'msdyn_exchangeratetype', writes: true, pointedAt: true },
  { table: 'msdyn_expense', noun: 'msdyn_expense', writes: true },
  { table: 'msdyn_expensecategory', noun: 'msdyn_expensecategory', writes: true, pointedAt: true },
  { table: 'msdyn_fiscalcalendar', noun: 'msdyn_fiscalcalendar', pointedAt: true },
  { table: 'msdyn_ledger', noun: 'msdyn_ledger', writes: true },
  { table: 'msdyn_organizationalunit', noun: 'msdyn_organizationalunit' },
  { table: 'msdyn_paymentday', noun: 'msdyn_paymentday', pointedAt: true },
  { table: 'msdyn_paymentschedule', noun: 'msdyn_paymentschedule', pointedAt: true },
  { table: 'msdyn_paymentterm', noun: 'msdyn_paymentterm', pointedAt: true },
  { table: 'msdyn_project', noun: 'msdyn_project', pointedAt: true },
  { table: 'msdyn_projectcontractsplitbillingrule', noun: 'msdyn_projectcontractsplitbillingrule' },
  { table: 'msdyn_projecttask', noun: 'msdyn_projecttask', pointedAt: true },
  { table: 'msdyn_projectteam', noun: 'msdyn_projectteam' },
  { table: 'msdyn_projectvendorinvoice', noun: 'msdyn_projectvendorinvoice', writes: true, pointedAt: true },
  { table: 'msdyn_projectvendorinvoiceline', noun: 'msdyn_projectvendorinvoiceline', writes: true },
  { table: 'msdyn_resourceassignment', noun: 'msdyn_resourceassignment' },
  { table: 'msdyn_subcontract', noun: 'msdyn_subcontract' },
  { table: 'msdyn_subcontractline', noun: 'msdyn_subcontractline', pointedAt: true },
  { table: 'msdyn_taxgroup', noun: 'msdyn_taxgroup', pointedAt: true },
  { table: 'msdyn_transactioncategory', noun: 'msdyn_transactioncategory', pointedAt: true },
  { table: 'msdyn_transactionconnection', noun: 'msdyn_transactionconnection' },
  { table: 'msdyn_vendor', noun: 'msdyn_vendor', writes: true, pointedAt: true },
  { table: 'msdyn_vendorgroup', noun: 'msdyn_vendorgroup', pointedAt: true },
  { table: 'msdyn_vendorpaymentmethod', noun: 'msdyn_vendorpaymentmethod', pointedAt: true },
  { table: 'product', noun: 'Product', pointedAt: true },
  { table: 'salesorder', noun: 'Order' },
  { table: 'salesorderdetail', noun: 'Order' },
  { table: 'systemuser', noun: 'User' },
  { table: 'transactioncurrency', noun: 'TransactionCurrency', writes: true, pointedAt: true },
  { table: 'uom', noun: 'Product', writes: true, pointedAt: true },
  // What dual-write runs must not run here too: looked at before a map starts.
  { table: 'msdyn_dualwriteentitymap', noun: 'msdyn_dualwriteentitymap' },
  { table: 'msdyn_dualwriteruntimeconfig', noun: 'msdyn_dualwriteruntimeconfig' },
];

/** What an application user reads of the platform itself: who it is, metadata, versions, the shipped maps. */
const PLATFORM_READS = [
  'Attribute',
  'Entity',
  'EntityKey',
  'OptionSet',
  'Organization',
  'Relationship',
  'Solution',
  'Team',
  'UserSettings',
  'WebResource',
];

const own = (schemaName: string, depth: Depth, ...verbs: Verb[]): Grant => ({ noun: schemaName, verbs, depth });

/** Privileges on business tables, one grant for each name of a privilege. */
function businessGrants(): Grant[] {
  const byNoun = new Map<string, Set<Verb>>();
  for (const { noun, writes, pointedAt: target } of BUSINESS_TABLES) {
    const verbs = byNoun.get(noun) ?? new Set<Verb>(['Read']);
    if (writes) for (const verb of ['Create', 'Write', 'Append'] as const) verbs.add(verb);
    if (target) verbs.add('AppendTo');
    byNoun.set(noun, verbs);
  }
  return [...byNoun].map(([noun, verbs]) => ({ noun, verbs: [...verbs], depth: 'Global' }));
}

/** Sees everything of Tandem, starts and stops maps, keeps the settings. Cannot write a sync record: that is a receipt. */
const ADMIN: Role = {
  name: 'Tandem admin',
  id: '7a9de000-1b6c-4c2e-9d5a-6f0d3b8a1e01',
  grants: [
    own('tandem_TableMap', 'Global', 'Create', 'Read', 'Write', 'Delete'),
    own('tandem_Setting', 'Global', 'Create', 'Read', 'Write', 'Delete'),
    own('tandem_Host', 'Global', 'Read', 'Write', 'Delete'),
    own('tandem_SyncRecord', 'Global', 'Read'),
    own('tandem_SyncRun', 'Global', 'Read'),
    own('tandem_SyncLog', 'Global', 'Read'),
    own('tandem_SyncRequest', 'Global', 'Read', 'Delete'),
    own('tandem_SyncRequest', 'Basic', 'Create'),
  ],
};

/** For the application user under which a host runs. */
const HOST: Role = {
  name: 'Tandem host',
  id: '7a9de000-1b6c-4c2e-9d5a-6f0d3b8a1e02',
  grants: [
    own('tandem_SyncRecord', 'Global', 'Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign'),
    own('tandem_SyncBase', 'Global', 'Create', 'Read', 'Write', 'Delete'),
    own('tandem_SyncRequest', 'Global', 'Create', 'Read', 'Write', 'Delete'),
    own('tandem_SyncRun', 'Global', 'Create', 'Read', 'Write', 'Delete', 'Append'),
    own('tandem_SyncLog', 'Global', 'Create', 'Read', 'Delete'),
    own('tandem_Checkpoint', 'Global', 'Create', 'Read', 'Write', 'Delete'),
    own('tandem_Host', 'Global', 'Create', 'Read', 'Write', 'AppendTo'),
    own('tandem_TableMap', 'Global', 'Create', 'Read', 'Write', 'AppendTo'),
    own('tandem_Setting', 'Global', 'Create', 'Read', 'Write'),
    ...businessGrants(),
    ...PLATFORM_READS.map((noun): Grant => ({ noun, verbs: ['Read'], depth: 'Global' })),
  ],
};

/**
 * For everybody whose forms show the status: may read where a record stands, and ask. A sync record belongs to the owner
 * of its business record; who reaches business records further than this role reaches sync records is told that the
 * status cannot be seen, and may be given a copy of the role that reaches as far.
 */
const USER: Role = {
  name: 'Tandem user',
  id: '7a9de000-1b6c-4c2e-9d5a-6f0d3b8a1e03',
  grants: [
    own('tandem_SyncRecord', 'Deep', 'Read'),
    own('tandem_SyncRequest', 'Basic', 'Create', 'Read'),
    own('tandem_Host', 'Global', 'Read'),
    own('tandem_TableMap', 'Global', 'Read'),
  ],
};

export const ROLES: readonly Role[] = [ADMIN, HOST, USER];
