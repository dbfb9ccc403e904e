/** Reads one string of the control's resources in the user's language. */
export type Strings = (key: string) => string;

/** Parts of a sentence by name. A part without a value is missing. */
export type Parts = Readonly<Record<string, string | number | null | undefined>>;

/** Fills the string of a key with parts: see `fill`. */
export type Texts = (key: string, parts?: Parts) => string;

export const textsOf =
  (strings: Strings): Texts =>
  (key, parts = {}) =>
    fill(strings(key), parts);

/**
 * The little language of the string resources:
 *
 * - `{name}` is a part; `{Name}` the same part with a capital letter
 * - `[ · {by}]` is left out when one of its parts is missing; `[since {time}|now]` then says what stands after the bar
 */
export function fill(template: string, parts: Parts): string {
  return template
    .replace(/\[([^[\]|]*)(?:\|([^[\]]*))?\]/g, (_, wanted: string, otherwise: string | undefined) =>
      isComplete(wanted, parts) ? wanted : (otherwise ?? ''),
    )
    .replace(TOKEN, (_, name: string) => partOf(name, parts));
}

const TOKEN = /\{(\w+)\}/g;

const isComplete = (template: string, parts: Parts): boolean =>
  [...template.matchAll(TOKEN)].every(([, name]) => partOf(name ?? '', parts) !== '');

function partOf(name: string, parts: Parts): string {
  const exact = parts[name];
  if (exact !== undefined) return String(exact ?? '');
  const plain = parts[name.charAt(0).toLowerCase() + name.slice(1)];
  const text = String(plain ?? '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
