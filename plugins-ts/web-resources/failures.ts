/** Dataverse: "principal user is missing prv… privilege", and "user has no role". */
const NO_RIGHT: readonly number[] = [0x80040220, 0x80042f09];

/** Was a request refused because the user lacks a right? Codes come signed or unsigned. */
export const isNoRight = (thrown: unknown): boolean =>
  NO_RIGHT.includes(Number((thrown as { errorCode?: unknown } | null)?.errorCode) >>> 0);

export function wordsOf(thrown: unknown): string {
  const message = (thrown as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : String(thrown);
}
