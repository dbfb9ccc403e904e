import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finance, type FinanceOptions, startFinance } from '../../sandbox/finance/index';

/** What came back, with the body read as text and, where it is JSON, as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers of every shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

export interface Session {
  readonly finance: Finance;
  /** Sends as a user; a body that is no text goes as JSON. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>, user?: string): Promise<Reply>;
  stop(): Promise<void>;
}

/** At this instant the tests happen. */
export const NOW = Date.parse('2026-11-25T09:00:00Z');

/** A Finance of the test's own, with two companies, a currency each and a customer group, unless it is to be empty. */
export async function openSession(options: Partial<FinanceOptions> = {}, filled = true): Promise<Session> {
  const dataDir = mkdtempSync(join(tmpdir(), 'finance-'));
  const finance = await startFinance({ dataDir, now: () => NOW, ...options });
  const send: Session['send'] = async (method, path, body, headers = {}, user = 'host') => {
    const url = path.startsWith('http') ? path : `${finance.url}/${path}`;
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url, {
      method,
      headers: { ...type, ...(user === '' ? {} : { authorization: `Bearer sandbox-${user}` }), ...headers },
      redirect: 'manual',
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  };
  const session: Session = {
    finance,
    send,
    stop: async () => {
      await finance.close();
      rmSync(dataDir, { recursive: true });
    },
  };
  if (filled) await fill(session);
  return session;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

async function fill({ send }: Session): Promise<void> {
  const rows: readonly (readonly [string, Record<string, unknown>])[] = [
    ['LegalEntities', { LegalEntityId: 'usmf', Name: 'Contoso Entertainment System USA' }],
    ['LegalEntities', { LegalEntityId: 'frrt', Name: 'Contoso France' }],
    ['Currencies', { CurrencyCode: 'USD', Name: 'US Dollar' }],
    ['Currencies', { CurrencyCode: 'EUR', Name: 'Euro' }],
    ['CustomerGroups', { dataAreaId: 'usmf', CustomerGroupId: '10', Description: 'Wholesale', PaymentTermId: 'Net30' }],
    ['CustomerGroups', { dataAreaId: 'frrt', CustomerGroupId: '10', Description: 'Grossistes' }],
  ];
  for (const [set, row] of rows) {
    const reply = await send('POST', `data/${set}`, row);
    if (reply.status !== 201) throw new Error(`${set}: ${reply.status} ${reply.text}`);
  }
}

/** A customer with what Finance asks for. */
export function customer(account: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { dataAreaId: 'usmf', CustomerAccount: account, OrganizationName: 'Fabrikam', CustomerGroupId: '10', ...more };
}

/** What Finance says in the end: the Infolog, or the message of a request that it did not take. */
export function says(reply: Reply): string {
  const error = reply.json?.error;
  return error?.innererror?.message ?? error?.message ?? reply.json?.Message ?? '';
}
