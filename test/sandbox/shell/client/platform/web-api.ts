/** An answer of the Web API other than success. `message` is the platform's own words. */
export class WebApiError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export type Row = Record<string, unknown>;

export interface Rows {
  readonly value: Row[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.count'?: number;
  readonly '@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'?: string;
  readonly '@Microsoft.Dynamics.CRM.morerecords'?: boolean;
  readonly '@Microsoft.Dynamics.CRM.totalrecordcount'?: number;
}

export const API = '/api/data/v9.2/';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Sends a request as the signed-in user. `path` is relative to the Web API. Throws `WebApiError`. */
export async function request(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(path.startsWith('http') ? path : API + path, {
    method,
    headers: {
      accept: 'application/json',
      'OData-MaxVersion': '4.0',
      'OData-Version': '4.0',
      prefer: 'odata.include-annotations="*"',
      ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = parsed(text);
  if (!response.ok) throw refusal(response.status, json, text);
  return { status: response.status, headers: response.headers, body: json };
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number, json: unknown, text: string): WebApiError {
  const error = (json as { error?: { code?: string; message?: string } } | undefined)?.error;
  return new WebApiError(error?.message ?? (text.slice(0, 300) || `HTTP ${status}`), error?.code ?? '', status);
}

export async function get<T>(path: string): Promise<T> {
  return (await request('GET', path)).body as T;
}

export async function rows(path: string): Promise<Row[]> {
  return (await get<Rows>(path)).value;
}

/** Creates a row and answers its id. */
export async function create(set: string, body: Row): Promise<string> {
  const { headers } = await request('POST', set, body);
  const id = /\(([0-9a-f-]{36})\)/i.exec(headers.get('OData-EntityId') ?? '')?.[1];
  if (id === undefined) throw new WebApiError('The answer to the create names no row.', '', 0);
  return id.toLowerCase();
}

/** Changes a row that exists; unlike a plain PATCH it never creates one. */
export async function update(set: string, id: string, body: Row): Promise<void> {
  await request('PATCH', `${set}(${id})`, body, { 'If-Match': '*' });
}

export async function remove(set: string, id: string): Promise<void> {
  await request('DELETE', `${set}(${id})`);
}

/** A text as a literal of an OData query, ready for a URL. */
export function literal(text: string): string {
  return encodeURIComponent(`'${text.replace(/'/g, "''")}'`);
}

const FORMATTED = '@OData.Community.Display.V1.FormattedValue';
const LOOKUP_TABLE = '@Microsoft.Dynamics.CRM.lookuplogicalname';

export function formattedValue(row: Row, property: string): string | undefined {
  return row[property + FORMATTED] as string | undefined;
}

export function lookupTable(row: Row, property: string): string | undefined {
  return row[property + LOOKUP_TABLE] as string | undefined;
}
