import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { TextPosition } from '../finding';
import type { Value } from '../value';

/**
 * A value in a JSON text that knows its path and where it stands, so that a complaint about it can say so. Children of
 * a value that is not there are not there either: a reader asks on without looking back.
 */
export class Place {
  private constructor(
    /** `legs[0].fieldMappings[3].syncDirection`; empty for the whole text. */
    readonly path: string,
    private readonly text: string,
    private readonly node: Node | undefined,
    /** Where the nearest value that is there begins. */
    private readonly offset: number,
  ) {}

  static root(text: string, node: Node): Place {
    return new Place('', text, node, node.offset);
  }

  get kind(): Node['type'] | 'absent' {
    return this.node?.type ?? 'absent';
  }

  get exists(): boolean {
    return this.node !== undefined;
  }

  /** A value of the JSON's own types; undefined for an object, an array and what is not there. */
  get scalar(): Value | undefined {
    return this.node === undefined || this.node.children !== undefined ? undefined : (this.node.value as Value);
  }

  get position(): TextPosition {
    return positionAt(this.text, this.offset);
  }

  /** How a complaint names the value: short, in one line. */
  get spelling(): string {
    if (this.node === undefined) return 'nothing';
    const { offset, length } = this.node;
    const text = this.text.slice(offset, offset + length).replace(/\s+/g, ' ');
    return text.length > 60 ? `${text.slice(0, 57)}…` : text;
  }

  property(name: string): Place {
    const found = this.node?.type === 'object' ? this.node.children?.find((one) => nameOf(one) === name) : undefined;
    return this.child(name, found);
  }

  private child(name: string, property: Node | undefined): Place {
    const value = property?.children?.[1];
    return new Place(this.path === '' ? name : `${this.path}.${name}`, this.text, value, value?.offset ?? this.offset);
  }

  /** The properties of an object, in order; none for anything else. */
  get properties(): readonly { readonly name: string; readonly place: Place }[] {
    if (this.node?.type !== 'object') return [];
    return (this.node.children ?? []).map((one) => ({ name: nameOf(one), place: this.child(nameOf(one), one) }));
  }

  /** The elements of an array; none for anything else. */
  get elements(): readonly Place[] {
    if (this.node?.type !== 'array') return [];
    return (this.node.children ?? []).map(
      (child, at) => new Place(`${this.path}[${at}]`, this.text, child, child.offset),
    );
  }

  /** The value as JSON.parse would give it. */
  get plain(): unknown {
    return this.node === undefined
      ? undefined
      : JSON.parse(this.text.slice(this.node.offset, this.node.offset + this.node.length));
  }

  /** Names that stand more than once in this object or in any below it. */
  get repeated(): readonly Place[] {
    const { properties } = this;
    const seen = new Set<string>();
    const here = properties.filter(({ name }) => seen.has(name) || !seen.add(name)).map(({ place }) => place);
    const below = [...properties.map(({ place }) => place), ...this.elements].flatMap((place) => place.repeated);
    return [...here, ...below];
  }
}

const nameOf = (property: Node): string => String(property.children?.[0]?.value);

export interface BrokenJson {
  readonly problem: string;
  readonly at: TextPosition;
}

/** Deeper than any map, and far from what a reader's stack bears. */
const DEEPEST = 200;

/** Where a text nests deeper than a map ever does; undefined where it does not. */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (inText) {
      if (letter === BACKSLASH) at += 1;
      else if (letter === QUOTE) inText = false;
    } else if (letter === QUOTE) inText = true;
    else if (letter === OPEN_BRACE || letter === OPEN_BRACKET) {
      depth += 1;
      if (depth > DEEPEST) return at;
    } else if (letter === CLOSE_BRACE || letter === CLOSE_BRACKET) depth -= 1;
  }
  return undefined;
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93];

/** Reads strict JSON (no comments, no trailing commas). A byte order mark is let pass. */
export function readJson(text: string): Place | BrokenJson {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const deep = tooDeepAt(bare);
  if (deep !== undefined) return { problem: `it nests deeper than ${DEEPEST}`, at: positionAt(bare, deep) };
  const errors: ParseError[] = [];
  const node = parseTree(bare, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error !== undefined || node === undefined) {
    const problem = error === undefined ? 'it is empty' : wordsOf(printParseErrorCode(error.error));
    return { problem, at: positionAt(bare, error?.offset ?? 0) };
  }
  return Place.root(bare, node);
}

/** `CloseBraceExpected` reads "close brace expected". */
export const wordsOf = (name: string): string =>
  name.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();

/** Line and column of an offset. */
export function positionAt(text: string, offset: number): TextPosition {
  let line = 1;
  let begin = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', begin)) {
    line += 1;
    begin = next + 1;
  }
  return { line, column: offset - begin + 1 };
}
