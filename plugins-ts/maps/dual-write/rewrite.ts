import type { Node } from 'jsonc-parser';
import { nameOf } from './json-tree';

/** Property names and places, from the root. */
export type Path = readonly (string | number)[];

export interface Rewriting {
  /** Called for every value: undefined keeps it, null leaves it out, a text (JSON) takes its place. */
  readonly change?: (node: Node, path: Path) => string | null | undefined;
  /** Further properties of an object or elements of an array, as JSON; names of objects come first. */
  readonly add?: (node: Node, path: Path) => readonly { readonly name?: string; readonly json: string }[];
  /** Spaces per level; none for one line. */
  readonly indent?: number;
}

/**
 * Writes JSON again with a few changes. Whatever is not changed is copied letter by letter, so that numbers keep their
 * digits, texts their escapes, and properties their order, however often they stand.
 */
export function rewrite(text: string, root: Node, { change, add, indent }: Rewriting): string {
  const line = (level: number): string => (indent === undefined ? '' : `\n${' '.repeat(indent * level)}`);
  const colon = indent === undefined ? ':' : ': ';

  const write = (node: Node, path: Path, level: number): string | null => {
    const changed = change?.(node, path);
    if (changed !== undefined) return changed;
    if (node.type !== 'object' && node.type !== 'array') return text.slice(node.offset, node.offset + node.length);
    const kept = (node.children ?? []).flatMap((child, at): readonly string[] => {
      if (node.type === 'array') return present(write(child, [...path, at], level + 1));
      const [name, value] = child.children ?? [];
      if (name === undefined || value === undefined) return [];
      return present(write(value, [...path, nameOf(child)], level + 1)).map(
        (json) => `${text.slice(name.offset, name.offset + name.length)}${colon}${json}`,
      );
    });
    const added = (add?.(node, path) ?? []).map(({ name, json }) => {
      const shifted = json.replaceAll('\n', line(level + 1) || '\n');
      return name === undefined ? shifted : `${JSON.stringify(name)}${colon}${shifted}`;
    });
    const all = [...kept, ...added];
    const [open, close] = node.type === 'object' ? ['{', '}'] : ['[', ']'];
    if (all.length === 0) return `${open}${close}`;
    return `${open}${line(level + 1)}${all.join(`,${line(level + 1)}`)}${line(level)}${close}`;
  };

  return write(root, [], 0) ?? 'null';
}

const present = (json: string | null): readonly string[] => (json === null ? [] : [json]);
