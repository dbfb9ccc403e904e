/** What the platform's client throws; nothing of it is promised. */
export interface Thrown {
  readonly errorCode?: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
}

/** Dataverse: "principal user is missing prvRead… privilege". */
const PRIVILEGE_DENIED = 0x80040220;
/** Dataverse: the user has no role at all. */
const NO_ROLES = 0x80042f09;

/** Was the request refused because the user lacks a right? */
export function isNoRight(thrown: unknown): boolean {
  const { errorCode, code, status, message } = (thrown ?? {}) as Thrown;
  return (
    status === 403 ||
    [errorCode, code].some((value) => [PRIVILEGE_DENIED, NO_ROLES].includes(unsigned(value))) ||
    (typeof message === 'string' && /\bprv[A-Z]/.test(message))
  );
}

export function wordsOf(thrown: unknown): string {
  const { message } = (thrown ?? {}) as Thrown;
  return typeof message === 'string' && message !== '' ? message : String(thrown);
}

/** The client gives codes as signed or unsigned numbers, or as hexadecimal text. */
const unsigned = (value: unknown): number => Number(value) >>> 0;
