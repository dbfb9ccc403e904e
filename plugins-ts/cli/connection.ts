import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { EXIT, Failure, FAILURES } from './failure';

/** How a host signs in. No secret stands in the file: it names the environment variable that holds it. */
export type Authentication =
  | { readonly kind: 'clientSecret'; readonly tenant: string; readonly client: string; readonly secret: string }
  | { readonly kind: 'clientCertificate'; readonly tenant: string; readonly client: string; readonly file: string }
  /** `client` for a user-assigned identity. */
  | { readonly kind: 'managedIdentity'; readonly client?: string }
  /** A token that somebody else fetched. Neither refreshed nor checked: for sandboxes and trials. */
  | { readonly kind: 'token'; readonly token: string };

export interface Connection {
  /** Origin of the organisation, without a slash at the end: `https://contoso.crm.dynamics.com`. */
  readonly dataverse: string;
  /** Origin of Finance: `https://contoso.operations.dynamics.com`. */
  readonly finance: string;
  readonly authentication: Authentication;
}

type Environment = Readonly<Record<string, string | undefined>>;

const REMEDY =
  'Write tandem.json with "dataverse", "finance" and "authentication", or set TANDEM_DATAVERSE_URL, TANDEM_FINANCE_URL and TANDEM_AUTH; plugins-ts/cli/README.md has an example of each.';

/**
 * The connection from a file's text (null: no file) and the environment, which goes before the file.
 * @throws Failure naming everything that is missing or wrong, at once
 */
export function readConnection(text: string | null, file: string, environment: Environment): Connection {
  const written = text === null ? {} : parseFile(text, file);
  const problems: string[] = [];
  const dataverse = origin(environment.TANDEM_DATAVERSE_URL ?? written.dataverse, 'dataverse', problems);
  const finance = origin(environment.TANDEM_FINANCE_URL ?? written.finance, 'finance', problems);
  const authentication = readAuthentication(written.authentication, environment, problems);
  if (problems.length > 0 || authentication === null) {
    const where =
      text === null ? `There is no ${file}, and the environment does not say enough` : `${file} is incomplete`;
    throw incomplete(`${where}: ${problems.join('; ')}.`);
  }
  return { dataverse, finance, authentication };
}

function parseFile(text: string, file: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) {
    const before = text.slice(0, first.offset).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw incomplete(`${file} is not JSON: ${printParseErrorCode(first.error)} at ${place}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw incomplete(`${file} holds no object.`);
  return value as Record<string, unknown>;
}

function origin(value: unknown, name: string, problems: string[]): string {
  if (typeof value !== 'string' || value === '') {
    problems.push(`"${name}" is missing`);
    return '';
  }
  try {
    const url = new URL(value);
    if (url.protocol === 'https:' || isLoopback(url)) return url.origin;
    problems.push(`"${name}" must be https: a token would travel in the open to ${url.host}`);
  } catch {
    problems.push(`"${name}" is no URL: ${value}`);
  }
  return '';
}

const isLoopback = (url: URL): boolean =>
  url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);

function readAuthentication(written: unknown, environment: Environment, problems: string[]): Authentication | null {
  const given = (typeof written === 'object' && written !== null ? written : {}) as Record<string, unknown>;
  const field = (name: string, variable: string): string => {
    const value = environment[variable] ?? given[name];
    if (typeof value === 'string' && value !== '') return value;
    problems.push(`authentication "${name}" (or ${variable}) is missing`);
    return '';
  };
  const kind = environment.TANDEM_AUTH ?? given.kind ?? (environment.TANDEM_TOKEN === undefined ? undefined : 'token');
  switch (kind) {
    case 'clientSecret': {
      const variable = typeof given.secretVariable === 'string' ? given.secretVariable : 'TANDEM_CLIENT_SECRET';
      if (given.secret !== undefined) problems.push('a secret does not belong in a file: name its "secretVariable"');
      const secret = environment[variable] ?? '';
      if (secret === '') problems.push(`the environment variable ${variable} holds no secret`);
      return {
        kind: 'clientSecret',
        tenant: field('tenant', 'TANDEM_TENANT'),
        client: field('client', 'TANDEM_CLIENT_ID'),
        secret,
      };
    }
    case 'clientCertificate':
      return {
        kind: 'clientCertificate',
        tenant: field('tenant', 'TANDEM_TENANT'),
        client: field('client', 'TANDEM_CLIENT_ID'),
        file: field('file', 'TANDEM_CERTIFICATE'),
      };
    case 'managedIdentity': {
      const client = environment.TANDEM_CLIENT_ID ?? given.client;
      return typeof client === 'string' && client !== ''
        ? { kind: 'managedIdentity', client }
        : { kind: 'managedIdentity' };
    }
    case 'token':
      return { kind: 'token', token: field('token', 'TANDEM_TOKEN') };
    default:
      problems.push(
        `authentication "kind" must be clientSecret, clientCertificate, managedIdentity or token${kind === undefined ? '' : `, not ${String(kind)}`}`,
      );
      return null;
  }
}

const incomplete = (message: string): Failure =>
  new Failure(EXIT.wrongInput, FAILURES.CONNECTION_INCOMPLETE, message, REMEDY);
