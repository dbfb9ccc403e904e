import { query, text as quoted, type BatchOperation, type ODataClient, type WireRow } from '../../odata';
import { id, text } from '../cell';
import { isMissing, isODataError, refusal } from '../failure';

/** What stands in the way of reading a table, or of telling its changes. */
export interface TableFacts {
  readonly table: string;
  readonly changeTracking: boolean;
  /** Alternate keys whose index is not there, and why. */
  readonly inactiveKeys: readonly { readonly columns: readonly string[]; readonly status: string }[];
  /** Names of privileges by what they allow: `Read`, `Create`, `Write`. */
  readonly privileges: Readonly<Record<string, string>>;
}

/** Tables that are not there, or that the caller may not see, are left out. @throws ODataError */
export async function readTableFacts(
  client: ODataClient,
  tables: readonly string[],
): Promise<ReadonlyMap<string, TableFacts>> {
  const facts = new Map<string, TableFacts>();
  for (let at = 0; at < tables.length; at += AT_ONCE) {
    const some = tables.slice(at, at + AT_ONCE);
    const answers = await client.batch(some.map(factsOf));
    for (const [place, answer] of answers.entries()) {
      if ('kind' in answer && answer.kind === 'failed' && !isMissing(answer.error)) throw refusal(answer.error);
      if (!('kind' in answer) || answer.kind !== 'done') continue;
      const name = some[place] ?? '';
      facts.set(name, tableFacts(name, answer.body as WireRow));
    }
  }
  return facts;
}

const AT_ONCE = 50;

const factsOf = (table: string): BatchOperation => ({
  method: 'GET',
  path:
    `EntityDefinitions(LogicalName='${encodeURIComponent(table)}')?$select=LogicalName,ChangeTrackingEnabled,Privileges` +
    '&$expand=Keys($select=LogicalName,KeyAttributes,EntityKeyIndexStatus)',
  headers: { Consistency: 'Strong' },
});

function tableFacts(table: string, row: WireRow): TableFacts {
  const keys = (row.Keys as readonly WireRow[] | undefined) ?? [];
  const privileges = (row.Privileges as readonly WireRow[] | undefined) ?? [];
  return {
    table,
    changeTracking: row.ChangeTrackingEnabled === true,
    inactiveKeys: keys
      .filter((key) => key.EntityKeyIndexStatus !== 'Active')
      .map((key) => ({ columns: key.KeyAttributes as string[], status: String(key.EntityKeyIndexStatus) })),
    privileges: Object.fromEntries(privileges.map((one) => [String(one.PrivilegeType), String(one.Name)])),
  };
}

/** How far a privilege reaches. */
export type Depth = 'Basic' | 'Local' | 'Deep' | 'Global';

/** What a user may do, as far as whoever asks may know it: null where not. */
export interface CallerFacts {
  readonly roles: readonly string[] | null;
  /** May read and write everything, secured columns too. */
  readonly isAdministrator: boolean;
  /** Through roles of its own and of its teams; names in lower case. */
  readonly privileges: ReadonlyMap<string, Depth> | null;
  /** Secured columns that it reads, as `table.column`. */
  readonly readable: ReadonlySet<string> | null;
}

/** The role that every organisation is made with; its id differs, its template does not. */
const ADMINISTRATOR = '627090ff-40a3-4053-8790-584edc5be201';
const READ_ALLOWED = 4;

/** @throws ODataError for anything but a refusal */
export async function readCaller(client: ODataClient, userId: string): Promise<CallerFacts> {
  const user = `systemusers(${userId})`;
  const roles = await unlessRefused(client.all(`${user}/systemuserroles_association`));
  const answer = await unlessRefused(client.get(`${user}/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`));
  const granted = (answer?.RolePrivileges as readonly WireRow[] | undefined) ?? null;
  const templates = (roles ?? []).map((role) => id(role._roletemplateid_value ?? role.roletemplateid));
  return {
    roles: roles?.flatMap((role) => text(role.name) ?? []) ?? null,
    isAdministrator: templates.includes(ADMINISTRATOR),
    privileges:
      granted === null
        ? null
        : new Map(granted.map((one) => [String(one.PrivilegeName).toLowerCase(), String(one.Depth) as Depth] as const)),
    readable: await unlessRefused(readableColumns(client, user)),
  };
}

/** Users who hold a role, by name; null where the caller may not know. @throws ODataError */
export async function readHolders(
  client: ODataClient,
  role: string,
): Promise<readonly { readonly id: string; readonly name: string }[] | null> {
  // Every business unit has its own row of a role.
  const filter = `name eq ${quoted(role)}`;
  const rows = await unlessRefused(client.all(`roles${query({ select: ['roleid'], filter })}`));
  if (rows === null) return null;
  const users = new Map<string, string>();
  for (const row of rows) {
    const select = query({ select: ['systemuserid', 'fullname'] });
    const holders = await unlessRefused(
      client.all(`roles(${id(row.roleid) ?? ''})/systemuserroles_association${select}`),
    );
    for (const holder of holders ?? []) users.set(id(holder.systemuserid) ?? '', text(holder.fullname) ?? '');
  }
  return [...users].map(([userId, name]) => ({ id: userId, name }));
}

/** Not to be allowed to know is an answer too. */
async function unlessRefused<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isODataError(error) && error.status === 403) return null;
    throw error;
  }
}

/** Profiles are given to users and to teams. */
async function readableColumns(client: ODataClient, user: string): Promise<ReadonlySet<string>> {
  const teams = await client.all(`${user}/teammembership_association${query({ select: ['teamid'] })}`);
  const holders = [
    `${user}/systemuserprofiles_association`,
    ...teams.map((team) => `teams(${id(team.teamid) ?? ''})/teamprofiles_association`),
  ];
  const profiles = new Set<string>();
  for (const holder of holders) {
    for (const row of await allOrNone(client, `${holder}${query({ select: ['fieldsecurityprofileid'] })}`)) {
      const profile = id(row.fieldsecurityprofileid);
      if (profile !== null) profiles.add(profile);
    }
  }
  if (profiles.size === 0) return new Set();
  const permissions = await client.all(
    `fieldpermissions${query({
      select: ['entityname', 'attributelogicalname', '_fieldsecurityprofileid_value'],
      filter: `canread eq ${READ_ALLOWED}`,
    })}`,
  );
  return new Set(
    permissions
      .filter((row) => profiles.has(id(row._fieldsecurityprofileid_value) ?? ''))
      .map((row) => `${String(row.entityname)}.${String(row.attributelogicalname)}`),
  );
}

/** An organisation without this relationship has nothing in it. */
async function allOrNone(client: ODataClient, path: string): Promise<readonly WireRow[]> {
  try {
    return await client.all(path);
  } catch (error) {
    if (isODataError(error) && isMissing(error)) return [];
    throw error;
  }
}

/** A pair that dual-write runs: the table by its logical name, the entity by its label. */
export interface DualWriteRun {
  readonly table: string;
  readonly entity: string;
}

/** The maps that dual-write runs from Dataverse; null where dual-write is not installed. @throws ODataError */
export async function readDualWriteRuns(client: ODataClient): Promise<readonly DualWriteRun[] | null> {
  const [definition] = await client.all(
    `EntityDefinitions${query({ select: ['EntitySetName'], filter: `LogicalName eq ${quoted('msdyn_dualwriteruntimeconfig')}` })}`,
  );
  if (definition === undefined) return null;
  const rows = await client.all(
    `${String(definition.EntitySetName)}${query({
      select: ['msdyn_internalentityname', 'msdyn_externalentityname'],
      filter: 'statecode eq 0',
    })}`,
  );
  return rows.map((row) => ({
    table: text(row.msdyn_internalentityname) ?? '',
    entity: text(row.msdyn_externalentityname) ?? '',
  }));
}

/** Companies by code, in lower case, and whether dual-write's link is made for them. @throws ODataError */
export async function readLinkedCompanies(client: ODataClient): Promise<ReadonlyMap<string, boolean>> {
  const rows = await client.all(
    `cdm_companies${query({ select: ['cdm_companycode', 'cdm_isenabledfordualwrite'], filter: 'cdm_companycode ne null' })}`,
  );
  return new Map(
    rows.map((row) => [String(row.cdm_companycode).toLowerCase(), row.cdm_isenabledfordualwrite === true] as const),
  );
}
