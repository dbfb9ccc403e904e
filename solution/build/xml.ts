import { XMLBuilder, XMLParser } from 'fast-xml-parser';

/** An XML element: attributes and children in the order in which they are written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlChild[];
}

export type XmlChild = XmlElement | string;

type Attributes = Readonly<Record<string, string | number | undefined>>;
type Children = readonly (XmlChild | readonly XmlChild[] | undefined)[];

/** Makes an element. Attributes and children that are undefined are left out; lists of children are joined. */
export function element(name: string, attributes: Attributes = {}, ...children: Children): XmlElement {
  const written: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) written[key] = String(value);
  return { name, attributes: written, children: children.flat().filter((child) => child !== undefined) };
}

/** Makes an element that holds nothing but text. */
export function textElement(name: string, text: string | number): XmlElement {
  return element(name, {}, ...(text === '' ? [] : [String(text)]));
}

/** A document in UTF-8 with two spaces of indentation, as the platform's own tools write it. */
export function toXml(root: XmlElement): string {
  const builder = new XMLBuilder({
    preserveOrder: true,
    ignoreAttributes: false,
    format: true,
    indentBy: '  ',
    suppressEmptyNode: true,
    processEntities: true,
  });
  const text = String(builder.build([ordered(root)])).trim();
  return `<?xml version="1.0" encoding="utf-8"?>\n${text}\n`;
}

/** Reads a document and answers its root. Comments and white space between elements are not kept. */
export function parseXml(text: string): XmlElement {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    trimValues: true,
    processEntities: true,
  });
  const roots = (parser.parse(text) as OrderedNode[]).filter((node) => !('#text' in node));
  const root = roots[0];
  if (roots.length !== 1 || !root) throw new Error('not an XML document with one root element');
  return unordered(root) as XmlElement;
}

/** First child element of this name. */
export function child(parent: XmlElement, name: string): XmlElement | undefined {
  return elements(parent).find((candidate) => candidate.name === name);
}

/** Child elements, all or those of one name. */
export function elements(parent: XmlElement, name?: string): readonly XmlElement[] {
  return parent.children.filter(
    (candidate): candidate is XmlElement =>
      typeof candidate !== 'string' && (name === undefined || candidate.name === name),
  );
}

/** Every element of this name, however deep, in document order. */
export function everywhere(root: XmlElement, name: string): readonly XmlElement[] {
  const below = elements(root).flatMap((candidate) => everywhere(candidate, name));
  return root.name === name ? [root, ...below] : below;
}

/** The text directly inside an element. */
export function textOf(parent: XmlElement): string {
  return parent.children.filter((candidate) => typeof candidate === 'string').join('');
}

/** The library's form of an ordered node: one key that is the tag, `:@` for attributes, `#text` for text. */
type OrderedNode = Record<string, unknown>;
const ATTRIBUTE = '@_';

function ordered(node: XmlChild): OrderedNode {
  if (typeof node === 'string') return { '#text': node };
  const attributes = Object.entries(node.attributes).map(([key, value]) => [ATTRIBUTE + key, value] as const);
  return { [node.name]: node.children.map(ordered), ':@': Object.fromEntries(attributes) };
}

function unordered(node: OrderedNode): XmlChild {
  if ('#text' in node) return String(node['#text']);
  const [name = ''] = Object.keys(node).filter((key) => key !== ':@');
  const attributes = Object.entries((node[':@'] ?? {}) as Record<string, string>);
  return {
    name,
    attributes: Object.fromEntries(attributes.map(([key, value]) => [key.slice(ATTRIBUTE.length), value])),
    children: (node[name] as OrderedNode[]).map(unordered),
  };
}
