import { APP } from '../../model/app';
import { CHOICES } from '../../model/choices';
import { EXTENDED_TABLES, SYNC_STATUS_CONTROL, type ExtendedTable } from '../../model/microsoft';
import { ROLES } from '../../model/roles';
import { SOLUTION } from '../../model/solution';
import { logicalName } from '../../model/table';
import { TABLES } from '../../model/tables';
import { WEB_RESOURCES } from '../../model/web-resources';
import { LANGUAGES } from '../../model/words';
import { element, textElement, type XmlElement } from '../xml';
import { descriptions, localizedNames } from './labels';
import { XSI } from './table';

/** Numbers that the platform has for kinds of components. */
const COMPONENT = {
  table: 1,
  choice: 9,
  role: 20,
  form: 60,
  webResource: 61,
  siteMap: 62,
  control: 66,
  app: 80,
} as const;

/** What of a component belongs to the solution: all of it, or for a table of another publisher only what is added. */
const BEHAVIOR = { whole: 0, shell: 2 } as const;

/** `Managed` in the source: the tree packs into both kinds of package. */
const BOTH_KINDS = 2;

/** `Other/Solution.xml`. `version` has four numbers. */
export function solutionFile(version: string): XmlElement {
  return element(
    'ImportExportXml',
    {
      ...XSI,
      version: '9.2.25063.198',
      SolutionPackageVersion: '9.2',
      languagecode: LANGUAGES[0],
      generatedBy: 'CrmLive',
    },
    element('SolutionManifest', {}, [
      textElement('UniqueName', SOLUTION.uniqueName),
      localizedNames(SOLUTION.name),
      descriptions(SOLUTION.description),
      textElement('Version', version),
      textElement('Managed', BOTH_KINDS),
      publisher(),
      element('RootComponents', {}, rootComponents()),
      element('MissingDependencies', {}, missingDependencies()),
    ]),
  );
}

/** Kind by kind, by name: so that a difference between two versions shows only what changed. */
function rootComponents(): XmlElement[] {
  const named = (type: number, names: readonly string[], behavior: number = BEHAVIOR.whole): XmlElement[] =>
    names.map((schemaName) => element('RootComponent', { type, schemaName, behavior }));
  const tables = [
    ...named(
      COMPONENT.table,
      TABLES.map(({ name }) => logicalName(name)),
    ),
    ...named(
      COMPONENT.table,
      EXTENDED_TABLES.map(({ name }) => logicalName(name)),
      BEHAVIOR.shell,
    ),
  ].sort((a, b) => ((a.attributes['schemaName'] ?? '') < (b.attributes['schemaName'] ?? '') ? -1 : 1));
  return [
    ...tables,
    ...named(COMPONENT.choice, CHOICES.map(({ name }) => name).sort()),
    ...ROLES.map(({ id }) => element('RootComponent', { type: COMPONENT.role, id: `{${id}}`, behavior: 0 })),
    ...named(COMPONENT.webResource, WEB_RESOURCES.map(({ name }) => name).sort()),
    ...named(COMPONENT.siteMap, [APP.uniqueName]),
    ...named(COMPONENT.control, [SYNC_STATUS_CONTROL]),
    ...named(COMPONENT.app, [APP.uniqueName]),
  ];
}

/**
 * What of other solutions must be there before the import starts; else the platform refuses with these names instead of
 * failing halfway. Tables of the platform itself are always there and are not listed.
 */
function missingDependencies(): XmlElement[] {
  return EXTENDED_TABLES.filter(({ solution }) => solution !== undefined).flatMap((table) => [
    ribbonDependency(table),
    ...(table.form ? [formDependency(table, table.form)] : []),
  ]);
}

const RIBBON = 55;

function ribbonDependency(table: ExtendedTable): XmlElement {
  const schemaName = logicalName(table.name);
  return element('MissingDependency', {}, [
    element('Required', {
      type: COMPONENT.table,
      schemaName,
      displayName: table.displayName,
      solution: table.solution,
    }),
    element('Dependent', {
      type: RIBBON,
      displayName: table.displayName,
      parentSchemaName: schemaName,
      parentDisplayName: table.displayName,
    }),
  ]);
}

function formDependency(table: ExtendedTable, form: NonNullable<ExtendedTable['form']>): XmlElement {
  const component = {
    type: COMPONENT.form,
    id: form.formId,
    displayName: form.formName,
    parentSchemaName: logicalName(table.name),
    parentDisplayName: table.displayName,
  };
  return element('MissingDependency', {}, [
    element('Required', { ...component, solution: table.solution }),
    element('Dependent', component),
  ]);
}

function publisher(): XmlElement {
  return element('Publisher', {}, [
    textElement('UniqueName', SOLUTION.publisher.uniqueName),
    localizedNames(SOLUTION.publisher.name),
    element('Descriptions'),
    nil('EMailAddress'),
    nil('SupportingWebsiteUrl'),
    textElement('CustomizationPrefix', SOLUTION.prefix),
    textElement('CustomizationOptionValuePrefix', SOLUTION.optionPrefix),
    element('Addresses', {}, [address(1), address(2)]),
  ]);
}

const nil = (name: string): XmlElement => element(name, { 'xsi:nil': 'true' });

/** The platform writes two addresses of a publisher, filled or not. */
function address(number: number): XmlElement {
  return element('Address', {}, [
    textElement('AddressNumber', number),
    textElement('AddressTypeCode', 1),
    ...['City', 'County', 'Country', 'Fax', 'FreightTermsCode', 'ImportSequenceNumber', 'Latitude'].map(nil),
    ...['Line1', 'Line2', 'Line3', 'Longitude', 'Name', 'PostalCode', 'PostOfficeBox', 'PrimaryContactName'].map(nil),
    textElement('ShippingMethodCode', 1),
    ...['StateOrProvince', 'Telephone1', 'Telephone2', 'Telephone3', 'TimeZoneRuleVersionNumber'].map(nil),
    ...['UPSZone', 'UTCOffset', 'UTCConversionTimeZoneCode'].map(nil),
  ]);
}
