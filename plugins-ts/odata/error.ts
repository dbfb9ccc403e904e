import type { ODataErrorLike } from './contract';
import { retryAfterOf } from './fetch';
import { hasInfolog, readInfolog } from './infolog';
import { readJson } from './json';

export interface ErrorParts extends ODataErrorLike {
  /** Annotations that came with the error (`@Microsoft.PowerApps.CDS.TraceText`), by name. */
  readonly details?: Readonly<Record<string, string>>;
}

/** A request that did not succeed, as either platform tells it. */
export class ODataError extends Error implements ODataErrorLike {
  override readonly name = 'ODataError';
  readonly status: number;
  readonly code: string;
  readonly inner: string | null;
  readonly transient: boolean;
  readonly retryAfter: number | null;
  readonly details: Readonly<Record<string, string>>;

  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super(parts.message, options);
    this.status = parts.status;
    this.code = parts.code;
    this.inner = parts.inner;
    this.transient = parts.transient;
    this.retryAfter = parts.retryAfter;
    this.details = parts.details ?? {};
  }
}

/** There was no answer: refused connection, broken connection, time-out. The request may have been carried out. */
export function noAnswer(url: string, cause: unknown): ODataError {
  const { host } = new URL(url);
  const why = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : '';
  return new ODataError(
    {
      status: 0,
      code: '',
      message: why === '' ? `No answer from ${host}.` : `No answer from ${host}: ${why}`,
      inner: null,
      transient: true,
      retryAfter: null,
    },
    { cause },
  );
}

/** An answer came, but it is not one that can be used. The same request would bring the same answer. */
export const unusable = (status: number, message: string, options?: ErrorOptions): ODataError =>
  new ODataError({ status, code: '', message, inner: null, transient: false, retryAfter: null }, options);

export interface FailedAnswer {
  readonly status: number;
  readonly statusText?: string;
  readonly headers: Headers;
  readonly text: string;
}

/** Reads a refusal of either platform, a gateway's HTML page, or an empty body. */
export function errorOf(answer: FailedAnswer): ODataError {
  const { code, message, inner, details, infolog } = readBody(answer);
  return new ODataError({
    status: answer.status,
    code,
    message,
    inner,
    transient: isTransient(answer.status, code, infolog, [message, ...Object.values(details)].join('\n')),
    retryAfter: retryAfterOf(answer.headers),
    details,
  });
}

interface ReadBody {
  readonly code: string;
  readonly message: string;
  readonly inner: string | null;
  readonly infolog: boolean;
  readonly details: Readonly<Record<string, string>>;
}

function readBody(answer: FailedAnswer): ReadBody {
  const error = errorObject(answer.text);
  if (error === null) {
    return { code: '', message: plainMessage(answer), inner: null, infolog: false, details: {} };
  }
  const details: Record<string, string> = {};
  for (const [name, value] of Object.entries(error)) {
    if (name.startsWith('@') && isText(value)) details[name] = String(value);
  }
  const spoken = innerMessage(error);
  const annotated = Object.entries(details).find(([name]) => name.endsWith('.InnerError.Message'))?.[1];
  const message = textOf(error['message']) || textOf(error['Message']);
  // Some services of Finance put the Infolog where others say "An error has occurred.".
  const words = spoken ?? (hasInfolog(message) ? message : annotated) ?? null;
  return {
    code: textOf(error['code']),
    message: message || plainMessage({ ...answer, text: '' }),
    inner: words === null ? null : readInfolog(words),
    infolog: words !== null && hasInfolog(words),
    details,
  };
}

/** The object that holds code and message: `{error: {…}}`, or the body itself at older endpoints. */
function errorObject(text: string): Record<string, unknown> | null {
  if (!/^\uFEFF?\s*\{/.test(text)) return null;
  try {
    const body = readJson(text, null);
    if (!isObject(body)) return null;
    return isObject(body['error']) ? body['error'] : textOf(body['Message'] ?? body['message']) ? body : null;
  } catch {
    return null;
  }
}

/** Finance nests its exceptions: the first that brings an Infolog speaks, else the outermost. */
function innerMessage(error: Record<string, unknown>): string | null {
  const messages: string[] = [];
  let level: unknown = error['innererror'];
  while (isObject(level)) {
    const message = textOf(level['message']);
    if (message !== '') messages.push(message);
    level = level['internalexception'] ?? level['innererror'];
  }
  return messages.find(hasInfolog) ?? messages[0] ?? null;
}

/** A gateway's page has a title; an empty answer has only its status. */
function plainMessage({ status, statusText, text }: FailedAnswer): string {
  const title = /<title[^>]*>([^<]+)<\/title>/i.exec(text)?.[1]?.trim();
  const words = title || statusText || (text.trim().startsWith('<') ? '' : text.trim().slice(0, 300));
  const number = String(status);
  return !words ? `HTTP ${number}` : words.includes(number) ? words : `HTTP ${number}: ${words}`;
}

/**
 * Codes of Dataverse that pass by themselves, whatever the status: service protection, time-outs of SQL and of the
 * plug-in sandbox, a solution import under way. Source: web service error codes and service protection limits.
 */
const PASSING = new Set([
  '0x80072322', // requests
  '0x80072321', // execution time
  '0x80072326', // concurrency
  '0x80072324', // SQL workers
  '0x80072327', // concurrency of the data service
  '0x80044151', // SQL time-out
  '0x80073000', // SQL network
  '0x80040216', // unexpected
  '0x80044171', // plug-in sandbox: time-outs
  '0x80044172',
  '0x80044173',
  '0x80081111',
  '0x8004418d', // plug-in sandbox: not available
  '0x8004418e',
  '0x80071151', // solution import running
]);

const SQL_ERROR = '0x80044150';
/** A plug-in, or the customer's own rule, said no. */
const ISV_ABORTED = '0x80040265';

/** SQL Server: chosen as deadlock victim, lock request time-out, time-out of the client. */
const PASSING_SQL = new Set(['1205', '1222', '-2']);

function isTransient(status: number, rawCode: string, infolog: boolean, words: string): boolean {
  const code = rawCode.toLowerCase();
  if (status === 408 || status === 429 || PASSING.has(code)) return true;
  if (code === ISV_ABORTED) return false;
  if (code === SQL_ERROR) {
    const number = /Sql Number:\s*(-?\d+)/i.exec(words)?.[1];
    if (number !== undefined) return PASSING_SQL.has(number);
  }
  // Finance answers 500 to rows that fail its validation: whatever has an Infolog was refused, not broken.
  return status >= 500 && status !== 501 && status !== 505 && !infolog;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const textOf = (value: unknown): string => (isText(value) ? String(value) : '');
