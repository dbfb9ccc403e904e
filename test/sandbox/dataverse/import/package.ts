import { XMLValidator } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import { parseXml, type XmlElement } from '../../xml';
import { Refusal } from '../refusal';

/** A solution file as it came: its two documents and the parts beside them. */
export interface SolutionPackage {
  readonly manifest: XmlElement;
  readonly customizations: XmlElement;
  /** Parts by name, without the three root files. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
}

const ROOT_FILES = ['[Content_Types].xml', 'solution.xml', 'customizations.xml'];

/**
 * Opens a solution file as the platform does: the three root files must be there, and a part whose extension has no
 * content type is not seen at all.
 * @throws Refusal 0x80048060 for a file that is no solution
 */
export function openPackage(zip: Uint8Array): SolutionPackage {
  const files = unzipped(zip);
  const missing = ROOT_FILES.filter((name) => files[name] === undefined);
  if (missing.length > 0) {
    throw bad(
      `The solution file is invalid. The compressed file must contain the following files at its root: solution.xml, customizations.xml, and [Content_Types].xml. Missing: ${missing.join(', ')}.`,
    );
  }
  const document = (name: string): XmlElement => {
    const text = strFromU8(files[name] ?? new Uint8Array());
    if (XMLValidator.validate(text) !== true) throw bad(`The file ${name} of the solution is not well-formed XML.`);
    return parseXml(text);
  };
  const isTyped = contentTypes(document('[Content_Types].xml'));
  const parts = new Map(
    Object.entries(files).filter(([name]) => !ROOT_FILES.includes(name) && !name.endsWith('/') && isTyped(name)),
  );
  return { manifest: document('solution.xml'), customizations: document('customizations.xml'), parts };
}

function unzipped(zip: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(zip);
  } catch {
    throw bad('The solution file is invalid: it is not a compressed file.');
  }
}

/** Open Packaging Conventions: a default per extension (case does not matter), an override per part. */
function contentTypes(types: XmlElement): (part: string) => boolean {
  const extensions = new Set<string>();
  const overrides = new Set<string>();
  for (const { name, attributes } of types.children) {
    if (name === 'Default') extensions.add((attributes.Extension ?? '').toLowerCase());
    if (name === 'Override') overrides.add(decodeURIComponent((attributes.PartName ?? '').replace(/^\//, '')));
  }
  return (part) => {
    const file = part.slice(part.lastIndexOf('/') + 1);
    const dot = file.lastIndexOf('.');
    return overrides.has(part) || (dot >= 0 && extensions.has(file.slice(dot + 1).toLowerCase()));
  };
}

const bad = (message: string): Refusal => new Refusal(400, '0x80048060', message);
