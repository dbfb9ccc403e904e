import type { Instant } from '../../../plugins-ts/sync/record';
import type { KnownMap } from './known';
import { nounParts } from './nouns';
import { textsOf, type Parts, type Strings, type Texts } from './texts';
import { ageText, type Times } from './times';

/** Who is spoken to: language, zone and the words for columns. */
export interface Reader {
  readonly strings: Strings;
  readonly times: Times;
  /** `fr`: for names that a host gives in several languages. */
  readonly language: string;
  /** The label of a column, where one is known: `columns.ts`. */
  readonly label: (column: string) => string;
}

/** Words about one record, now. */
export interface Wording extends Reader {
  /** Knows the record's noun: `{this}`, `{many}`, … */
  readonly texts: Texts;
  readonly now: Instant;
}

export function wordingFor(reader: Reader, table: string | null, now: Instant): Wording {
  const noun = nounParts(reader.strings, table);
  const texts = textsOf(reader.strings);
  return { ...reader, now, texts: (key, parts) => texts(key, { ...noun, ...parts }) };
}

export const mapName = (wording: Wording, map: KnownMap | null): string | null =>
  map === null ? null : (map.names[wording.language] ?? map.name);

/** A text that tells of a moment, with the moment in full behind it. */
export interface Timed {
  readonly text: string;
  readonly title: string;
}

/**
 * The string of a key about a moment, which it may write as `{time}` (10:42), `{exact}` (10:42:07) or `{age}`
 * (25 seconds); null without a moment.
 */
export function timed(
  { texts, times, now }: Wording,
  key: string,
  at: Instant | null | undefined,
  parts: Parts = {},
): Timed | null {
  if (at == null) return null;
  const moment = { time: times.short(at, now), exact: times.exact(at, now), age: ageText(texts, now - at) };
  return { text: texts(key, { ...parts, ...moment }), title: times.full(at) };
}
