import { finding, type Finding } from '../finding';
import { fromRuns, placeIn, type LocatedText, type Run } from './located-text';

export interface ReadText {
  readonly located: LocatedText;
  readonly findings: readonly Finding[];
}

const KNOWN: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** CDATA, a comment, or an entity. */
const SPECIAL = /<!\[CDATA\[([^]*?)\]\]>|<!--[^]*?-->|&(#x[\da-f]+|#\d+|[\w.-]+);/gi;

/**
 * What the text between two tags says. Only the five entities that XML has by itself, and characters by number, are
 * known: any other would have to be defined, and what defines some may define too many.
 */
export function readXmlText(outer: LocatedText, begin: number, end: number): ReadText {
  const source = outer.text.slice(begin, end);
  const pieces: string[] = [];
  const runs: Run[] = [];
  let read = 0;
  const put = (text: string, at: number): void => {
    runs.push({ read, written: begin + at });
    pieces.push(text);
    read += text.length;
  };
  let done = 0;
  for (const match of source.matchAll(SPECIAL)) {
    const [whole, cdata, entity] = match;
    put(source.slice(done, match.index), done);
    done = match.index + whole.length;
    if (cdata !== undefined) put(cdata, match.index + '<![CDATA['.length);
    if (entity === undefined) continue;
    const letter = letterOf(entity);
    if (letter !== undefined) put(letter, match.index);
    else {
      const place = placeIn(outer, outer.file ?? '', begin + match.index);
      const unknown = finding('XML_DECLARES', place, { file: outer.file ?? '', found: `the entity ${whole}` });
      return { located: fromRuns(outer, '', []), findings: [unknown] };
    }
  }
  put(source.slice(done), done);
  return { located: fromRuns(outer, pieces.join(''), runs), findings: [] };
}

function letterOf(entity: string): string | undefined {
  if (!entity.startsWith('#')) return Object.hasOwn(KNOWN, entity) ? KNOWN[entity] : undefined;
  const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0 && code <= 0x10ffff && !isSurrogate ? String.fromCodePoint(code) : undefined;
}

/** Where a document type or a declaration begins; undefined where the text has none. */
export function declarationIn(text: string): number | undefined {
  let at = text.indexOf('<!');
  while (at !== -1) {
    const end = text.startsWith('<!--', at)
      ? text.indexOf('-->', at)
      : text.startsWith('<![CDATA[', at)
        ? text.indexOf(']]>', at)
        : -1;
    if (!text.startsWith('<!--', at) && !text.startsWith('<![CDATA[', at)) return at;
    if (end === -1) return undefined;
    at = text.indexOf('<!', end);
  }
  return undefined;
}
