import { get } from './web-api';
import { session } from './session';

let held: Promise<ReadonlySet<string>> | undefined;

/** Names of the privileges that the user's roles give, in lower case: `prvreadaccount`. */
export function heldPrivileges(): Promise<ReadonlySet<string>> {
  held ??= readPrivileges();
  return held;
}

async function readPrivileges(): Promise<ReadonlySet<string>> {
  const answer = await get<{ RolePrivileges: { PrivilegeName: string }[] }>(
    `systemusers(${session().userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`,
  );
  const names = answer.RolePrivileges.map((privilege) => privilege.PrivilegeName.toLowerCase());
  names.forEach((name) => settled.add(name));
  return new Set(names);
}

const settled = new Set<string>();

/** Whether the user may do this to rows of a table. Answers no until `heldPrivileges` has been read. */
export function mayUse(table: string, verb: string): boolean {
  return settled.has(`prv${verb}${table}`.toLowerCase());
}
