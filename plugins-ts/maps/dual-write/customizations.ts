import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { finding, type Finding } from '../finding';
import { positionAt } from '../json/place';
import { placeIn, wholeFile, type LocatedText } from './located-text';
import { ID, OWN_COLUMNS, TABLE, type StoredMap } from './stored-map';
import { declarationIn, readXmlText } from './xml-text';

/** What the parser makes of an element: its name with its children, its attributes under `:@`. */
type Element = Readonly<Record<string, unknown>>;

/**
 * Finds the table maps in the customizations of a solution, or in any piece of them. The parser checks the structure and
 * says where an element begins; its text is read from the file itself, so that places in a mapping stay known.
 */
export function readCustomizations(
  text: string,
  file: string,
): { readonly maps: readonly StoredMap[]; readonly findings: readonly Finding[] } {
  const whole = wholeFile(text, file);
  const declaration = declarationIn(text);
  if (declaration !== undefined) {
    const place = placeIn(whole, file, declaration);
    return { maps: [], findings: [finding('XML_DECLARES', place, { file, found: 'a document type' })] };
  }
  const root = parse(text, file);
  if ('code' in root) return { maps: [], findings: [root] };

  const findings: Finding[] = [];
  const maps = rowsIn(root.elements).flatMap((row): readonly StoredMap[] => {
    const read = readRow(whole, row);
    findings.push(...read.findings);
    return read.map === null ? [] : [read.map];
  });
  if (maps.length === 0 && findings.length === 0) {
    findings.push(finding('NO_MAPS', { map: file, file }, { file, kind: 'an XML file' }));
  }
  return { maps, findings };
}

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  captureMetaData: true,
});
const PLACE = XMLParser.getMetaDataSymbol() as unknown as string;

function parse(text: string, file: string): { readonly elements: readonly Element[] } | Finding {
  try {
    const sound = XMLValidator.validate(text);
    if (sound === true) return { elements: PARSER.parse(text) as readonly Element[] };
    const { code, msg, line, col } = sound.err;
    // The validator tells what is left open as a list, at the very beginning.
    if (code === 'InvalidXml' && line === 1 && msg.startsWith('Invalid')) {
      const place = { map: file, file, at: positionAt(text, text.length) };
      return finding('XML_BROKEN', place, { file, problem: 'it ends before every element does.' });
    }
    return finding('XML_BROKEN', { map: file, file, at: { line, column: col } }, { file, problem: msg });
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\.?$/, '.') : 'it cannot be read.';
    return finding('XML_BROKEN', { map: file, file }, { file, problem });
  }
}

/** Every element of the table, however deep. */
function rowsIn(elements: readonly Element[]): readonly Element[] {
  const found: Element[] = [];
  const left = [...elements].reverse();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (tagOf(next) === TABLE) found.push(next);
    else for (const child of [...childrenOf(next)].reverse()) left.push(child);
  }
  return found;
}

const tagOf = (element: Element): string => Object.keys(element).find((name) => name !== ':@') ?? '';

function childrenOf(element: Element): readonly Element[] {
  const children = element[tagOf(element)];
  return Array.isArray(children) ? (children as readonly Element[]) : [];
}

const beginOf = (element: Element): number => (element[PLACE] as { startIndex?: number } | undefined)?.startIndex ?? 0;

function readRow(whole: LocatedText, row: Element): { readonly map: StoredMap | null; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const columns = new Map<string, LocatedText>();
  for (const child of childrenOf(row)) {
    const name = tagOf(child);
    if (name.startsWith('#')) continue;
    const read = textIn(whole, child, name);
    findings.push(...read.findings);
    columns.set(name, read.located);
  }
  const id = attributeOf(row, ID);
  const own = (name: string): string | undefined => columns.get(name)?.text;
  const name = own(OWN_COLUMNS.name);
  const mapping = columns.get(OWN_COLUMNS.mapping);
  if (mapping === undefined || mapping.text.trim() === '') {
    const label = name ?? id ?? TABLE;
    findings.push(finding('WITHOUT_MAPPING', placeIn(whole, label, beginOf(row)), { name: label }));
    return { map: null, findings };
  }
  const known: readonly string[] = Object.values(OWN_COLUMNS);
  return {
    map: {
      form: 'solution',
      ...optional('id', id),
      ...optional('name', name),
      ...optional('displayName', own(OWN_COLUMNS.displayName)),
      ...optional('version', own(OWN_COLUMNS.version)),
      ...optional('properties', own(OWN_COLUMNS.properties)),
      mapping,
      rest: [...columns]
        .filter(([column]) => !known.includes(column))
        .map(([column, { text }]) => ({ name: column, json: JSON.stringify(text) })),
    },
    findings,
  };
}

/** The text between the tags of an element that has no elements in it. */
function textIn(whole: LocatedText, element: Element, name: string): ReturnType<typeof readXmlText> {
  const { text } = whole;
  const begin = text.indexOf('>', beginOf(element)) + 1;
  if (text[begin - 2] === '/') return readXmlText(whole, begin, begin);
  const end = text.indexOf(`</${name}`, begin);
  return readXmlText(whole, begin, end === -1 ? begin : end);
}

function attributeOf(element: Element, name: string): string | undefined {
  const value = (element[':@'] as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

function optional<N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in N]?: T });
}
