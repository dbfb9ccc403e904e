import type { TextPosition } from '../finding';
import type { Dialect, FilterProblem } from './syntax';

/** Far more than any filter has: dual-write's editor is one line high. */
export const LONGEST = 20_000;
/** Brackets and negations inside each other. What reads a filter calls itself once per level. */
export const DEEPEST = 100;

/**
 * Looks through a text for what a grammar tells badly or not at all: quotes and brackets that are never closed, and
 * sizes that no filter has. Linear, and calls nothing that calls itself. Null: nothing of the kind.
 */
export function scan(text: string, dialect: Dialect): FilterProblem | null {
  if (text.length > LONGEST) {
    return { name: 'FILTER_TOO_LARGE', at: { line: 1, column: 1 }, parameters: { limit: `${LONGEST} characters` } };
  }
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "'" || (sign === '"' && dialect === 'finance')) {
      const end = closing(text, at, dialect);
      if (end < 0) return unclosed(text, at, sign);
      at = end;
    } else if (sign === '(') {
      open.push(at);
      if (open.length > DEEPEST) {
        return { name: 'FILTER_TOO_LARGE', at: placeIn(text, at), parameters: { limit: `${DEEPEST} levels` } };
      }
    } else if (sign === ')' && open.pop() === undefined) {
      return {
        name: 'FILTER_NOT_UNDERSTOOD',
        at: placeIn(text, at),
        parameters: { found: '")"', expected: 'the end, or a bracket that it closes' },
      };
    }
  }
  const last = open.at(-1);
  return last === undefined ? null : unclosed(text, last, '(');
}

const unclosed = (text: string, at: number, sign: string): FilterProblem => ({
  name: 'FILTER_NOT_CLOSED',
  at: placeIn(text, at),
  parameters: { sign },
});

/** Where the literal that begins at `from` ends; -1 where it does not. OData doubles a quote, X++ puts a backslash before. */
function closing(text: string, from: number, dialect: Dialect): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at += 1) {
    if (dialect === 'finance' && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (dialect === 'finance' || text[at + 1] !== quote) return at;
      at += 1;
    }
  }
  return -1;
}

/** Line and column of an offset, both counted from 1. */
export function placeIn(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const NO_BREAK = '\u00a0';

/**
 * dual-write's editor puts no-break spaces where blanks were typed, inside literals too. A text whose blanks between the
 * words are all of that kind has been through it: there they mean blanks. Anywhere else a no-break space is itself.
 */
export function withBlanks(text: string, dialect: Dialect): string {
  if (!text.includes(NO_BREAK)) return text;
  let between = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "'" || (sign === '"' && dialect === 'finance')) {
      const end = closing(text, at, dialect);
      if (end < 0) break;
      at = end;
    } else if (sign === ' ') return text;
    else if (sign === NO_BREAK) between = true;
  }
  return between ? text.replaceAll(NO_BREAK, ' ') : text;
}
