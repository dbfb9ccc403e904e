/** The platform's code for a row that is there: this user has the role. */
const HAS_IT_ALREADY = '0x80040237';

/**
 * Gives roles to users, as an admin does in the admin center: by association, over the Web API. Safe to repeat.
 * @throws Error naming the role or user that is not there
 */
export async function assignRoles(
  api: string,
  token: string,
  roles: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' };
  const find = async (set: string, id: string, filter: string): Promise<string> => {
    const answer = await fetch(`${api}/${set}?$select=${id}&$filter=${encodeURIComponent(filter)}`, { headers });
    const { value = [] } = (await answer.json()) as { value?: Record<string, string>[] };
    const found = value[0]?.[id];
    if (found === undefined) throw new Error(`${set}: none where ${filter}`);
    return found;
  };
  for (const [role, users] of Object.entries(roles)) {
    const roleId = await find('roles', 'roleid', `name eq '${role}'`);
    for (const user of users) {
      const userId = await find('systemusers', 'systemuserid', `domainname eq '${user}@contoso.example'`);
      const answer = await fetch(`${api}/systemusers(${userId})/systemuserroles_association/$ref`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ '@odata.id': `${api}/roles(${roleId})` }),
      });
      if (answer.ok) continue;
      const words = await answer.text();
      if (!words.includes(HAS_IT_ALREADY)) throw new Error(`${role} for ${user}: ${answer.status} ${words}`);
    }
  }
}
