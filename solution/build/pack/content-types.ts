import { element, type XmlElement } from '../xml';

const BYTES = 'application/octet-stream';

/**
 * `[Content_Types].xml`, as the platform's packer writes it. A part with neither a default for its extension nor an
 * override of its own does not exist for the reader of a package, without any message.
 */
export function contentTypes(parts: readonly string[]): XmlElement {
  const extensions = new Set(parts.map(extensionOf).filter((extension) => extension !== ''));
  extensions.delete('xml');
  const overridden = parts.filter(
    (part) => extensionOf(part) === '' || (extensionOf(part) === 'xml' && part.includes('/')),
  );
  return element('Types', { xmlns: 'http://schemas.openxmlformats.org/package/2006/content-types' }, [
    element('Default', { Extension: 'xml', ContentType: 'text/xml' }),
    ...[...extensions].sort().map((Extension) => element('Default', { Extension, ContentType: BYTES })),
    ...overridden.map((part) => element('Override', { PartName: `/${encodeURI(part)}`, ContentType: BYTES })),
  ]);
}

function extensionOf(part: string): string {
  const name = part.slice(part.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}
