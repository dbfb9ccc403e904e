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
  return {
    text: String(node.value),
    file: outer.file,
    position: (offset) => outer.position(offsetInLiteral(outer.text, node.offset, offset)),
  };
}

/** Walks the literal: an escape is one letter of what it says, and two or six of how it is written. */
function offsetInLiteral(text: string, begin: number, letters: number): number {
  let at = begin + 1;
  for (let letter = 0; letter < letters; letter += 1) {
    if (text[at] !== '\\') at += 1;
    else at += text[at + 1] === 'u' ? 6 : 2;
  }
  return at;
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
      const run = runs.filter((one) => one.read <= offset).at(-1) ?? { read: 0, written: 0 };
      return outer.position(run.written + offset - run.read);
    },
  };
}
