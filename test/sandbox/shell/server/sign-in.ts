import type { FastifyRequest } from 'fastify';

/** Somebody who can sign in to the sandbox by choosing the name in the user menu. */
export interface SandboxUser {
  /** Short name, as in the cookie and in the bearer token. */
  readonly name: string;
  readonly fullName: string;
  readonly role: string;
}

export const COOKIE = 'sandbox_user';

/** Who a page belongs to when nobody has signed in. */
export const DEFAULT_USER = 'pm';

export const SANDBOX_USERS: readonly SandboxUser[] = [
  { name: 'admin', fullName: 'Priya Raman', role: 'System Administrator' },
  { name: 'pm', fullName: 'Camille Roussel', role: 'Project Manager' },
  { name: 'chef', fullName: 'Étienne Moreau', role: 'Project Manager (français)' },
  { name: 'outsider', fullName: 'Tom Walker', role: 'Project Manager, no Tandem role' },
];

/** The signed-in user's short name. */
export function userOf(request: FastifyRequest): string {
  const cookies = request.headers.cookie ?? '';
  const value = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]*)`).exec(cookies)?.[1];
  return value ? decodeURIComponent(value) : DEFAULT_USER;
}
