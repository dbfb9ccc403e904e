import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { finding, type Finding } from '../finding';
import { tooDeepAt, wordsOf } from '../json/place';
import { LIMITS } from './limits';
import { insideString, placeIn, type LocatedText } from './located-text';

/** JSON as it is written, with the text that it is written in. */
export interface Tree {
  readonly node: Node;
  readonly located: LocatedText;
}

/** Reads JSON, and JSON that stands in it as a string. All offsets of the tree are in its own `located` text. */
export function readTree(
  located: LocatedText,
  map: string,
): { readonly tree: Tree | null; readonly findings: Finding[] } {
  let text = located;
  for (let time = 0; time < LIMITS.encodedTimes; time += 1) {
    const deep = tooDeepAt(text.text);
    if (deep !== undefined) return broken(text, map, deep, 'it nests too deep');
    const errors: ParseError[] = [];
    const node = parseTree(text.text, errors, { disallowComments: true, allowTrailingComma: false });
    const [error] = errors;
    if (error !== undefined) return broken(text, map, error.offset, wordsOf(printParseErrorCode(error.error)));
    if (node === undefined) return broken(text, map, 0, 'it is empty');
    if (node.type !== 'string') return { tree: { node, located: text }, findings: [] };
    text = insideString(text, node);
  }
  return broken(text, map, 0, 'it is text inside text inside text');
}

function broken(located: LocatedText, map: string, offset: number, problem: string): ReturnType<typeof readTree> {
  const place = placeIn(located, map, offset);
  const parameters = { file: located.file ?? map, problem, line: place.at?.line ?? 1, place: place.at?.column ?? 1 };
  return { tree: null, findings: [finding('NOT_JSON', place, parameters)] };
}

/** The value of a property; undefined where there is none, or where this is no object. */
export function property(node: Node | undefined, name: string): Node | undefined {
  return node?.type === 'object' ? node.children?.find((one) => nameOf(one) === name)?.children?.[1] : undefined;
}

/** The name of a property node. */
export const nameOf = (node: Node): string => String(node.children?.[0]?.value);

/** The elements of an array; none for anything else. */
export const elements = (node: Node | undefined): readonly Node[] =>
  node?.type === 'array' ? (node.children ?? []) : [];

/** A text; undefined for anything else. */
export const textOf = (node: Node | undefined): string | undefined =>
  node?.type === 'string' ? String(node.value) : undefined;

/** The JSON text of a node, as it is written. */
export const written = (located: LocatedText, node: Node): string =>
  located.text.slice(node.offset, node.offset + node.length);
