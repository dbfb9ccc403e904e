import { zipSync, type Zippable } from 'fflate';
import { textIn, type Tree } from '../files';
import { child, elements, parseXml, textElement, textOf, toXml, type XmlElement } from '../xml';
import { contentTypes } from './content-types';
import { customizations, textAt, type PackageKind } from './customizations';
import { rootComponentDifferences } from './root-components';

/**
 * Packs a complete unpacked solution, as `pac solution pack` would. The same tree gives the same bytes. Throws when the
 * tree does not hold together: a component that is not listed, a file that is named but not there.
 */
export function packageOf(tree: Tree, kind: PackageKind): Uint8Array {
  const solution = solutionFor(parseXml(textIn(fileIn(tree, 'Other/Solution.xml'))), kind);
  const custom = customizations(tree, kind);
  const differences = rootComponentDifferences(solution, custom);
  if (differences.length > 0)
    throw new Error(`The unpacked solution does not hold together.\n${differences.join('\n')}`);

  const parts = new Map<string, Uint8Array>();
  const add = (path: string, root: XmlElement): void => void parts.set(path, new TextEncoder().encode(toXml(root)));
  add('customizations.xml', custom);
  add('solution.xml', solution);
  for (const [path, content] of [...webResources(tree, custom), ...controls(tree)]) parts.set(path, content);
  add('[Content_Types].xml', contentTypes([...parts.keys()].sort()));
  return zipped(parts);
}

/** `solution.xml`: the only difference between the two packages is what it says of itself. */
function solutionFor(source: XmlElement, kind: PackageKind): XmlElement {
  const manifest = child(source, 'SolutionManifest');
  if (!manifest) throw new Error('Other/Solution.xml has no SolutionManifest');
  const managed = textElement('Managed', kind === 'Managed' ? 1 : 0);
  return {
    ...source,
    children: [{ ...manifest, children: elements(manifest).map((node) => (node.name === 'Managed' ? managed : node)) }],
  };
}

/** The content of each web resource, under the name that its description gives to the part. */
function webResources(tree: Tree, custom: XmlElement): [string, Uint8Array][] {
  return elements(custom, 'WebResources')
    .flatMap((node) => elements(node))
    .map((resource) => {
      const name = textAt(resource, 'Name') ?? '';
      const part = (textAt(resource, 'FileName') ?? '').replace(/^\//, '');
      return [part, fileIn(tree, `WebResources/${name}`)];
    });
}

/** Controls go in as they are, without the file that makes them a component. */
function controls(tree: Tree): [string, Uint8Array][] {
  const files = [...tree].filter(([path]) => path.startsWith('Controls/') && !path.endsWith('.data.xml'));
  for (const [path] of [...tree].filter(([name]) => name.endsWith('ControlManifest.xml.data.xml'))) {
    fileIn(tree, path.replace(/\.data\.xml$/, ''));
  }
  return files;
}

function fileIn(tree: Tree, path: string): Uint8Array {
  const content = tree.get(path);
  if (!content) throw new Error(`The unpacked solution has no ${path}`);
  return content;
}

/** First day that a zip file can name; a package tells nothing of when and where it was made. */
const NO_TIME = new Date(1980, 0, 1);

function zipped(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  const files: Zippable = Object.fromEntries(
    sorted.map(([path, content]) => [path, [content, { mtime: NO_TIME, level: 9 }]] as const),
  );
  return zipSync(files);
}

/** The version that a tree would be installed as. */
export function versionOf(tree: Tree): string {
  const manifest = child(parseXml(textIn(fileIn(tree, 'Other/Solution.xml'))), 'SolutionManifest');
  const version = manifest && child(manifest, 'Version');
  return version ? textOf(version) : '';
}
