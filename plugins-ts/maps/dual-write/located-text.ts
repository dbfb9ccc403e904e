import type { Node } from 'jsonc-parser';
import type { FindingPlace, TextPosition } from '../finding';
import { positionAt } from '../json/place';

/**
 * A text, and the way back to the file that it came from. A mapping is JSON inside a JSON string or inside XML, perhaps
 * encoded twice: what is wrong with it is told by its place in the file, where an author can find it.
 */
export interface LocatedText {
  readonly text: string;
  readonly file: string | undefined;
  /** Offset in `text` to line and column in the file. */
  readonly position: (offset: number) => TextPosition;
}

export const wholeFile = (text: string, file: string | undefined): LocatedText => ({
  text,
  file,
  position: (offset) => positionAt(text, offset),
});

/** A place for a finding. */
export const placeIn = (located: LocatedText, map: string, offset: number, column?: string): FindingPlace => ({
  map,
  file: located.file,
  at: located.position(offset),
  ...(column === undefined ? {} : { column }),
});

/** What a JSON string says, as a text of its own. */
export function insideString(outer: LocatedText, node: Node): LocatedText {
  const text = String(node.value);
  // Most texts are never asked for a place.
  let written: Uint32Array | undefined;
  return {
    text,
    file: outer.file,
    position: (offset) => {
      written ??= lettersOf(outer.text, node.offset, text.length);
      return outer.position(written[Math.min(offset, text.length)] ?? node.offset);
    },
  };
}

/** Where each letter of a literal is written: an escape is one letter of what it says, and two or six of how. */
function lettersOf(text: string, begin: number, letters: number): Uint32Array {
  const written = new Uint32Array(letters + 1);
  let at = begin + 1;
  for (let letter = 0; letter <= letters; letter += 1) {
    written[letter] = at;
    if (text[at] !== '\\') at += 1;
    else at += text[at + 1] === 'u' ? 6 : 2;
  }
  return written;
}

/** A run of letters that reads as it is written: where it begins in what is read, and in the file. */
export interface Run {
  readonly read: number;
  readonly written: number;
}

/** Text put together from runs, such as XML with its entities replaced. */
export function fromRuns(outer: LocatedText, text: string, runs: readonly Run[]): LocatedText {
  return {
    text,
    file: outer.file,
    position: (offset) => {
      let [first, after] = [0, runs.length];
      while (after - first > 1) {
        const middle = (first + after) >> 1;
        if ((runs[middle]?.read ?? 0) <= offset) first = middle;
        else after = middle;
      }
      const run = runs[first] ?? { read: 0, written: 0 };
      return outer.position(run.written + offset - run.read);
    },
  };
}
