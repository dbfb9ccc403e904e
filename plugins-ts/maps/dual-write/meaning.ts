import Big from 'big.js';
import type { Node } from 'jsonc-parser';
import { directionOf } from './directions';
import { kindFromType } from './field-mappings';
import { nameOf, readTree } from './json-tree';
import { wholeFile } from './located-text';
import type { Path } from './rewrite';
import type { StoredMap } from './stored-map';

/**
 * What a mapping means, as one text: two mappings mean the same when these are equal. These differences mean nothing:
 *
 * * the order of properties (that of field mappings and transforms does: dual-write shows and runs them in it)
 * * white space, escapes, JSON inside JSON, and how a number is written (`1.0`, `1`)
 * * a direction as a digit or as a word, values of a value map as texts or not, a transform's kind said by its .NET type
 * * no-break spaces in filters
 *
 * Null where the text is no JSON.
 */
export function meaningOf(mapping: string): string | null {
  const { tree } = readTree(wholeFile(mapping, undefined), '');
  return tree === null ? null : canonical(tree.node, []);
}

/** What a stored map means with all that its row says; whether it is a row or stands in a solution does not matter. */
export function meaningOfStored(stored: StoredMap): string {
  const { id = null, name = null, displayName = null, version = null, properties = 'null', mapping, rest } = stored;
  const others = rest.map((one) => `${JSON.stringify(one.name)}:${meaningOf(one.json) ?? one.json}`).sort();
  const own = [id, name, displayName, version].map((one) => JSON.stringify(one));
  return [...own, meaningOf(properties) ?? properties, meaningOf(mapping.text) ?? mapping.text, ...others].join('\n');
}

function canonical(node: Node, path: Path): string {
  switch (node.type) {
    case 'object': {
      const kind = kindFromType(node, path);
      const properties = (node.children ?? []).flatMap((one) => {
        const value = one.children?.[1];
        const name = nameOf(one);
        return value === undefined ? [] : [`${JSON.stringify(name)}:${canonical(value, [...path, name])}`];
      });
      if (kind !== undefined) properties.push(`"transformType":${JSON.stringify(kind)}`);
      return `{${properties.sort().join()}}`;
    }
    case 'array':
      return `[${(node.children ?? []).map((one, at) => canonical(one, [...path, at])).join()}]`;
    default:
      return scalar(node, path);
  }
}

function scalar(node: Node, path: Path): string {
  const name = path.at(-1);
  const value: unknown = node.value;
  if (name === 'syncDirection') return String(directionOf(value) ?? JSON.stringify(value));
  if (path.at(-2) === 'valueMap') return JSON.stringify(value === null ? null : spelled(value));
  if ((name === 'sourceFilter' || name === 'reversedSourceFilter') && typeof value === 'string') {
    return JSON.stringify(value.replace(/\u00a0/g, ' '));
  }
  return typeof value === 'number' ? new Big(value).toExponential() : JSON.stringify(value);
}

const spelled = (value: unknown): string => (value === true ? 'True' : value === false ? 'False' : String(value));
