import { session } from './session';
import { get } from './web-api';

interface TablePrivileges {
  readonly LogicalName: string;
  readonly Privileges: readonly { readonly Name: string; readonly PrivilegeType: string }[];
}

const DEPTHS = ['Basic', 'Local', 'Deep', 'Global'];

/** How far the user may do what, by `verb table` in lower case: the place of the depth in `DEPTHS`. */
let allowed: ReadonlyMap<string, number> = new Map();

/**
 * Reads what the user's roles allow. The names of privileges do not always follow those of tables (`prvReadOrder` is for
 * salesorder), so the metadata says which privilege is for what.
 */
export async function readPrivileges(): Promise<void> {
  const [held, tables] = await Promise.all([
    get<{ RolePrivileges: { PrivilegeName: string; Depth: string }[] }>(
      `systemusers(${session().userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`,
    ),
    get<{ value: TablePrivileges[] }>('EntityDefinitions?$select=LogicalName,Privileges'),
  ]);
  const depths = new Map<string, number>();
  for (const { PrivilegeName, Depth } of held.RolePrivileges) {
    const name = PrivilegeName.toLowerCase();
    depths.set(name, Math.max(depths.get(name) ?? 0, DEPTHS.indexOf(Depth)));
  }
  allowed = new Map(
    tables.value.flatMap((table) =>
      table.Privileges.flatMap((privilege): [string, number][] => {
        const depth = depths.get(privilege.Name.toLowerCase());
        return depth === undefined ? [] : [[`${privilege.PrivilegeType} ${table.LogicalName}`.toLowerCase(), depth]];
      }),
    ),
  );
}

/**
 * Whether the user may do this (Create, Read, Write, …) to rows of a table: at least to own ones, or as far as `depth`
 * (0 own rows, 1 business unit, 2 with its children, 3 organisation).
 */
export function mayUse(table: string, verb: string, depth = 0): boolean {
  return (allowed.get(`${verb} ${table}`.toLowerCase()) ?? -1) >= depth;
}
