import { findNodeAtLocation, findNodeAtOffset, getNodePath, parseTree } from 'jsonc-parser';
import { finding, hasErrors, type Finding } from '../finding';
import { parseTableMap } from '../json/parse-table-map';
import type { TableMap } from '../table-map';
import type { ImportFacts } from './facts';
import { checkFieldMappings, columnsOf, kindFromType, respell } from './field-mappings';
import { property } from './json-tree';
import { placeIn } from './located-text';
import { openMap, type OpenedMap, type Pair } from './open-map';
import { rewrite, type Path } from './rewrite';
import type { StoredMap } from './stored-map';
import { supply, type Supplied } from './supply';
import { chooseVersions } from './versions';

/** A table map of Tandem, made from one of dual-write. */
export interface ImportedMap {
  readonly key: string;
  /** As dual-write names it. */
  readonly name: string;
  readonly pair: Pair;
  /** JSON for a file. */
  readonly text: string;
  readonly map: TableMap;
}

export interface ImportedMaps {
  /** None where anything is wrong with any of them: nothing is imported by halves. */
  readonly maps: readonly ImportedMap[];
  readonly findings: readonly Finding[];
}

/** The pairs that stored maps connect, for whoever looks up what is known about them. */
export const pairsOf = (stored: readonly StoredMap[]): readonly Pair[] =>
  stored.flatMap((one) => openMap(one).opened?.pair ?? []);

/**
 * Makes table maps of Tandem from those of dual-write. dual-write's part stays as it came, letter by letter but for
 * the indentation and for the few spellings that `respell` names; Tandem's part is put beside it.
 */
export function importDualWrite(stored: readonly StoredMap[], facts: ImportFacts): ImportedMaps {
  const opened = stored.map(openMap);
  const { chosen, findings } = chooseVersions(
    opened.flatMap((one) => one.opened ?? []),
    facts.running,
  );
  const imports = chosen.map((one) => importMap(one, facts));
  const all = [
    ...opened.flatMap((one) => one.findings),
    ...findings,
    ...imports.flatMap((one) => one.findings),
    ...sameKey(imports.flatMap((one) => one.imported ?? [])),
  ];
  return { maps: hasErrors(all) ? [] : imports.flatMap((one) => one.imported ?? []), findings: all };
}

function importMap(
  map: OpenedMap,
  facts: ImportFacts,
): { readonly imported: ImportedMap | null; readonly findings: readonly Finding[] } {
  const supplied = supply(map, columnsOf(map), facts);
  const text = `${textOfMap(map, supplied)}\n`;
  const parsed = parseTableMap(text, map.stored.mapping.file);
  const findings = [
    ...missingSides(map, facts),
    ...supplied.findings,
    ...checkFieldMappings(map),
    ...relocated(parsed.findings, text, map),
  ].map((one) => ({ ...one, map: one.map === map.name ? supplied.key : one.map }));
  const imported =
    parsed.map === null ? null : { key: supplied.key, name: map.name, pair: map.pair, text, map: parsed.map };
  return { imported, findings };
}

function textOfMap({ tree, stored }: OpenedMap, { tandem, ofColumns, transforms, companyLine }: Supplied): string {
  const { text } = tree.located;
  /** With what stood there before in place of the list: an export puts that back. */
  const transformFor = (path: Path, before: 'list' | 'null' | 'nothing'): object | null => {
    const own = transforms[Number(path[3])];
    return own == null ? null : { ...own, notInDualWrite: before };
  };
  return rewrite(text, tree.node, {
    indent: 2,
    change: (node, path) => {
      const list = isTransforms(path) && node.type === 'null' ? transformFor(path, 'null') : null;
      return list === null ? respell(node, path) : JSON.stringify([list], null, 2);
    },
    add: (node, path) => {
      if (path.length === 0) return [{ name: 'tandem', json: textOfTandem(tandem, stored) }];
      const isMapping = path.length === 4 && path[1] === 0 && path[2] === 'fieldMappings' && node.type === 'object';
      if (isMapping) {
        const part = ofColumns[Number(path[3])];
        const list = property(node, 'valueTransforms') === undefined ? transformFor(path, 'nothing') : null;
        return [
          ...(list === null ? [] : [{ name: 'valueTransforms', json: JSON.stringify([list], null, 2) }]),
          ...(part == null ? [] : [{ name: 'tandem', json: JSON.stringify(part, null, 2) }]),
        ];
      }
      if (isTransforms(path) && node.type === 'array') {
        const own = transformFor(path, 'list');
        return own === null ? [] : [{ json: JSON.stringify(own, null, 2) }];
      }
      const kind = kindFromType(node, path);
      if (kind !== undefined) return [{ name: 'transformType', json: JSON.stringify(kind) }];
      const isList = companyLine !== null && path.join('.') === 'legs.0.fieldMappings' && node.type === 'array';
      return isList ? [{ json: JSON.stringify(companyLine, null, 2) }] : [];
    },
  });
}

const isTransforms = (path: Path): boolean =>
  path.length === 5 && path[1] === 0 && path[2] === 'fieldMappings' && path[4] === 'valueTransforms';

/** The rest of the row goes in as it is written. */
function textOfTandem(tandem: object, { rest }: StoredMap): string {
  const text = JSON.stringify(tandem, null, 2);
  const root = parseTree(text);
  if (root === undefined || rest.length === 0) return text;
  const json = `{${rest.map((one) => `${JSON.stringify(one.name)}: ${one.json}`).join(', ')}}`;
  return rewrite(text, root, {
    indent: 2,
    add: (_, path) => (path.length === 1 && path[0] === 'dualWrite' ? [{ name: 'rest', json }] : []),
  });
}

/** Tables and entities that somebody looked for, and that are not there. */
function missingSides({ pair, tree, leg, name }: OpenedMap, facts: ImportFacts): readonly Finding[] {
  const missing = (property: string, parameters: Readonly<Record<string, string>>): Finding => {
    const node = findNodeAtLocation(leg, [property]) ?? leg;
    return finding('UNKNOWN_TABLE', placeIn(tree.located, name, node.offset), parameters);
  };
  const table = { place: 'Dataverse', kind: 'table with the entity set', name: pair.entitySet };
  const entity = { place: 'Finance', kind: 'data entity', name: pair.label };
  return [
    ...(facts.tables?.get(pair.entitySet) === null ? [missing('destinationSchema', table)] : []),
    ...(facts.entities?.get(pair.label) === null ? [missing('sourceSchema', entity)] : []),
  ];
}

/** The place of a finding in the map that was made becomes its place in the file that it was made from. */
function relocated(findings: readonly Finding[], text: string, { tree, stored }: OpenedMap): readonly Finding[] {
  const made = findings.length === 0 ? undefined : parseTree(text);
  const lines = lineStarts(text);
  return findings.map((found) => {
    if (found.at === undefined) return found;
    const offset = (lines[found.at.line - 1] ?? 0) + found.at.column - 1;
    const standing = made === undefined ? undefined : findNodeAtOffset(made, offset);
    const path = standing === undefined ? [] : getNodePath(standing);
    let node = undefined;
    for (let length = path.length; node === undefined && length >= 0; length -= 1) {
      node = findNodeAtLocation(tree.node, path.slice(0, length));
    }
    const at = tree.located.position((node ?? tree.node).offset);
    return { ...found, at, ...(stored.mapping.file === undefined ? {} : { file: stored.mapping.file }) };
  });
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Sync records are told apart by the key of their map. */
function sameKey(imported: readonly ImportedMap[]): readonly Finding[] {
  return imported.flatMap((one, at) => {
    const first = imported.find(({ key }) => key === one.key);
    if (first === undefined || imported.indexOf(first) === at) return [];
    const parameters = { property: 'tandem.key', value: one.key, allowed: 'a key that no other map has' };
    return [finding('NOT_A_CHOICE', { map: one.name }, parameters)];
  });
}
