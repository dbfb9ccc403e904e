import type { Organization, Row } from '../../sandbox/dataverse';
import type { FinanceStore } from '../../sandbox/finance/store';
import { knownEntity } from '../../sandbox/finance/model/entity';

/** Rows of one table, made from a row of the seed data. */
export interface Crop {
  /** Key of the shipped map that carries them. */
  readonly mapKey: string;
  readonly table: string;
  readonly ids: readonly string[];
  /** What an edit of a row changes in Dataverse. */
  edit(at: number, edition: number): Row;
}

const id = (kind: string, at: number): string => `0a00${kind}-0000-4000-8000-${String(at).padStart(12, '0')}`;
const numbered = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

/** Tasks of one project: they go to Finance, and nothing comes back. */
export function plantTasks(organization: Organization, count: number): Crop {
  const like = seeded(organization, 'msdyn_projecttask', (row) => row.msdyn_parenttask == null);
  return plant(organization, 'project-tasks', 'msdyn_projecttask', 'beef', like, count, {
    another: (at) => ({
      msdyn_subject: `Task ${at}`,
      msdyn_tasknumber: `B${String(at).padStart(7, '0')}`,
      msdyn_activitynumber: `A-${String(at).padStart(8, '0')}`,
      msdyn_displaysequence: String(1_000 + at),
    }),
    edit: (at, edition) => ({ msdyn_subject: `Task ${at}, edition ${edition}` }),
  });
}

/** Customers of one company: columns that go both ways. */
export function plantCustomers(organization: Organization, count: number): Crop {
  const like = seeded(organization, 'account', (row) => row.accountnumber === 'US-C0001');
  return plant(organization, 'customers-v3', 'account', 'cafe', like, count, {
    another: (at) => ({
      name: `Customer ${at}`,
      accountnumber: `B-${String(at).padStart(7, '0')}`,
      msdyn_partynumber: `P-${String(at).padStart(7, '0')}`,
    }),
    edit: (at, edition) => ({ fax: `+1 ${edition} ${at}` }),
  });
}

/** Actuals, as the platform itself makes them: each is posted once. */
export function plantActuals(organization: Organization, count: number): Crop {
  const like = seeded(organization, 'msdyn_actual', (row) => row.msdyn_transactiontypecode === 192_350_000);
  return plant(organization, 'project-operations-integration-actuals', 'msdyn_actual', 'feed', like, count, {
    another: (at) => ({ msdyn_quantity: `${(at % 9) + 1}.${String(at % 100).padStart(2, '0')}00` }),
    edit: () => ({}),
  });
}

/** Edits the same customers in Finance, as an accountant would. */
export function editInFinance(store: FinanceStore, count: number, edition: number): void {
  const customers = knownEntity('CustomersV3');
  store.transaction(() => {
    for (const at of numbered(count)) {
      const key = { dataAreaId: 'usmf', CustomerAccount: `B-${String(at).padStart(7, '0')}` };
      const row = store.find(customers, key);
      if (row === undefined) throw new Error(`no customer ${key.CustomerAccount}`);
      store.update(customers, row, { ...row.values, PrimaryContactPhone: `+1 ${edition} ${at}` });
    }
  });
}

export function editAll(organization: Organization, { table, ids, edit }: Crop, edition: number): void {
  const { primaryId } = organization.catalog.table(table);
  organization.transaction(() => {
    ids.forEach((one, at) => organization.put(table, { [primaryId]: one, ...edit(at, edition) }));
  });
}

function plant(
  organization: Organization,
  mapKey: string,
  table: string,
  kind: string,
  like: Row,
  count: number,
  { another, edit }: { readonly another: (at: number) => Row; readonly edit: Crop['edit'] },
): Crop {
  const { primaryId } = organization.catalog.table(table);
  const { versionnumber: _version, ...row } = like;
  const ids = numbered(count).map((at) => id(kind, at));
  organization.transaction(() => {
    ids.forEach((one, at) => organization.put(table, { ...row, ...another(at), [primaryId]: one }));
  });
  return { mapKey, table, ids, edit };
}

function seeded(organization: Organization, table: string, is: (row: Row) => boolean): Row {
  const row = organization.rows(table).find(is);
  if (row === undefined) throw new Error(`the seed data has no such ${table}`);
  return row;
}
