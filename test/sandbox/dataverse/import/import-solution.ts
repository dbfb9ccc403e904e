import type { XmlElement } from '../../xml';
import { ROOT_BUSINESS_UNIT } from '../identifiers';
import type { Organization } from '../organization';
import { Refusal } from '../refusal';
import { metadataId } from '../schema/catalog';
import type { Relationship } from '../schema/table';
import {
  importApp,
  importControl,
  importForms,
  importRibbon,
  importRole,
  importSiteMap,
  importViews,
  importWebResource,
  notImported,
  type Import,
} from './components';
import { all, first } from './labels';
import { checkAgainstInstalled, checkRequired, readManifest, type Manifest } from './manifest';
import { openPackage } from './package';
import { readRelationship, type ImportedRelationship } from './relationships';
import { readChoice, readTable, type ImportedTable } from './tables';

/** Milliseconds that the platform takes to build the index of a new alternate key: the job runs after the import. */
const KEY_INDEX = 1_500;

const TYPE = { table: 1, choice: 9, role: 20, webResource: 61, siteMap: 62, control: 66, app: 80 } as const;

/** Nodes of customizations.xml that are read; any other that is not empty is something the sandbox does not import. */
const READ = new Set([
  'Entities',
  'Roles',
  'EntityRelationships',
  'optionsets',
  'WebResources',
  'CustomControls',
  'AppModuleSiteMaps',
  'AppModules',
  'Languages',
]);

/**
 * Imports a solution file: everything or nothing.
 * @throws Refusal with the platform's code for whatever it would not take
 */
export function importSolution(organization: Organization, zip: Uint8Array): Manifest {
  const from = openPackage(zip);
  const manifest = readManifest(from.manifest);
  checkAgainstInstalled(organization, manifest);
  checkRequired(organization, manifest);
  const { customizations } = from;
  for (const node of customizations.children) {
    if (!READ.has(node.name) && node.children.length > 0) throw notImported(`<${node.name}>`);
  }
  const at: Import = { organization, from, managed: manifest.managed, claimed: new Set() };
  return organization.transaction(() => {
    for (const choice of all(first(customizations, 'optionsets'), 'optionset')) {
      mustBeListed(manifest, TYPE.choice, choice.attributes.Name ?? '');
      organization.defineChoice(readChoice(choice, manifest.managed));
    }
    const tables = all(first(customizations, 'Entities'), 'Entity').map((entity) => tableOf(at, manifest, entity));
    const relationships = all(first(customizations, 'EntityRelationships'), 'EntityRelationship').map(readRelationship);
    defineTables(at, tables, relationships);
    for (const resource of all(first(customizations, 'WebResources'), 'WebResource')) {
      mustBeListed(manifest, TYPE.webResource, first(resource, 'Name')?.text ?? '');
      importWebResource(at, resource);
    }
    for (const control of all(first(customizations, 'CustomControls'), 'CustomControl')) {
      mustBeListed(manifest, TYPE.control, first(control, 'Name')?.text ?? '');
      importControl(at, control);
    }
    for (const { name, element } of tables) {
      importForms(at, name, element);
      importViews(at, name, element);
      importRibbon(at, manifest.uniqueName, name, element);
    }
    for (const role of all(first(customizations, 'Roles'), 'Role')) {
      mustBeListed(manifest, TYPE.role, role.attributes.id ?? '');
      importRole(at, role, ROOT_BUSINESS_UNIT);
    }
    for (const siteMap of all(first(customizations, 'AppModuleSiteMaps'), 'AppModuleSiteMap')) {
      mustBeListed(manifest, TYPE.siteMap, first(siteMap, 'SiteMapUniqueName')?.text ?? '');
      importSiteMap(at, siteMap);
    }
    for (const app of all(first(customizations, 'AppModules'), 'AppModule')) {
      mustBeListed(manifest, TYPE.app, first(app, 'UniqueName')?.text ?? '');
      importApp(at, app);
    }
    refuseUnclaimed(at);
    putSolution(organization, manifest);
    return manifest;
  });
}

/** The platform refuses an object that the manifest does not list. */
function mustBeListed(manifest: Manifest, type: number, name: string): void {
  const wanted = name.replace(/[{}]/g, '').toLowerCase();
  const listed = manifest.roots.some(
    (root) => root.type === type && (root.id === wanted || root.schemaName?.toLowerCase() === wanted),
  );
  if (!listed) {
    throw new Refusal(
      400,
      '0x8004803a',
      `The component ${name} of type ${type} is not listed as a root component of the solution.`,
    );
  }
}

function tableOf(at: Import, manifest: Manifest, entity: XmlElement): ImportedTable {
  const name = first(entity, 'Name')?.text ?? '';
  mustBeListed(manifest, TYPE.table, name);
  const root = manifest.roots.find(
    (one) => one.type === TYPE.table && one.schemaName?.toLowerCase() === name.toLowerCase(),
  );
  const { organization } = at;
  const known = organization.catalog.find(name.toLowerCase());
  const prefix = `${manifest.publisher.prefix}_`;
  const activeFrom = new Date(organization.clock() + KEY_INDEX).toISOString();
  const table = readTable(entity, root?.behavior === 0, manifest.managed, activeFrom);
  if (table.own === null && known === undefined) {
    throw new Refusal(400, '0x80048034', `The table ${name} that the solution adds to is not there.`);
  }
  if (table.own !== null && !name.startsWith(prefix)) {
    throw new Refusal(400, '0x80048062', `The table ${name} does not begin with the publisher's prefix ${prefix}.`);
  }
  for (const column of table.columns) {
    if (column.custom && !column.name.startsWith(prefix)) {
      throw new Refusal(
        400,
        '0x80048062',
        `The column ${name}.${column.name} does not begin with the publisher's prefix ${prefix}.`,
      );
    }
  }
  return table;
}

/** Tables first, without what points from one to another: lookups need their targets. */
function defineTables(
  at: Import,
  tables: readonly ImportedTable[],
  relationships: readonly ImportedRelationship[],
): void {
  const { catalog } = at.organization;
  const names = new Set(tables.filter(({ own }) => own !== null).map(({ name }) => name));
  for (const table of tables) {
    const mine = relationships.filter((relationship) => relationship.table === table.name);
    const columns = table.columns.map((column) => {
      if (column.globalChoice !== undefined) {
        const choice = catalog.choice(column.globalChoice);
        if (choice !== undefined) return { ...column, options: choice.options };
        throw new Refusal(
          400,
          '0x80048039',
          `The global choice ${column.globalChoice} of ${table.name}.${column.name} is not there.`,
        );
      }
      if (column.type !== 'lookup') return column;
      const targets = mine.filter((relationship) => relationship.column === column.name).map(({ target }) => target);
      const known = SYSTEM_LOOKUPS[column.name];
      if (targets.length === 0 && known === undefined) {
        throw new Refusal(
          400,
          '0x80048548',
          `The lookup ${table.name}.${column.name} has no relationship in the solution.`,
        );
      }
      const missing = targets.find((target) => !names.has(target) && catalog.find(target) === undefined);
      if (missing !== undefined) {
        throw new Refusal(
          400,
          '0x80048034',
          `The lookup ${table.name}.${column.name} points to ${missing}, which is not there.`,
        );
      }
      return { ...column, targets: targets.length > 0 ? targets : (known ?? []) };
    });
    const links: Relationship[] = [
      ...mine.flatMap(({ table: _, ...relationship }) => asThePlatformHasIt(relationship)),
      ...columns
        .filter((column) => !mine.some((relationship) => relationship.column === column.name))
        .flatMap((column) => systemRelationships(table.name, column.name, column.targets ?? [])),
    ];
    const keys = table.keys.map((key) => {
      const before = catalog.find(table.name)?.keys.find(({ name }) => name === key.name);
      return before !== undefined && before.columns.join() === key.columns.join() ? before : key;
    });
    if (table.own === null) {
      at.organization.widenTable(table.name, { columns, keys, relationships: links });
      continue;
    }
    const versioned = columns.some((column) => column.name === 'versionnumber')
      ? columns
      : [...columns, VERSION_NUMBER];
    at.organization.defineTable({ ...table.own, columns: versioned, keys, relationships: links, objectTypeCode: 0 });
  }
}

/** Lookups that every table has; their targets are the platform's own. */
const SYSTEM_LOOKUPS: Readonly<Record<string, readonly string[]>> = {
  createdby: ['systemuser'],
  createdonbehalfby: ['systemuser'],
  modifiedby: ['systemuser'],
  modifiedonbehalfby: ['systemuser'],
  owninguser: ['systemuser'],
  owningteam: ['team'],
  owningbusinessunit: ['businessunit'],
  organizationid: ['organization'],
};

/** What points to an owner points to a user or a team. */
const PRINCIPALS = ['systemuser', 'team'];

/** Lookups that every table has are navigated by their own name; a solution tells only that they are there. */
function asThePlatformHasIt(relationship: Relationship): Relationship[] {
  const { column } = relationship;
  if (column === 'ownerid') return PRINCIPALS.map((target) => ({ ...relationship, target, navigation: column }));
  return [SYSTEM_LOOKUPS[column] === undefined ? relationship : { ...relationship, navigation: column }];
}

/** Never exported, always there. */
const VERSION_NUMBER = {
  name: 'versionnumber',
  schemaName: 'VersionNumber',
  type: 'bigint',
  labels: { '1033': 'Version number', '1036': 'Numéro de version' },
  required: 'none',
  custom: false,
  canCreate: false,
  canUpdate: false,
  secured: false,
} as const;

function systemRelationships(table: string, column: string, targets: readonly string[]): Relationship[] {
  return targets.map((target) => ({
    name: `${column}_${table}_${target}`,
    column,
    target,
    navigation: column,
    collection: `${column}_${table}_${target}`,
    onDelete: 'RemoveLink',
  }));
}

/** The platform does not pass over files that no component has asked for. */
function refuseUnclaimed(at: Import): void {
  const left = [...at.from.parts.keys()].filter((part) => !at.claimed.has(part));
  if (left.length > 0) {
    throw new Refusal(400, '0x80072035', `Files of the solution have not been processed: ${left.join(', ')}.`);
  }
}

function putSolution(organization: Organization, manifest: Manifest): void {
  const { publisher } = manifest;
  const publisherId = metadataId('publisher', publisher.uniqueName);
  organization.put('publisher', {
    publisherid: publisherId,
    uniquename: publisher.uniqueName,
    friendlyname: publisher.labels['1033'] ?? publisher.uniqueName,
    customizationprefix: publisher.prefix,
    customizationoptionvalueprefix: publisher.optionPrefix,
  });
  const [installed] = organization.rows('solution', { uniquename: manifest.uniqueName });
  organization.put('solution', {
    solutionid: installed ? String(installed.solutionid) : metadataId('solution', manifest.uniqueName),
    uniquename: manifest.uniqueName,
    friendlyname: manifest.labels['1033'] ?? manifest.uniqueName,
    version: manifest.version,
    ismanaged: manifest.managed,
    isvisible: true,
    publisherid: { table: 'publisher', id: publisherId },
    ...(installed ? { updatedon: organization.now() } : { installedon: organization.now() }),
  });
}
