import { textIn, readTree, type Tree } from '../files';
import type { Project } from '../project';
import { sourceTree } from '../source-tree';
import { builtInputs } from './inputs';
import { packageOf } from './package';

/** Both packages, and the complete tree that they were made from. */
export interface Packages {
  readonly tree: Tree;
  readonly managed: Uint8Array;
  readonly unmanaged: Uint8Array;
}

/**
 * Packs the project's solution from `solution/src` and what the other parts have built. Throws `InputMissing` when
 * something has not been built, and refuses a `src` that is not what the model says.
 */
export function packagesOf(project: Project): Packages {
  const source = readTree(project.source);
  const stale = staleFiles(source, sourceTree(project.version));
  if (stale.length > 0) {
    throw new Error(
      `solution/src is not what the model says: run "node solution/build/generate.mjs".\n${stale.join('\n')}`,
    );
  }
  const tree = new Map([...source, ...builtInputs(project.root)]);
  return { tree, managed: packageOf(tree, 'Managed'), unmanaged: packageOf(tree, 'Unmanaged') };
}

/** Files of `solution/src` that differ from what the model says, are missing, or are too many. */
export function staleFiles(source: Tree, wanted: ReadonlyMap<string, string>): string[] {
  const differ = [...wanted].filter(([path, text]) => {
    const content = source.get(path);
    return content === undefined || textIn(content) !== text;
  });
  const extra = [...source.keys()].filter((path) => !wanted.has(path));
  return [...differ.map(([path]) => path), ...extra].sort();
}
