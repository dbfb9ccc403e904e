import { elements, everywhere, type XmlElement } from '../xml';
import { textAt } from './customizations';

/**
 * What `solution.xml` lists and what `customizations.xml` holds must be the same: the platform refuses a component that
 * is not listed, and forgets one that is listed but not there. Answers one sentence for each difference.
 */
export function rootComponentDifferences(solution: XmlElement, customizations: XmlElement): string[] {
  const listed = new Set(everywhere(solution, 'RootComponent').map(listedKey));
  const held = new Set(heldKeys(customizations));
  return [
    ...[...held].filter((key) => !listed.has(key)).map((key) => `RootComponents does not list ${key}`),
    ...[...listed].filter((key) => !held.has(key)).map((key) => `RootComponents lists ${key}, which is not there`),
  ];
}

/** `61:tandem_/scripts/form.js`, `20:{7a9d…}`. */
function listedKey(component: XmlElement): string {
  const { type = '', schemaName, id = '' } = component.attributes;
  return `${type}:${(schemaName ?? id).toLowerCase()}`;
}

/** Where each kind stands, its number, and how it is named. */
const KINDS: readonly (readonly [node: string, type: number, name: (component: XmlElement) => string | undefined])[] = [
  ['Entities', 1, (entity) => textAt(entity, 'Name')],
  ['optionsets', 9, (choice) => choice.attributes['Name']],
  ['Roles', 20, (role) => role.attributes['id']],
  ['WebResources', 61, (resource) => textAt(resource, 'Name')],
  ['AppModuleSiteMaps', 62, (siteMap) => textAt(siteMap, 'SiteMapUniqueName')],
  ['CustomControls', 66, (control) => textAt(control, 'Name')],
  ['AppModules', 80, (app) => textAt(app, 'UniqueName')],
];

function heldKeys(customizations: XmlElement): string[] {
  return KINDS.flatMap(([node, type, name]) =>
    elements(customizations, node)
      .flatMap((kind) => elements(kind))
      .map((component) => `${type}:${(name(component) ?? '').toLowerCase()}`),
  );
}
