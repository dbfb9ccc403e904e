import { strFromU8 } from 'fflate';
import { guidOf, parseXml, writeXml, type XmlElement } from '../../xml';
import type { Organization } from '../organization';
import { Refusal } from '../refusal';
import type { Labels } from '../schema/table';
import { DEPTH } from '../security/caller';
import { metadataId } from '../schema/catalog';
import { all, first, isTrue, labelsOf, textOf } from './labels';
import { mergeForm } from './merge-form';
import type { SolutionPackage } from './package';

/** What is being imported into, and from. */
export interface Import {
  readonly organization: Organization;
  readonly from: SolutionPackage;
  readonly managed: boolean;
  /** Parts of the file that a component has claimed: one that nobody claims makes the import fail. */
  readonly claimed: Set<string>;
}

/** The name in the base language on the row, in other languages beside it. */
function withName(at: Import, table: string, id: string, labels: Labels, fallback: string): string {
  const { '1033': english, ...others } = labels;
  if (Object.keys(others).length > 0) {
    at.organization.documents.put('localized labels', `${table}/${id}`, { name: others });
  }
  return english ?? Object.values(labels)[0] ?? fallback;
}

const FORM_TYPES: Readonly<Record<string, number>> = {
  main: 2,
  quick: 6,
  quickCreate: 7,
  card: 11,
  mainInteractionCentric: 12,
};

/** Forms of a table: new ones as they are, differences merged into what is there. */
export function importForms(at: Import, table: string, entity: XmlElement): void {
  for (const group of all(first(entity, 'FormXml'), 'forms')) {
    const type = FORM_TYPES[group.attributes.type ?? ''];
    if (type === undefined) throw notImported(`forms of type ${group.attributes.type}`);
    for (const systemform of all(group, 'systemform')) importForm(at, table, type, systemform);
  }
}

function importForm(at: Import, table: string, type: number, systemform: XmlElement): void {
  const id = guidOf(textOf(systemform, 'formid'));
  const form = first(systemform, 'form');
  if (form === undefined) throw new Refusal(400, '0x8004801f', `The form ${id} of ${table} has no <form>.`);
  const there = at.organization.row('systemform', id);
  const isDifference = writeXml(form).includes('solutionaction=');
  if (isDifference && there === undefined) {
    throw new Refusal(400, '0x8004801f', `The form ${id} of ${table} is a difference, and there is no such form.`);
  }
  if (isDifference) {
    let merged: XmlElement;
    try {
      merged = mergeForm(parseXml(String(there?.formxml)), form);
    } catch (error) {
      throw new Refusal(400, '0x8004801f', `The form ${id} of ${table} cannot be merged: ${(error as Error).message}`);
    }
    at.organization.put('systemform', { formid: id, formxml: writeXml(merged) });
    return;
  }
  at.organization.put('systemform', {
    formid: id,
    name: withName(at, 'systemform', id, labelsOf(systemform, 'LocalizedNames'), table),
    objecttypecode: table,
    type,
    formxml: writeXml(form),
    formactivationstate: 1,
    isdefault: there?.isdefault ?? at.organization.rows('systemform', { objecttypecode: table, type }).length === 0,
    ismanaged: at.managed,
  });
}

export function importViews(at: Import, table: string, entity: XmlElement): void {
  for (const view of all(first(entity, 'SavedQueries', 'savedqueries'), 'savedquery')) {
    const id = guidOf(textOf(view, 'savedqueryid'));
    const fetch = first(view, 'fetchxml', 'fetch');
    const layout = first(view, 'layoutxml', 'grid');
    if (fetch === undefined) throw new Refusal(400, '0x8004801f', `The view ${id} of ${table} has no fetch.`);
    at.organization.put('savedquery', {
      savedqueryid: id,
      name: withName(at, 'savedquery', id, labelsOf(view, 'LocalizedNames'), table),
      returnedtypecode: table,
      querytype: Number(textOf(view, 'querytype')),
      fetchxml: writeXml(fetch),
      layoutxml: layout === undefined ? null : writeXml(layout),
      isdefault: isTrue(view, 'isdefault'),
      isquickfindquery: isTrue(view, 'isquickfindquery'),
      ismanaged: at.managed,
    });
  }
}

/** Ribbon differences have no table: they are kept by table and solution, and `RetrieveEntityRibbon` answers them. */
export function importRibbon(at: Import, solution: string, table: string, entity: XmlElement): void {
  const difference = first(entity, 'RibbonDiffXml');
  const name = `${table}/${solution}`;
  if (difference === undefined || difference.children.length === 0) at.organization.documents.remove('ribbon', name);
  else at.organization.documents.put('ribbon', name, writeXml(difference));
}

export function importWebResource(at: Import, element: XmlElement): void {
  const part = textOf(element, 'FileName').replace(/^\//, '');
  const content = at.from.parts.get(part);
  const name = textOf(element, 'Name');
  if (content === undefined)
    throw new Refusal(400, '0x8004f114', `The web resource ${name} has no content: ${part} is not in the file.`);
  at.claimed.add(part);
  at.organization.put('webresource', {
    webresourceid: guidOf(textOf(element, 'WebResourceId')),
    name,
    displayname: textOf(element, 'DisplayName'),
    webresourcetype: Number(textOf(element, 'WebResourceType')),
    languagecode: Number(textOf(element, 'LanguageCode')) || null,
    dependencyxml: textOf(element, 'DependencyXml') || null,
    content: Buffer.from(content).toString('base64'),
    ismanaged: at.managed,
  });
}

/** A code component and its files. Its version has to grow, or the platform goes on with the bundle it has. */
export function importControl(at: Import, element: XmlElement): void {
  const name = textOf(element, 'Name');
  const manifestPart = textOf(element, 'FileName').replace(/^\//, '');
  const content = at.from.parts.get(manifestPart);
  if (content === undefined)
    throw new Refusal(400, '0x80160001', `The control ${name} has no manifest: ${manifestPart} is not in the file.`);
  const manifest = parseXml(strFromU8(content));
  const control = manifest.name === 'control' ? manifest : first(manifest, 'control');
  const expected = `${control?.attributes.namespace}.${control?.attributes.constructor}`;
  if (control === undefined || !name.endsWith(`_${expected}`)) {
    throw new Refusal(400, '0x80160001', `The manifest of ${name} is that of ${expected}.`);
  }
  const id = metadataId('control', name);
  const folder = manifestPart.slice(0, manifestPart.lastIndexOf('/') + 1);
  for (const [part, bytes] of at.from.parts) {
    if (!part.startsWith(folder)) continue;
    at.claimed.add(part);
    const file = `${name}/${part.slice(folder.length)}`;
    at.organization.put('customcontrolresource', {
      customcontrolresourceid: metadataId('control file', file),
      name: file,
      customcontrolid: { table: 'customcontrol', id },
      version: control.attributes.version ?? '',
      content: Buffer.from(bytes).toString('base64'),
    });
  }
  at.organization.put('customcontrol', {
    customcontrolid: id,
    name,
    version: control.attributes.version ?? '',
    manifest: strFromU8(content),
    ismanaged: at.managed,
  });
}

const LEVELS: Readonly<Record<string, (typeof DEPTH)[keyof typeof DEPTH]>> = DEPTH;

/** A managed role is what its solution says: privileges that it no longer has go. */
export function importRole(at: Import, element: XmlElement, businessUnit: string): void {
  const id = guidOf(element.attributes.id);
  const { organization } = at;
  organization.put('role', {
    roleid: id,
    name: element.attributes.name ?? '',
    businessunitid: { table: 'businessunit', id: businessUnit },
    ismanaged: at.managed,
  });
  const wanted = new Set<string>();
  for (const { attributes } of all(first(element, 'RolePrivileges'), 'RolePrivilege')) {
    const { name = '', level = '' } = attributes;
    const depth = LEVELS[level];
    const known = organization.privilegeId(name);
    if (depth === undefined || known === undefined) {
      throw new Refusal(
        400,
        '0x8004f102',
        `The role ${element.attributes.name} names a privilege that does not exist: ${name} (${level}).`,
      );
    }
    wanted.add(known);
    organization.setRolePrivilege(id, name, depth);
  }
  for (const held of organization.rows('roleprivileges', { roleid: id })) {
    if (!wanted.has(String(held.privilegeid))) organization.take('roleprivileges', String(held.roleprivilegeid));
  }
}

export function importApp(at: Import, element: XmlElement): void {
  const uniqueName = textOf(element, 'UniqueName');
  const id = metadataId('app', uniqueName);
  const { organization } = at;
  organization.put('appmodule', {
    appmoduleid: id,
    appmoduleidunique: id,
    uniquename: uniqueName,
    name: withName(at, 'appmodule', id, labelsOf(element, 'LocalizedNames'), uniqueName),
    description: labelsOf(element, 'Descriptions')['1033'] ?? null,
    clienttype: Number(textOf(element, 'ClientType')),
    formfactor: Number(textOf(element, 'FormFactor')),
    webresourceid: guidOf(textOf(element, 'WebResourceId')) || null,
    ismanaged: at.managed,
  });
  for (const { attributes } of all(first(element, 'AppModuleRoleMaps'), 'Role')) {
    const role = guidOf(attributes.id);
    organization.put('appmoduleroles', {
      appmoduleroleid: metadataId('app role', id, role),
      appmoduleid: id,
      roleid: role,
    });
  }
  for (const { attributes } of all(first(element, 'AppModuleComponents'), 'AppModuleComponent')) {
    const { type = '', schemaName, id: componentId } = attributes;
    const object = componentId === undefined ? metadataId('component', type, schemaName ?? '') : guidOf(componentId);
    organization.put('appmodulecomponent', {
      appmodulecomponentid: metadataId('app component', id, type, object),
      appmoduleidunique: { table: 'appmodule', id },
      objectid: object,
      componenttype: Number(type),
    });
  }
}

export function importSiteMap(at: Import, element: XmlElement): void {
  const uniqueName = textOf(element, 'SiteMapUniqueName');
  const siteMap = first(element, 'SiteMap');
  if (siteMap === undefined) throw new Refusal(400, '0x8004801f', `The site map ${uniqueName} has no <SiteMap>.`);
  at.organization.put('sitemap', {
    sitemapid: metadataId('site map', uniqueName),
    sitemapname: uniqueName,
    sitemapnameunique: uniqueName,
    sitemapxml: writeXml(siteMap),
    isappaware: true,
    ismanaged: at.managed,
  });
}

export const notImported = (what: string): Refusal => new Refusal(501, '0x80040219', `The sandbox imports no ${what}.`);
