/**
 * JSON in a memo column that is too long for it is cut where it loses least; text never in the middle of a character.
 * Lengths are in UTF-16 units, as the platform counts.
 */

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** Text that fits. */
export function clip(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = isHighSurrogate(text.charCodeAt(longest - 1)) ? longest - 1 : longest;
  return text.slice(0, end);
}

export const clipOrNull = (text: string | null, longest: number): string | null =>
  text === null ? null : clip(text, longest);

/** A list as JSON; what no longer fits is left off its end. An empty list is null. */
export function listJson(items: readonly unknown[], longest: number): string | null {
  const kept = [...items];
  while (kept.length > 0) {
    const json = JSON.stringify(kept);
    if (json.length <= longest) return json;
    kept.pop();
  }
  return null;
}

/** An object as JSON; its long texts are cut, evenly, until it fits. An empty object is null. */
export function objectJson(value: Readonly<Record<string, unknown>>, longest: number): string | null {
  if (Object.keys(value).length === 0) return null;
  return shortened(value, longest);
}

/** Any JSON whose texts may be cut. */
export function shortened(value: unknown, longest: number): string {
  let json = JSON.stringify(value);
  for (let most = longest; json.length > longest && most > 0; most = Math.floor(most / 2)) {
    json = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? clip(inner, most) : inner));
  }
  return json;
}

/** What a memo says, or the fallback where it is empty or was spoilt by hand. */
export function parsed<T>(raw: unknown, fallback: T): T {
  if (typeof raw !== 'string' || raw === '') return fallback;
  try {
    return JSON.parse(raw) as T;
  } catch {
    return fallback;
  }
}
