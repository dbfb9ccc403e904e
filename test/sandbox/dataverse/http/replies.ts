import { type Refusal } from '../refusal';
import type { Exchange, WebReply } from './exchange';
import { writeJson } from './json';
import { wantsAnnotation, type Preferences } from './preferences';

const SERVER = { 'odata-version': '4.0' } as const;

export function jsonReply(
  exchange: Exchange,
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): WebReply {
  return {
    status,
    headers: {
      'content-type': `application/json; odata.metadata=${exchange.metadata}; odata.streaming=true; IEEE754Compatible=${exchange.exactOut}; charset=utf-8`,
      ...SERVER,
      ...applied(exchange.preferences, headers['preference-applied']),
      ...headers,
    },
    body: writeJson(value, exchange.exactOut),
  };
}

function applied(preferences: Preferences, already: string | undefined): Record<string, string> {
  if (already !== undefined || preferences.annotations === undefined) return {};
  return { 'preference-applied': `odata.include-annotations="${preferences.annotations}"` };
}

export function noContent(headers: Readonly<Record<string, string>> = {}): WebReply {
  return { status: 204, headers: { ...SERVER, ...headers }, body: '' };
}

export function notModified(): WebReply {
  return { status: 304, headers: { ...SERVER }, body: '' };
}

export function textReply(text: string, status = 200): WebReply {
  return { status, headers: { 'content-type': 'text/plain', ...SERVER }, body: text };
}

/** Adds `@odata.context`, as far as the client wants it. */
export function inContext(
  exchange: Exchange,
  fragment: string,
  properties: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (exchange.metadata === 'none') return { ...properties };
  return { '@odata.context': `${exchange.root}$metadata${fragment === '' ? '' : `#${fragment}`}`, ...properties };
}

/** The platform's error answer; what the web server in front of it says comes as a page. */
export function errorReply(refusal: Refusal, preferences: Preferences | undefined): WebReply {
  if (refusal.code === '')
    return {
      status: refusal.status,
      headers: { 'content-type': 'text/html', ...refusal.headers },
      body:
        refusal.status === 401
          ? ''
          : `<!DOCTYPE html><html><head><title>Error</title></head><body><h2>${escaped(refusal.message)}</h2></body></html>`,
    };
  const details =
    preferences && wantsAnnotation(preferences, 'Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus')
      ? {
          '@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus': '0',
          '@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode': '0',
          '@Microsoft.PowerApps.CDS.HelpLink': `http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a${refusal.code.slice(2)}&client=platform`,
          '@Microsoft.PowerApps.CDS.TraceText': '',
          '@Microsoft.PowerApps.CDS.InnerError.Message': refusal.message,
        }
      : {};
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/json; odata.metadata=minimal', ...SERVER, ...refusal.headers },
    body: JSON.stringify({
      error: {
        code: refusal.code.replace(/^0x(.*)$/, (_, digits: string) => `0x${digits.toLowerCase()}`),
        message: refusal.message,
        ...details,
      },
    }),
  };
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (character) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[character] ?? character);
}
