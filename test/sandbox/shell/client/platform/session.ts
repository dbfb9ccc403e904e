import { localeOf, type Locale, type UserSettings } from '../../model/locale';
import { shellText, type TextKey } from '../../model/texts';
import { get } from './web-api';

interface PageSession {
  readonly user: string;
  readonly users: readonly { readonly name: string; readonly fullName: string; readonly role: string }[];
  readonly environment: string;
}

/** Who is signed in, and how they read texts, numbers and dates. */
export interface Session extends PageSession {
  readonly userId: string;
  readonly fullName: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly businessUnitId: string;
  readonly locale: Locale;
}

let current: Session | undefined;

/** The session; there is one from before the first page is drawn. */
export function session(): Session {
  if (!current) throw new Error('The session has not been read yet.');
  return current;
}

/** A text of the shell in the user's language. */
export function t(key: TextKey, ...values: readonly (string | number)[]): string {
  return shellText(key, current?.locale.language ?? 1033, ...values);
}

export async function readSession(): Promise<Session> {
  const page = JSON.parse(document.getElementById('shell-session')?.textContent ?? '{}') as PageSession;
  const who = await get<{ UserId: string; OrganizationId: string; BusinessUnitId: string }>('WhoAmI');
  const [user, settings, organizations] = await Promise.all([
    get<{ fullname?: string }>(`systemusers(${who.UserId})?$select=fullname`),
    get<UserSettings>(`usersettingscollection(${who.UserId})?$select=uilanguageid,localeid,timezonecode`),
    get<{ value: { name?: string }[] }>('organizations?$select=name'),
  ]);
  current = {
    ...page,
    userId: who.UserId.toLowerCase(),
    organizationId: who.OrganizationId.toLowerCase(),
    businessUnitId: who.BusinessUnitId.toLowerCase(),
    organizationName: organizations.value[0]?.name ?? '',
    fullName: user.fullname ?? page.user,
    locale: localeOf(settings),
  };
  return current;
}

/** Signs in as another sandbox user and starts afresh on the same page. */
export function signInAs(name: string): void {
  document.cookie = `sandbox_user=${encodeURIComponent(name)}; path=/; samesite=lax`;
  location.reload();
}
