import { XMLParser } from 'fast-xml-parser';

/** An XML element: attribute values and text are decoded, comments and declarations are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text directly inside the element, trimmed. */
  readonly text: string;
}

/** Keeps names such as `constructor`, which manifests of code components have, apart from JavaScript's own. */
const PREFIX = '@';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: PREFIX,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

type Node = Record<string, unknown>;

/** Parses a document. Throws when there is no root element. */
export function parseXml(text: string): XmlElement {
  const nodes = (parser.parse(text) as Node[]).map(elementFrom).filter((element) => element !== undefined);
  const root = nodes[0];
  if (!root) throw new Error('The XML has no root element.');
  return root;
}

function elementFrom(node: Node): XmlElement | undefined {
  const name = Object.keys(node).find((key) => key !== ':@');
  if (name === undefined || name === '#text') return undefined;
  const inside = node[name] as Node[];
  return {
    name,
    attributes: attributesOf((node[':@'] as Record<string, string> | undefined) ?? {}),
    children: inside.map(elementFrom).filter((element) => element !== undefined),
    text: inside
      .map((part) => ('#text' in part ? String(part['#text']) : ''))
      .join('')
      .trim(),
  };
}

function attributesOf(prefixed: Readonly<Record<string, string>>): Record<string, string> {
  const attributes = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(prefixed)) attributes[name.slice(PREFIX.length)] = value;
  return attributes;
}

/** Children of this name, in order. */
export function all(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element down a path of names. */
export function first(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => all(at, name)[0], element);
}

/** Every element of this name at any depth, in document order. */
export function everywhere(element: XmlElement, name: string): readonly XmlElement[] {
  const here = element.name === name ? [element] : [];
  return [...here, ...element.children.flatMap((child) => everywhere(child, name))];
}

/** Writes an element back as text. */
export function writeXml(element: XmlElement): string {
  const attributes = Object.entries(element.attributes).map(([name, value]) => ` ${name}="${escape(value)}"`);
  const inside = escape(element.text) + element.children.map(writeXml).join('');
  return inside === ''
    ? `<${element.name}${attributes.join('')}/>`
    : `<${element.name}${attributes.join('')}>${inside}</${element.name}>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

/** The attribute as a boolean; the platform writes `true` and `1` alike. */
export function flag(element: XmlElement, name: string, otherwise: boolean): boolean {
  const value = element.attributes[name]?.toLowerCase();
  return value === undefined ? otherwise : value === 'true' || value === '1';
}

/** A GUID in lower case without braces; other text comes back in lower case too. */
export function guidOf(text: string | undefined): string {
  return (text ?? '').replace(/[{}]/g, '').toLowerCase();
}
