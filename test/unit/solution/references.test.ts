import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { textAt } from '../../../solution/build/pack/customizations';
import { child, elements, everywhere, parseXml, textOf, type XmlElement } from '../../../solution/build/xml';
import { componentsOf, manifests } from './packed';

/** Whatever names something else in the package must name something that is there. */

const { customizations } = manifests();
const kind = (name: string): readonly XmlElement[] => componentsOf(customizations, name);

const tables = kind('Entities').map((element) => ({ name: (textAt(element, 'Name') ?? '').toLowerCase(), element }));
const ours = tables.filter(({ name }) => name.startsWith('tandem_'));
const columns = new Map(
  ours.map(({ name, element }) => [
    name,
    new Set(everywhere(element, 'attribute').map((column) => textAt(column, 'LogicalName') ?? '')),
  ]),
);
const webResources = new Set(kind('WebResources').map((resource) => textAt(resource, 'Name')));
const controls = new Set(kind('CustomControls').map((control) => textAt(control, 'Name')));
const choices = new Set(kind('optionsets').map((choice) => choice.attributes['Name']));
const roles = new Set(kind('Roles').map((role) => role.attributes['id']));
const relationships = kind('EntityRelationships');

const SYSTEM_ADMINISTRATOR = '{627090ff-40a3-4053-8790-584edc5be201}';
const SYSTEM_CUSTOMIZER = '{119f245c-3cc8-4b62-b31c-d1a046ced15d}';

const attribute = (name: string) => (node: XmlElement) => node.attributes[name] ?? '';
const without = (known: ReadonlySet<string | undefined>, names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => !known.has(name));
/** Web resources that an attribute names, `$webresource:` taken off. */
const resourcesNamed = (root: XmlElement): string[] =>
  [...JSON.stringify(root).matchAll(/\$webresource:([^"\\?]+)/g)].map((match) => match[1] ?? '');

describe.each(ours)('table $name', ({ name, element }) => {
  const own = columns.get(name) ?? new Set();

  test('its icon and its choices are there', () => {
    expect(without(webResources, everywhere(element, 'IconVectorName').map(textOf))).toEqual([]);
    expect(without(choices, everywhere(element, 'OptionSetName').map(textOf))).toEqual([]);
  });

  test('each lookup has its relationship', () => {
    const lookups = everywhere(element, 'attribute')
      .filter((column) => ['lookup', 'owner'].includes(textAt(column, 'Type') ?? ''))
      .map((column) => textAt(column, 'LogicalName') ?? '');
    const covered = relationships
      .filter((relationship) => textAt(relationship, 'ReferencingEntityName')?.toLowerCase() === name)
      .map((relationship) => textAt(relationship, 'ReferencingAttributeName')?.toLowerCase());
    expect(covered.sort()).toEqual(lookups.sort());
  });

  test('its form shows every column of its own once, and no column that does not exist', () => {
    const form = everywhere(element, 'systemform')[0] as XmlElement;
    const inTabs = everywhere(child(child(form, 'form') as XmlElement, 'tabs') as XmlElement, 'control');
    const shown = inTabs.map(attribute('datafieldname')).filter(Boolean);
    expect(without(own, everywhere(form, 'control').map(attribute('datafieldname')).filter(Boolean))).toEqual([]);
    expect(shown.filter((column, index) => shown.indexOf(column) !== index)).toEqual([]);
    const fromTandem = (column: string): boolean => column.startsWith('tandem_') && column !== `${name}id`;
    expect(shown.filter(fromTandem).sort()).toEqual([...own].filter(fromTandem).sort());
  });

  test('lists on its form show rows that point to it, in a view that they have', () => {
    for (const list of everywhere(element, 'control').filter((control) => child(control, 'parameters'))) {
      const parameters = child(list, 'parameters') as XmlElement;
      const rows = tables.find((table) => table.name === textAt(parameters, 'TargetEntityType'))?.element;
      expect(rows && everywhere(rows, 'savedqueryid').map(textOf)).toContain(textAt(parameters, 'ViewId'));
      const relationship = relationships.find(
        (one) => one.attributes['Name'] === textAt(parameters, 'RelationshipName'),
      );
      expect(relationship && textAt(relationship, 'ReferencedEntityName')?.toLowerCase()).toBe(name);
      expect(relationship && textAt(relationship, 'ReferencingEntityName')?.toLowerCase()).toBe(
        textAt(parameters, 'TargetEntityType'),
      );
    }
  });

  test('its views ask for columns that exist, and show what they ask for', () => {
    for (const view of everywhere(element, 'savedquery')) {
      const title = everywhere(view, 'LocalizedName')[0]?.attributes['description'];
      expect(everywhere(view, 'entity').map(attribute('name')), title).toEqual([name]);
      const asked = everywhere(view, 'attribute').map(attribute('name'));
      const used = ['order', 'condition'].flatMap((tag) => everywhere(view, tag).map(attribute('attribute')));
      expect(without(own, [...asked, ...used]), title).toEqual([]);
      expect(without(new Set(asked), everywhere(view, 'cell').map(attribute('name'))), title).toEqual([]);
    }
  });

  test('it has each kind of view, and one default of each', () => {
    const defaults = everywhere(element, 'savedquery')
      .filter((view) => textAt(view, 'isdefault') === '1')
      .map((view) => textAt(view, 'querytype'));
    expect(defaults.sort()).toEqual(['0', '1', '2', '4', '64']);
  });
});

test('relationships are between tables of Tandem, or from them to tables of the platform', () => {
  const platform = ['BusinessUnit', 'Organization', 'Owner', 'SystemUser', 'Team'];
  const names = new Set(ours.map(({ element }) => textAt(element, 'Name')));
  expect(
    without(
      names,
      relationships.map((one) => textAt(one, 'ReferencingEntityName') ?? ''),
    ),
  ).toEqual([]);
  expect(
    without(
      new Set([...names, ...platform]),
      relationships.map((one) => textAt(one, 'ReferencedEntityName') ?? ''),
    ),
  ).toEqual([]);
  const relationshipNames = relationships.map(attribute('Name'));
  expect(new Set(relationshipNames).size).toBe(relationshipNames.length);
});

describe.each(tables.filter(({ element }) => everywhere(element, 'CommandDefinition').length > 0))(
  'commands of $name',
  ({ name, element }) => {
    const ribbon = child(element, 'RibbonDiffXml') as XmlElement;

    test('each button has its command, its texts and its icon', () => {
      const buttons = everywhere(ribbon, 'Button');
      expect(buttons.length).toBe(4);
      const commands = new Set(everywhere(ribbon, 'CommandDefinition').map(attribute('Id')));
      expect(without(commands, buttons.map(attribute('Command')))).toEqual([]);
      const texts = new Set(everywhere(ribbon, 'LocLabel').map(attribute('Id')));
      const named = [...JSON.stringify(ribbon).matchAll(/\$LocLabels:([^"]+)/g)].map((match) => match[1] ?? '');
      expect(named.length).toBeGreaterThan(0);
      expect(without(texts, named)).toEqual([]);
      expect(without(webResources, resourcesNamed(ribbon))).toEqual([]);
    });

    test('each rule of a command is defined', () => {
      const definitions = child(ribbon, 'RuleDefinitions') as XmlElement;
      for (const rule of ['EnableRule', 'DisplayRule']) {
        const defined = new Set(everywhere(definitions, rule).map(attribute('Id')));
        const used = everywhere(child(ribbon, 'CommandDefinitions') as XmlElement, rule).map(attribute('Id'));
        expect(used.length).toBeGreaterThan(0);
        expect(without(defined, used)).toEqual([]);
      }
    });

    test('it stands in the bars of its own table and asks for rights on tables of Tandem', () => {
      const places = everywhere(ribbon, 'CustomAction').map(attribute('Location'));
      expect(places.filter((place) => !place.includes(`.${name}.MainTab.`))).toEqual([]);
      const asked = everywhere(ribbon, 'EntityPrivilegeRule').map(attribute('EntityName'));
      expect(without(new Set(columns.keys()), asked)).toEqual([]);
    });
  },
);

test('ids of ribbon parts are unique, prefixed, and short enough', () => {
  const ids = tables.flatMap(({ element }) =>
    ['CustomAction', 'HideCustomAction', 'Button'].flatMap((tag) =>
      everywhere(element, tag).map((node) => node.attributes['Id'] ?? node.attributes['HideActionId'] ?? ''),
    ),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !id.startsWith('tandem.') || id.length > 128)).toEqual([]);
});

describe('what is added to the form of projects', () => {
  const project = tables.find(({ name }) => name === 'msdyn_project')?.element as XmlElement;
  const form = everywhere(project, 'form')[0] as XmlElement;

  test('is new as a whole, and nothing of the form’s own is touched', () => {
    const actions = ['section', 'Library', 'Handler', 'controlDescription'].flatMap((tag) =>
      everywhere(form, tag).map(attribute('solutionaction')),
    );
    expect(actions).toEqual(['Added', 'Added', 'Added', 'Added']);
    const others = ['tab', 'column', 'event', 'row', 'cell', 'control'].flatMap((tag) =>
      everywhere(form, tag).map(attribute('solutionaction')),
    );
    expect(others.filter(Boolean)).toEqual([]);
  });

  test('its script and its control are in the solution', () => {
    const libraries = everywhere(form, 'Library').map(attribute('name'));
    expect(without(webResources, libraries)).toEqual([]);
    expect(without(new Set(libraries), everywhere(form, 'Handler').map(attribute('libraryName')))).toEqual([]);
    const named = everywhere(form, 'customControl').map(attribute('name')).filter(Boolean);
    expect(named).toHaveLength(3);
    expect(without(controls, named)).toEqual([]);
    expect(everywhere(form, 'controlDescription').map(attribute('forControl'))).toEqual(
      everywhere(form, 'control').map(attribute('uniqueid')),
    );
  });

  test('the control is fed as its manifest wants it, from columns that projects have', () => {
    const manifest = parseXml(readFileSync('controls/SyncStatus/ControlManifest.Input.xml', 'utf8'));
    const properties = new Map(
      everywhere(manifest, 'property').map((property) => [property.attributes['name'], property.attributes]),
    );
    const path = 'test/sandbox/dataverse/tables/project-operations.json';
    const definitions = JSON.parse(readFileSync(path, 'utf8')) as { name: string; columns: string[] }[];
    const own = definitions.find((table) => table.name === 'msdyn_project')?.columns ?? [];
    const known = new Set([...own.map((line) => line.split(' ')[0]), 'modifiedon']);
    const fed = everywhere(form, 'customControl')
      .filter((control) => control.attributes['formFactor'] !== undefined)
      .map((control) => elements(child(control, 'parameters') as XmlElement));
    expect(fed).toHaveLength(3);
    for (const parameters of fed) {
      for (const parameter of parameters) {
        expect(properties.get(parameter.name)?.['of-type'], parameter.name).toBe(parameter.attributes['type']);
        expect(known.has(textOf(parameter)), textOf(parameter)).toBe(true);
      }
      const required = [...properties].filter(([, { required }]) => required === 'true').map(([name]) => name);
      expect(parameters.map((parameter) => parameter.name)).toEqual(expect.arrayContaining(required));
    }
  });
});

describe('the app', () => {
  const app = kind('AppModules')[0] as XmlElement;
  const siteMap = kind('AppModuleSiteMaps')[0] as XmlElement;

  test('has its tables, its navigation, its icon and its roles', () => {
    const components = everywhere(app, 'AppModuleComponent').map(
      ({ attributes }) => `${attributes['type']}:${attributes['schemaName']}`,
    );
    expect(
      without(new Set([...columns.keys()].map((name) => `1:${name}`).concat('62:tandem_Tandem')), components),
    ).toEqual([]);
    expect(textAt(siteMap, 'SiteMapUniqueName')).toBe('tandem_Tandem');
    const ids = new Set(kind('WebResources').map((resource) => textAt(resource, 'WebResourceId')));
    expect(ids.has(`{${textAt(app, 'WebResourceId')}}`)).toBe(true);
    const known = new Set([...roles, SYSTEM_ADMINISTRATOR, SYSTEM_CUSTOMIZER]);
    expect(without(known, everywhere(app, 'Role').map(attribute('id')))).toEqual([]);
  });

  test('every page shows a table of the app, with an icon, to those who may read it', () => {
    const shown = everywhere(app, 'AppModuleComponent').map(attribute('schemaName'));
    const pages = everywhere(siteMap, 'SubArea');
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) {
      const table = page.attributes['Entity'] ?? /[?&]etn=([^&]+)/.exec(page.attributes['Url'] ?? '')?.[1];
      expect(shown).toContain(table);
      expect(everywhere(page, 'Privilege').map(({ attributes }) => attributes)).toEqual([
        { Entity: table, Privilege: 'Read' },
      ]);
    }
    expect(without(webResources, resourcesNamed(siteMap))).toEqual([]);
  });

  test('a page of one list opens a view of its table', () => {
    const addresses = everywhere(siteMap, 'SubArea').map(attribute('Url')).filter(Boolean);
    expect(addresses).toHaveLength(1);
    for (const address of addresses) {
      const query = new URL(address, 'https://contoso.crm.dynamics.com').searchParams;
      const table = ours.find(({ name }) => name === query.get('etn'))?.element as XmlElement;
      const views = everywhere(table, 'savedqueryid').map(textOf);
      expect(views).toContain(`{${query.get('viewid')}}`);
    }
  });
});

test('roles name privileges that their tables have', () => {
  const ownership = new Map(
    ours.map(({ element }) => [textAt(element, 'Name') ?? '', everywhere(element, 'OwnershipTypeMask').map(textOf)[0]]),
  );
  const wrong = everywhere(customizations, 'RolePrivilege').filter(({ attributes }) => {
    const match = /^prv(Create|Read|Write|Delete|AppendTo|Append|Assign|Share)(tandem_.+)$/.exec(
      attributes['name'] ?? '',
    );
    if (!match) return attributes['name']?.includes('tandem_');
    const [, verb = '', table = ''] = match;
    if (ownership.get(table) === 'UserOwned') return false;
    return (
      ownership.get(table) !== 'OrgOwned' || ['Assign', 'Share'].includes(verb) || attributes['level'] !== 'Global'
    );
  });
  expect(wrong.map(attribute('name'))).toEqual([]);
});

test('scripts bring the texts that they need', () => {
  const needing = kind('WebResources').filter((resource) => child(resource, 'DependencyXml'));
  expect(needing.map((resource) => textAt(resource, 'Name'))).toEqual([
    'tandem_/scripts/commands.js',
    'tandem_/scripts/form.js',
  ]);
  for (const resource of needing) {
    const libraries = everywhere(parseXml(textAt(resource, 'DependencyXml') ?? ''), 'Library');
    expect(libraries.map(attribute('name'))).toEqual([
      'tandem_/strings/tandem.1033.resx',
      'tandem_/strings/tandem.1036.resx',
    ]);
    expect(without(webResources, libraries.map(attribute('name')))).toEqual([]);
  }
});

test('ids are unique: of components, and of what stands on a form', () => {
  const components = [
    ...everywhere(customizations, 'savedqueryid').map(textOf),
    ...everywhere(customizations, 'formid').map(textOf),
    ...everywhere(customizations, 'WebResourceId').map(textOf),
    ...kind('Roles').map(attribute('id')),
  ].filter((id) => id.startsWith('{'));
  expect(components.filter((id, index) => components.indexOf(id) !== index)).toEqual([]);
  for (const form of everywhere(customizations, 'systemform')) {
    const ids = ['tab', 'section', 'cell', 'header'].flatMap((tag) => everywhere(form, tag).map(attribute('id')));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  }
});
