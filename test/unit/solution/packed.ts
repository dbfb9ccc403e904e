import { unzipSync } from 'fflate';
import { packagesOf } from '../../../solution/build/pack/packages';
import { projectAt } from '../../../solution/build/project';
import { child, elements, parseXml, type XmlElement } from '../../../solution/build/xml';
import { checkout } from './fixture';

/** The managed package of this checkout, opened. */
export interface Packed {
  readonly parts: Readonly<Record<string, Uint8Array>>;
  readonly solution: XmlElement;
  readonly customizations: XmlElement;
}

/** Packs what stands in `solution/src`, with stand-ins for what other parts build. */
export function packed(): Packed {
  const temporary = checkout();
  try {
    return opened(packagesOf(projectAt(temporary.root)).managed);
  } finally {
    temporary.remove();
  }
}

export function opened(bytes: Uint8Array): Packed {
  const parts = unzipSync(bytes);
  const xml = (name: string): XmlElement => parseXml(new TextDecoder().decode(parts[name]));
  return { parts, solution: xml('solution.xml'), customizations: xml('customizations.xml') };
}

/** All components of one kind: `componentsOf(customizations, 'Roles')`. */
export function componentsOf(customizations: XmlElement, kind: string): readonly XmlElement[] {
  const node = child(customizations, kind);
  if (!node) throw new Error(`customizations.xml has no ${kind}`);
  return elements(node);
}
