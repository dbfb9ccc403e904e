import type { Node } from 'jsonc-parser';
import { finding, hasErrors, type Finding } from '../finding';
import { readCustomizations } from './customizations';
import { decode } from './decode';
import { elements, nameOf, property, readTree, textOf, written, type Tree } from './json-tree';
import { LIMITS, megabytes } from './limits';
import { insideString, placeIn, wholeFile, type LocatedText } from './located-text';
import { ID, OWN_COLUMNS, TABLE, type StoredMap } from './stored-map';
import { customizationsIn, isZip } from './zip';

export interface ReadDualWrite {
  /** Every map of the file, in every version, in its order; none where anything is wrong with the file. */
  readonly maps: readonly StoredMap[];
  readonly findings: readonly Finding[];
}

/**
 * Reads whatever dual-write stores or exports. What it is shows in the content, whatever the file is called:
 *
 * | begins with | is |
 * | --- | --- |
 * | `PK` | a solution zip |
 * | `<` | its customizations, or a piece of them |
 * | `{`, `[`, `"` | a mapping, a row of msdyn_dualwriteentitymap, or a list of either |
 *
 * Whatever is wrong is a finding with its place; nothing is thrown.
 */
export function readDualWrite(bytes: Uint8Array, file: string): ReadDualWrite {
  if (bytes.length > LIMITS.file) {
    const sizes = { size: megabytes(bytes.length), limit: megabytes(LIMITS.file) };
    return { maps: [], findings: [finding('TOO_LARGE', { map: file, file }, { what: file, ...sizes })] };
  }
  const read = isZip(bytes) ? readZip(bytes, file) : readBytes(bytes, file);
  return hasErrors(read.findings) ? { maps: [], findings: read.findings } : read;
}

function readZip(bytes: Uint8Array, file: string): ReadDualWrite {
  const { customizations, findings } = customizationsIn(bytes, file);
  if (customizations === null) return { maps: [], findings };
  return readBytes(customizations, `${file}!customizations.xml`);
}

function readBytes(bytes: Uint8Array, file: string): ReadDualWrite {
  const { text, findings } = decode(bytes, file);
  if (text === null) return { maps: [], findings };
  const read = readText(text, file);
  return { maps: read.maps, findings: [...findings, ...read.findings] };
}

function readText(text: string, file: string): ReadDualWrite {
  const begin = text.trimStart()[0] ?? '';
  if (begin === '<') return readCustomizations(text, file);
  if (begin === '{' || begin === '[' || begin === '"') return readJsonText(wholeFile(text, file), file);
  const found = begin === '' ? 'it is empty' : 'it is neither JSON, nor XML, nor a zip';
  return {
    maps: [],
    findings: [finding('NOT_DUAL_WRITE', { map: file, file, at: { line: 1, column: 1 } }, { file, found })],
  };
}

function readJsonText(located: LocatedText, file: string): ReadDualWrite {
  const { tree, findings } = readTree(located, file);
  return tree === null ? { maps: [], findings } : readJson(tree, tree.node, file);
}

function readJson(tree: Tree, node: Node, file: string): ReadDualWrite {
  const { located } = tree;
  if (node.type === 'array') return readList(tree, node, file);
  const list = property(node, 'value');
  if (list?.type === 'array') {
    const read = readList(tree, list, file);
    const goesOn = property(node, '@odata.nextLink') !== undefined;
    const page = goesOn ? [finding('ONE_PAGE', { map: file, file }, { file })] : [];
    return { maps: read.maps, findings: [...page, ...read.findings] };
  }
  if (property(node, 'tandem') !== undefined) {
    return { maps: [], findings: [finding('ALREADY_TANDEM', placeIn(located, file, node.offset), { file })] };
  }
  if (property(node, 'legs') !== undefined) return { maps: [bareMap(tree, node)], findings: [] };
  if (isRow(node)) return readRow(tree, node, file);
  const found = node.type === 'object' ? 'an object with neither legs nor msdyn_mapping' : `a ${node.type}`;
  return { maps: [], findings: [finding('NOT_DUAL_WRITE', placeIn(located, file, node.offset), { file, found })] };
}

function readList(tree: Tree, list: Node, file: string): ReadDualWrite {
  const maps: StoredMap[] = [];
  const findings: Finding[] = [];
  for (const one of elements(list)) {
    const read = readJson(tree, one, file);
    maps.push(...read.maps);
    findings.push(...read.findings);
    // A list of something else altogether: an author needs no more examples.
    if (findings.length >= LIMITS.examples) break;
  }
  if (maps.length === 0 && findings.length === 0) {
    const place = placeIn(tree.located, file, list.offset);
    findings.push(finding('NO_MAPS', place, { file, kind: 'an empty list' }));
  }
  return { maps, findings };
}

const bareMap = ({ located }: Tree, node: Node): StoredMap => ({
  form: 'text',
  mapping: part(located, node),
  rest: [],
});

/** A piece of a text, as a text of its own. */
const part = (located: LocatedText, node: Node): LocatedText => ({
  text: written(located, node),
  file: located.file,
  position: (offset) => located.position(node.offset + offset),
});

const isRow = (node: Node): boolean =>
  [OWN_COLUMNS.mapping, OWN_COLUMNS.name, ID].some((name) => property(node, name) !== undefined);

function readRow({ located }: Tree, row: Node, file: string): ReadDualWrite {
  const own = (name: string): string | undefined => textOf(property(row, name));
  const name = own(OWN_COLUMNS.name) ?? own(ID) ?? TABLE;
  const mapping = property(row, OWN_COLUMNS.mapping);
  const text =
    mapping?.type === 'string'
      ? insideString(located, mapping)
      : mapping?.type === 'object'
        ? part(located, mapping)
        : undefined;
  if (text === undefined || text.text.trim() === '') {
    const place = { ...placeIn(located, name, (mapping ?? row).offset), file };
    return { maps: [], findings: [finding('WITHOUT_MAPPING', place, { name })] };
  }
  const known: readonly string[] = [...Object.values(OWN_COLUMNS), ID];
  const rest = (row.children ?? [])
    .filter((one) => !known.includes(nameOf(one)) && !nameOf(one).includes('@'))
    .flatMap((one) => {
      const value = one.children?.[1];
      return value === undefined ? [] : [{ name: nameOf(one), json: written(located, value) }];
    });
  return {
    maps: [
      {
        form: 'row',
        ...optional('id', own(ID)),
        ...optional('name', own(OWN_COLUMNS.name)),
        ...optional('displayName', own(OWN_COLUMNS.displayName)),
        ...optional('version', own(OWN_COLUMNS.version)),
        ...optional('properties', jsonOf(located, property(row, OWN_COLUMNS.properties))),
        mapping: text,
        rest,
      },
    ],
    findings: [],
  };
}

/** JSON inside JSON, as text: a string that holds it, or the object itself. */
const jsonOf = (located: LocatedText, node: Node | undefined): string | undefined =>
  node?.type === 'object' ? written(located, node) : textOf(node);

function optional<N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in N]?: T });
}
