import type { Node } from 'jsonc-parser';
import { finding, type Finding } from '../finding';
import { directionOf } from './directions';
import { elements, nameOf, property, textOf } from './json-tree';
import { placeIn } from './located-text';
import type { OpenedMap } from './open-map';
import type { Path } from './rewrite';
import type { MappedColumn } from './supply';

/** The field mappings of a map, as far as the way in has to know them. */
export const columnsOf = ({ leg }: OpenedMap): readonly MappedColumn[] =>
  elements(property(leg, 'fieldMappings')).map((node) => ({
    finance: textOf(property(node, 'sourceField')) ?? '',
    dataverse: textOf(property(node, 'destinationField')) ?? '',
    direction: directionOf(property(node, 'syncDirection')?.value),
  }));

/**
 * How a value of the mapping is spelled for Tandem, where dual-write or a tool around it spells it otherwise: directions
 * as digits, values of a value map as texts, the kind of a transform that only its `$type` tells. Undefined: as it is.
 */
export function respell(node: Node, path: Path): string | undefined {
  if (path[0] !== 'legs' || path[1] !== 0 || path[2] !== 'fieldMappings') return undefined;
  const [, , , , name, , inTransform] = path;
  if (path.length === 5 && name === 'syncDirection') {
    const direction = directionOf(node.value);
    return direction === undefined || node.value === direction ? undefined : String(direction);
  }
  const isEntry = path.length === 8 && name === 'valueTransforms' && inTransform === 'valueMap';
  if (isEntry && node.type === 'number') return JSON.stringify(String(node.value));
  if (isEntry && node.type === 'boolean') return node.value === true ? '"True"' : '"False"';
  return undefined;
}

/** The kind of a transform that says it only in its .NET type. */
export function kindFromType(transform: Node, path: Path): string | undefined {
  const isTransform = path.length === 6 && path[2] === 'fieldMappings' && path[4] === 'valueTransforms';
  if (!isTransform || property(transform, 'transformType') !== undefined) return undefined;
  return kindOfType(textOf(property(transform, '$type')));
}

/** `Microsoft.….ValueMapTransform, …` is a ValueMap. */
export const kindOfType = (type: string | undefined): string | undefined =>
  type === undefined ? undefined : KINDS.find((kind) => type.toLowerCase().includes(kind.toLowerCase()));

/** The transforms that dual-write knows. */
export const KINDS = ['ValueMap', 'Default', 'Truncate'] as const;

/** What is wrong with the field mappings beyond their structure, each with its place. */
export function checkFieldMappings({ tree, leg, name }: OpenedMap): readonly Finding[] {
  return elements(property(leg, 'fieldMappings')).flatMap((mapping) => {
    const finance = textOf(property(mapping, 'sourceField')) ?? '';
    const dataverse = textOf(property(mapping, 'destinationField')) ?? '';
    const column = finance || dataverse;
    const comesBack = directionOf(property(mapping, 'syncDirection')?.value) !== 1;
    return elements(property(mapping, 'valueTransforms')).flatMap((transform): readonly Finding[] => {
      const at = (node: Node): ReturnType<typeof placeIn> => placeIn(tree.located, name, node.offset, column);
      const said = [
        [property(transform, 'sourceField'), finance],
        [property(transform, 'destinationField'), dataverse],
      ] as const;
      const others = said.flatMap(([node, own]) => {
        const other = textOf(node);
        const differs = other !== undefined && other !== '' && other.toLowerCase() !== own.toLowerCase();
        return node !== undefined && differs ? [finding('TRANSFORM_OF_ANOTHER', at(node), { said: other })] : [];
      });
      const valueMap = property(transform, 'valueMap');
      if (valueMap?.type !== 'object') return others;
      const unused = property(transform, 'defaultValue');
      const isUnused = unused !== undefined && unused.type !== 'null' && unused.value !== '';
      return [
        ...others,
        ...(isUnused ? [finding('VALUE_MAP_DEFAULT', at(unused), { value: String(unused.value) })] : []),
        ...repeated(valueMap, comesBack).map(({ node, value }) => finding('VALUE_MAP_TWICE', at(node), { value })),
      ];
    });
  });
}

/** Entries that say something about a Finance value again, or, where values come back, about a Dataverse value. */
function repeated(valueMap: Node, comesBack: boolean): readonly { readonly node: Node; readonly value: string }[] {
  const seen = new Set<string>();
  return (valueMap.children ?? []).flatMap((entry) => {
    const node = entry.children?.[1];
    if (node === undefined) return [];
    const symbol = `finance ${nameOf(entry).toLowerCase()}`;
    const option = `dataverse ${String(node.value).toLowerCase()}`;
    const found = seen.has(symbol)
      ? [{ node: entry, value: nameOf(entry) }]
      : comesBack && seen.has(option)
        ? [{ node, value: String(node.value) }]
        : [];
    seen.add(symbol).add(option);
    return found;
  });
}
