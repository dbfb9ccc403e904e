import { session } from './session';
import { get } from './web-api';

interface TablePrivileges {
  readonly LogicalName: string;
  readonly Privileges: readonly { readonly Name: string; readonly PrivilegeType: string }[];
}

/** What the user may do, as `verb table` in lower case. */
let allowed: ReadonlySet<string> = new Set();

/**
 * Reads what the user's roles allow. The names of privileges do not always follow those of tables (`prvReadOrder` is for
 * salesorder), so the metadata says which privilege is for what.
 */
export async function readPrivileges(): Promise<void> {
  const [held, tables] = await Promise.all([
    get<{ RolePrivileges: { PrivilegeName: string }[] }>(
      `systemusers(${session().userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`,
    ),
    get<{ value: TablePrivileges[] }>('EntityDefinitions?$select=LogicalName,Privileges'),
  ]);
  const names = new Set(held.RolePrivileges.map((privilege) => privilege.PrivilegeName.toLowerCase()));
  allowed = new Set(
    tables.value.flatMap((table) =>
      table.Privileges.filter((privilege) => names.has(privilege.Name.toLowerCase())).map((privilege) =>
        `${privilege.PrivilegeType} ${table.LogicalName}`.toLowerCase(),
      ),
    ),
  );
}

/** Whether the user may do this (Create, Read, Write, …) to rows of a table, whosever they are. */
export function mayUse(table: string, verb: string): boolean {
  return allowed.has(`${verb} ${table}`.toLowerCase());
}
