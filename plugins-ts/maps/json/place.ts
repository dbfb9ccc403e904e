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
    const value = found?.children?.[1];
    return new Place(this.path === '' ? name : `${this.path}.${name}`, this.text, value, value?.offset ?? this.offset);
  }

  /** The properties of an object, in order; none for anything else. */
  get properties(): readonly { readonly name: string; readonly place: Place }[] {
    if (this.node?.type !== 'object') return [];
    return (this.node.children ?? []).map((one) => ({ name: nameOf(one), place: this.property(nameOf(one)) }));
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
    const names = this.properties.map(({ name }) => name);
    const here = this.properties.filter(({ name }, at) => names.indexOf(name) !== at).map(({ place }) => place);
    const below = [...this.properties.map(({ place }) => place), ...this.elements].flatMap((place) => place.repeated);
    return [...here, ...below];
  }
}

const nameOf = (property: Node): string => String(property.children?.[0]?.value);

export interface BrokenJson {
  readonly problem: string;
  readonly at: TextPosition;
}

/** Reads strict JSON (no comments, no trailing commas). A byte order mark is let pass. */
export function readJson(text: string): Place | BrokenJson {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
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
const wordsOf = (name: string): string =>
  name.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
