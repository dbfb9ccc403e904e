import { tableNamed } from '../platform/tables';
import { API, create, remove, request, update, WebApiError, type Row, type Rows } from '../platform/web-api';
import { guarded } from './guarded';

const PAGE_SIZE = 5000;

interface Refusal {
  readonly errorCode: number;
  readonly message: string;
  readonly code: number;
  readonly title: string;
  readonly raw: string;
}

/** Errors as scripts and controls get them: the code as a number. */
export function scriptError(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  const hex = error instanceof WebApiError && /^0x[0-9a-f]+$/i.test(error.code) ? error.code : '0x0';
  const code = Number(BigInt.asIntN(32, BigInt(hex)));
  return { errorCode: code, code, message, title: '', raw: JSON.stringify({ errorCode: code, message }) };
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw scriptError(error);
  }
}

const plainId = (id: string): string => id.replace(/[{}]/g, '').toLowerCase();

export const createRecord = (table: string, data: Row): Promise<object> =>
  asked(async () => {
    const { set } = await tableNamed(table);
    return { entityType: table, id: await create(set, data) };
  });

export const updateRecord = (table: string, id: string, data: Row): Promise<object> =>
  asked(async () => {
    const { set } = await tableNamed(table);
    await update(set, plainId(id), data);
    return { entityType: table, id: plainId(id) };
  });

export const deleteRecord = (table: string, id: string): Promise<object> =>
  asked(async () => {
    const { set } = await tableNamed(table);
    await remove(set, plainId(id));
    return { entityType: table, id: plainId(id), name: '' };
  });

export const retrieveRecord = (table: string, id: string, options = ''): Promise<Row> =>
  asked(async () => {
    const { set } = await tableNamed(table);
    return (await request('GET', `${set}(${plainId(id)})${options}`)).body as Row;
  });

export const retrieveMultipleRecords = (table: string, options = '', maxPageSize = PAGE_SIZE): Promise<object> =>
  asked(async () => {
    const { set } = await tableNamed(table);
    // `options` is a query, or the whole next link of an earlier answer.
    const path = options.startsWith('http') ? options : set + options;
    const prefer = `odata.include-annotations="*",odata.maxpagesize=${maxPageSize}`;
    const answer = (await request('GET', path, undefined, { prefer })).body as Rows;
    const nextLink = answer['@odata.nextLink'];
    const cookie = answer['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'];
    return {
      entities: answer.value,
      ...(nextLink === undefined ? {} : { nextLink }),
      ...(cookie === undefined ? {} : { fetchXmlPagingCookie: cookie }),
    };
  });

interface ActionMetadata {
  readonly boundParameter?: string | null;
  readonly operationType?: number;
  readonly operationName?: string;
  readonly parameterTypes?: Readonly<Record<string, { readonly typeName?: string }>>;
}

const ACTION = 0;
const FUNCTION = 1;

/** `Xrm.WebApi.online.execute` of actions and functions. CRUD through it is not offered. */
async function execute(action: Row & { getMetadata(): ActionMetadata }): Promise<Response> {
  const { boundParameter, operationType, operationName = '', parameterTypes = {} } = action.getMetadata();
  if (operationType !== ACTION && operationType !== FUNCTION) {
    throw new Error(`Xrm.WebApi.online.execute of ${operationName} is not offered by the sandbox's client API.`);
  }
  const names = Object.keys(parameterTypes).filter((name) => name !== boundParameter && action[name] !== undefined);
  const bound = boundParameter ? (action[boundParameter] as { entityType: string; id: string }) : undefined;
  const prefix = bound
    ? `${(await tableNamed(bound.entityType)).set}(${plainId(bound.id)})/Microsoft.Dynamics.CRM.`
    : '';
  const url = `${API}${prefix}${operationName}`;
  const headers = { accept: 'application/json', 'content-type': 'application/json; charset=utf-8' };
  if (operationType === ACTION) {
    const body = JSON.stringify(Object.fromEntries(names.map((name) => [name, action[name]])));
    return checked(await fetch(url, { method: 'POST', headers, body }));
  }
  const inside = names.map((name, index) => `${name}=@p${index}`).join(',');
  const query = names.map((name, index) => `@p${index}=${encodeURIComponent(functionValue(action[name]))}`).join('&');
  return checked(await fetch(`${url}(${inside})${query === '' ? '' : `?${query}`}`, { headers }));
}

function functionValue(value: unknown): string {
  return typeof value === 'string' ? `'${value.replace(/'/g, "''")}'` : JSON.stringify(value);
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code?: string; message?: string } };
  throw scriptError(new WebApiError(error?.message ?? `HTTP ${response.status}`, error?.code ?? '', response.status));
}

const records = { createRecord, updateRecord, deleteRecord, retrieveRecord, retrieveMultipleRecords };

export const xrmWebApi = guarded('Xrm.WebApi', {
  ...records,
  isAvailableOffline: () => false,
  execute,
  online: guarded('Xrm.WebApi.online', { ...records, execute }),
});
