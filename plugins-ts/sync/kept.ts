/**
 * What was kept as JSON in the token of a checkpoint that is no feed's: where a run stands, an outage. Null: nothing, or
 * somebody has spoilt it by hand, and it begins again.
 */
export function kept<T>(token: string | null): T | null {
  if (token === null) return null;
  try {
    return JSON.parse(token) as T;
  } catch {
    return null;
  }
}
