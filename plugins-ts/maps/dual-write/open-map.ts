import type { Node } from 'jsonc-parser';
import { finding, hasErrors, type Finding } from '../finding';
import { elements, property, readTree, textOf, type Tree } from './json-tree';
import { LIMITS, megabytes } from './limits';
import { placeIn } from './located-text';
import type { StoredMap } from './stored-map';

/** What a map connects, as dual-write names it. */
export interface Pair {
  /** Entity set of the Dataverse table: `msdyn_projects`. */
  readonly entitySet: string;
  /** The Finance entity by its label: `Projects V2`. */
  readonly label: string;
}

/** A stored map whose mapping has been read as far as the pair that it connects. */
export interface OpenedMap {
  readonly stored: StoredMap;
  readonly tree: Tree;
  readonly leg: Node;
  readonly pair: Pair;
  /** How findings name it. */
  readonly name: string;
}

/** One pair, however it is spelled: labels come with and without blanks, names in either case. */
export const pairKey = ({ entitySet, label }: Pair): string => `${entitySet.toLowerCase()} ${lettersOf(label)}`;

/** Letters and digits only, in small letters. */
export const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

export function openMap(stored: StoredMap): {
  readonly opened: OpenedMap | null;
  readonly findings: readonly Finding[];
} {
  const { mapping } = stored;
  const name = stored.name ?? mapping.file ?? '';
  if (mapping.text.length > LIMITS.mapping) {
    const sizes = { size: megabytes(mapping.text.length), limit: megabytes(LIMITS.mapping) };
    return { opened: null, findings: [finding('TOO_LARGE', placeIn(mapping, name, 0), { what: name, ...sizes })] };
  }
  const { tree, findings } = readTree(mapping, name);
  return tree === null ? { opened: null, findings } : openTree(stored, tree, stored.name);
}

function openTree(stored: StoredMap, tree: Tree, rowName: string | undefined): ReturnType<typeof openMap> {
  const { node, located } = tree;
  const name = rowName ?? textOf(property(node, 'name')) ?? located.file ?? '';
  const findings: Finding[] = [];
  const at = (found: Node | undefined): ReturnType<typeof placeIn> => placeIn(located, name, (found ?? node).offset);
  const legs = property(node, 'legs');
  const [leg, ...more] = elements(legs);
  if (leg?.type !== 'object') {
    const found = 'a mapping without legs';
    return { opened: null, findings: [finding('NOT_DUAL_WRITE', at(legs), { file: located.file ?? name, found })] };
  }
  if (property(node, 'tandem') !== undefined) {
    findings.push(finding('ALREADY_TANDEM', at(node), { file: located.file ?? name }));
  }
  if (more.length > 0) findings.push(finding('MORE_LEGS', at(more[0]), { count: more.length + 1 }));

  for (const [side, expected] of SIDES) {
    const said = property(leg, side);
    const value = textOf(said);
    if (value !== undefined && value !== '' && value.toUpperCase() !== expected) {
      findings.push(finding('OTHER_SIDES', at(said), { property: `legs[0].${side}`, value, expected }));
    }
  }
  const text = (schema: string, expected: string): string => {
    const found = textOf(property(leg, schema))?.trim() ?? '';
    if (found === '') {
      const parameters = { property: `legs[0].${schema}`, expected };
      findings.push(finding('MISSING', at(property(leg, schema) ?? leg), parameters));
    }
    return found;
  };
  const pair = {
    entitySet: text('destinationSchema', 'the entity set of the table'),
    label: text('sourceSchema', 'the label of the Finance entity'),
  };
  const mappings = property(leg, 'fieldMappings');
  const count = elements(mappings).length;
  const ours = elements(mappings).find((one) => property(one, 'tandem') !== undefined);
  if (ours !== undefined) findings.push(finding('ALREADY_TANDEM', at(ours), { file: located.file ?? name }));
  if (count > LIMITS.fieldMappings) {
    const parameters = { what: `The map ${name}`, size: `${count} field mappings`, limit: LIMITS.fieldMappings };
    findings.push(finding('TOO_LARGE', at(mappings), parameters));
  }
  return { opened: hasErrors(findings) ? null : { stored, tree, leg, pair, name }, findings };
}

/** Finance is the left side of every map, Dataverse the right one. */
const SIDES = [
  ['sourceEnvironmentType', 'AX'],
  ['destinationEnvironmentType', 'CRM'],
] as const;
