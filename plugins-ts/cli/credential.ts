import type { TokenCredential } from '@azure/identity';
import type { TokenSource } from '../odata';
import type { Authentication } from './connection';
import { EXIT, Failure, FAILURES } from './failure';

/** Renewed this long before its end, so that no request carries a token that ends on the way. */
const MARGIN = 120_000;

/**
 * Tokens for a service, kept until shortly before they end.
 * @throws Failure from the source, when Entra does not give a token
 */
export function tokenSource(authentication: Authentication, service: string, now: () => number): TokenSource {
  if (authentication.kind === 'token') return () => Promise.resolve(authentication.token);
  let credential: TokenCredential | null = null;
  const scope = `${service}/.default`;
  let kept: { token: string; until: number } | null = null;
  return async ({ fresh }) => {
    if (kept !== null && !fresh && now() < kept.until - MARGIN) return kept.token;
    try {
      credential ??= await credentialOf(authentication);
      const given = await credential.getToken(scope);
      if (given === null) throw new Error('the credential answered nothing');
      kept = { token: given.token, until: given.expiresOnTimestamp };
      return given.token;
    } catch (error) {
      throw new Failure(
        EXIT.noAccess,
        FAILURES.SIGN_IN_REFUSED,
        `Microsoft Entra gave no token for ${service}: ${firstLine(error)}`,
        'Check tenant, client and secret of the connection, and that the application is known in both environments.',
        { cause: error },
      );
    }
  };
}

/** Loaded here, where it is needed: it takes longer to load than all the rest. */
async function credentialOf(authentication: Exclude<Authentication, { kind: 'token' }>): Promise<TokenCredential> {
  const { ClientCertificateCredential, ClientSecretCredential, ManagedIdentityCredential } =
    await import('@azure/identity');
  switch (authentication.kind) {
    case 'clientSecret':
      return new ClientSecretCredential(authentication.tenant, authentication.client, authentication.secret);
    case 'clientCertificate':
      return new ClientCertificateCredential(authentication.tenant, authentication.client, authentication.file);
    case 'managedIdentity':
      return authentication.client === undefined
        ? new ManagedIdentityCredential()
        : new ManagedIdentityCredential({ clientId: authentication.client });
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
