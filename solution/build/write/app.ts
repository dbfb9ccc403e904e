import { APP, type Page, type PageGroup } from '../../model/app';
import { ROLES } from '../../model/roles';
import { INTRODUCED } from '../../model/solution';
import { logicalName } from '../../model/table';
import { TABLES } from '../../model/tables';
import { iconResource } from '../../model/web-resources';
import { element, textElement, type XmlElement } from '../xml';
import { descriptions, localizedNames, siteMapTitles } from './labels';
import { XSI } from './table';
import { viewId } from './view';
import { webResourceId } from './web-resource';

/** Roles of the platform that see every app. Their ids are the same in every organisation. */
const STOCK_ROLES = ['627090ff-40a3-4053-8790-584edc5be201', '119f245c-3cc8-4b62-b31c-d1a046ced15d'];

const COMPONENT = { table: 1, siteMap: 62 } as const;

/** `AppModule.xml`: which tables the app shows, with all their views and forms, and to whom. */
export function appFile(): XmlElement {
  return element('AppModule', XSI, [
    textElement('UniqueName', APP.uniqueName),
    textElement('IntroducedVersion', INTRODUCED),
    textElement('WebResourceId', webResourceId(iconResource(APP.icon))),
    textElement('OptimizedFor', ''),
    textElement('statecode', 0),
    textElement('statuscode', 1),
    textElement('FormFactor', 1),
    textElement('ClientType', 4),
    textElement('NavigationType', 0),
    element('AppModuleComponents', {}, [
      ...appTables().map((schemaName) => element('AppModuleComponent', { type: COMPONENT.table, schemaName })),
      element('AppModuleComponent', { type: COMPONENT.siteMap, schemaName: APP.uniqueName }),
    ]),
    element(
      'AppModuleRoleMaps',
      {},
      [...appRoles(), ...STOCK_ROLES].map((id) => element('Role', { id: `{${id}}` })),
    ),
    localizedNames(APP.name),
    descriptions(APP.description),
  ]);
}

/** A host is no person and opens no app. */
function appRoles(): string[] {
  return ROLES.filter(({ name }) => name !== 'Tandem host').map(({ id }) => id);
}

function appTables(): string[] {
  const names = APP.groups.flatMap((group) => group.pages.map((page) => logicalName(page.table)));
  return [...new Set(names)].sort();
}

/** `AppModuleSiteMap.xml`: the app's navigation. */
export function siteMapFile(): XmlElement {
  return element('AppModuleSiteMap', XSI, [
    textElement('SiteMapUniqueName', APP.uniqueName),
    textElement('EnableCollapsibleGroups', 'False'),
    textElement('ShowHome', 'True'),
    textElement('ShowPinned', 'True'),
    textElement('ShowRecents', 'True'),
    element('SiteMap', { IntroducedVersion: INTRODUCED }, [
      element(
        'Area',
        {
          Id: 'tandem_area',
          VectorIcon: `$webresource:${iconResource(APP.icon)}`,
          ShowGroups: 'true',
          IntroducedVersion: INTRODUCED,
        },
        siteMapTitles(APP.area),
        APP.groups.map(group),
      ),
    ]),
    localizedNames(APP.name),
  ]);
}

function group({ key, title, pages }: PageGroup): XmlElement {
  return element(
    'Group',
    { Id: `tandem_${key}`, IntroducedVersion: INTRODUCED, IsProfile: 'false' },
    siteMapTitles(title),
    pages.map(subArea),
  );
}

/** Whoever may not read the table does not see its page. */
function subArea(page: Page): XmlElement {
  const table = logicalName(page.table);
  const target = page.list === undefined ? { Entity: table } : { Url: listAddress(page.table, page.list) };
  return element(
    'SubArea',
    {
      Id: `tandem_${page.key}`,
      VectorIcon: `$webresource:${iconResource(page.icon)}`,
      ...target,
      Client: 'All,Outlook,OutlookLaptopClient,OutlookWorkstationClient,Web',
      AvailableOffline: 'true',
      PassParams: 'false',
      Sku: 'All,OnPremise,Live,SPLA',
    },
    siteMapTitles(page.title),
    element('Privilege', { Entity: table, Privilege: 'Read' }),
  );
}

/** Address of a table's list with one of its views open, relative to the organisation. */
function listAddress(schemaName: string, list: string): string {
  const table = TABLES.find(({ name }) => name === schemaName);
  if (!table?.lists.views.some(({ key }) => key === list)) {
    throw new Error(`The navigation opens a list that ${schemaName} does not have: ${list}`);
  }
  const view = viewId(table, list).slice(1, -1);
  return `/main.aspx?pagetype=entitylist&etn=${logicalName(schemaName)}&viewid=${view}&viewType=1039`;
}
