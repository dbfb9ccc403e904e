import users from './users.json';

/** A user of Finance: an app registration or a person, mapped to a default company. */
export interface FinanceUser {
  readonly user: string;
  readonly name: string;
  /** Without `cross-company`, the only company this user sees. */
  readonly company: string;
}

const byToken = new Map(users.map((user) => [`sandbox-${user.user}`, user as FinanceUser]));

/** The user of an `Authorization` header, or nobody. */
export function userOf(authorization: string | undefined): FinanceUser | undefined {
  const match = /^Bearer (\S+)$/i.exec(authorization ?? '');
  return match ? byToken.get(match[1] ?? '') : undefined;
}

export function userNamed(name: string): FinanceUser | undefined {
  return byToken.get(`sandbox-${name}`);
}
