import type { StoredKey } from './facts';
import { elements, readTree, textOf } from './json-tree';
import { wholeFile } from './located-text';

/** One row of Finance's dual-write project configuration, as far as keys go. A running map has one per direction. */
export interface KeyRow {
  /** Entity set of the Dataverse table. */
  readonly entitySet: string;
  /** Paths or columns, separated by commas, as dual-write's tools write them; or a JSON list. */
  readonly key: string;
}

/** The integration key of each table. It belongs to the table: where two rows say different keys, neither is believed. */
export function storedKeys(rows: readonly KeyRow[]): readonly StoredKey[] {
  const found = new Map<string, StoredKey | null>();
  for (const { entitySet, key } of rows) {
    const paths = pathsIn(key);
    if (paths.length === 0) continue;
    const name = entitySet.toLowerCase();
    const before = found.get(name);
    const isSame = before?.paths.map(lower).sort().join() === paths.map(lower).sort().join();
    found.set(name, before === undefined || (before !== null && isSame) ? (before ?? { entitySet, paths }) : null);
  }
  return [...found.values()].filter((one) => one !== null);
}

const lower = (text: string): string => text.toLowerCase();

function pathsIn(key: string): readonly string[] {
  const { tree } = key.trim().startsWith('[') ? readTree(wholeFile(key, undefined), '') : { tree: null };
  const said = tree === null ? key.split(/[,;\n]/) : elements(tree.node).map((one) => textOf(one) ?? '');
  return said.map((one) => one.trim()).filter((one) => one !== '');
}
