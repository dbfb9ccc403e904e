import { unzipSync } from 'fflate';
import { readTree, textIn } from '../../../solution/build/files';
import { customizations } from '../../../solution/build/pack/customizations';
import { child, elements, parseXml, type XmlElement } from '../../../solution/build/xml';

/** What the platform reads of a solution. */
export interface Manifests {
  readonly solution: XmlElement;
  readonly customizations: XmlElement;
}

/** The two manifests of the managed package, made from what stands in `solution/src`. */
export function manifests(): Manifests {
  const tree = readTree('solution/src');
  const solution = tree.get('Other/Solution.xml');
  if (!solution) throw new Error('solution/src has no Other/Solution.xml');
  return { solution: parseXml(textIn(solution)), customizations: customizations(tree, 'Managed') };
}

/** A package, opened. */
export interface Opened extends Manifests {
  readonly parts: Readonly<Record<string, Uint8Array>>;
}

export function opened(bytes: Uint8Array): Opened {
  const parts = unzipSync(bytes);
  const xml = (name: string): XmlElement => parseXml(new TextDecoder().decode(parts[name]));
  return { parts, solution: xml('solution.xml'), customizations: xml('customizations.xml') };
}

/** All components of one kind: `componentsOf(customizations, 'Roles')`. */
export function componentsOf(customizationsXml: XmlElement, kind: string): readonly XmlElement[] {
  const node = child(customizationsXml, kind);
  if (!node) throw new Error(`customizations.xml has no ${kind}`);
  return elements(node);
}
