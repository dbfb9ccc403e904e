import { parseForm, type Form } from '../../model/form';
import { parseRibbon, type Ribbon } from '../../model/ribbon';
import { parseSiteMap, type Area } from '../../model/site-map';
import { ribbonDiffs } from './ribbon-file';
import { session } from './session';
import { get, literal, rows, type Row } from './web-api';

/** A model-driven app that the user may open. */
export interface App {
  readonly id: string;
  readonly uniqueName: string;
  readonly name: string;
}

export interface FormComponent {
  readonly id: string;
  readonly name: string;
  readonly form: Form;
}

export interface View {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly fetchXml: string;
  readonly layoutXml: string;
}

/** Apps that the user may open, by name: those of the user's roles; to an administrator all of them. */
export async function readApps(): Promise<readonly App[]> {
  const roles = 'appmoduleroles_association($select=roleid)';
  const [found, own] = await Promise.all([
    rows(`appmodules?$select=appmoduleid,uniquename,name&$orderby=name&$expand=${roles}`),
    rows(`systemusers(${session().userId})/systemuserroles_association`),
  ]);
  const held = new Set(own.map((role) => role['roleid']));
  const all = own.some((role) => (role['_roletemplateid_value'] ?? role['roletemplateid']) === ADMINISTRATOR);
  const open = (row: Row): boolean => {
    const needed = (row['appmoduleroles_association'] ?? []) as readonly Row[];
    return all || needed.length === 0 || needed.some((role) => held.has(role['roleid']));
  };
  return found.filter(open).map((row) => ({
    id: String(row['appmoduleid']),
    uniqueName: String(row['uniquename']),
    name: String(row['name']),
  }));
}

/** Role template of System Administrator, the same in every organisation. */
const ADMINISTRATOR = '627090ff-40a3-4053-8790-584edc5be201';

/** The site map of an app; the platform gives both the same unique name. */
export async function readSiteMap(app: App): Promise<readonly Area[]> {
  const [row] = await rows(`sitemaps?$select=sitemapxml&$filter=sitemapnameunique eq ${literal(app.uniqueName)}`);
  if (!row) throw new Error(`The app ${app.name} has no site map.`);
  return parseSiteMap(String(row['sitemapxml']));
}

const MAIN_FORM = 2;

/** Main forms of a table, the default one first. */
export async function readForms(table: string): Promise<readonly FormComponent[]> {
  const found = await rows(
    `systemforms?$select=formid,name,formxml,isdefault&$filter=objecttypecode eq ${literal(table)} and type eq ${MAIN_FORM}`,
  );
  return found
    .sort((a, b) => Number(b['isdefault'] ?? false) - Number(a['isdefault'] ?? false))
    .map((row) => ({
      id: String(row['formid']),
      name: String(row['name']),
      form: parseForm(String(row['formxml'])),
    }));
}

const PUBLIC_VIEW = 0;
const QUICK_FIND_VIEW = 4;
const LOOKUP_VIEW = 64;

/** Public views of a table, the default one first. */
export async function readViews(table: string): Promise<readonly View[]> {
  const views = await readViewsOfKind(table, PUBLIC_VIEW);
  return [...views].sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name));
}

export async function readQuickFindView(table: string): Promise<View | undefined> {
  return (await readViewsOfKind(table, QUICK_FIND_VIEW))[0];
}

export async function readLookupView(table: string): Promise<View | undefined> {
  return (await readViewsOfKind(table, LOOKUP_VIEW))[0];
}

async function readViewsOfKind(table: string, kind: number): Promise<readonly View[]> {
  const columns = 'savedqueryid,name,isdefault,fetchxml,layoutxml';
  const filter = `returnedtypecode eq ${literal(table)} and querytype eq ${kind}`;
  const found = await rows(`savedqueries?$select=${columns}&$filter=${filter}`);
  return found.map((row) => ({
    id: String(row['savedqueryid']),
    name: String(row['name']),
    isDefault: row['isdefault'] === true,
    fetchXml: String(row['fetchxml'] ?? ''),
    layoutXml: String(row['layoutxml'] ?? ''),
  }));
}

const ribbons = new Map<string, Promise<Ribbon>>();

/** Commands that solutions add to a table; read once. */
export function readRibbon(table: string): Promise<Ribbon> {
  let ribbon = ribbons.get(table);
  if (!ribbon) {
    ribbon = fetchRibbon(table);
    ribbons.set(table, ribbon);
    ribbon.catch(() => ribbons.delete(table));
  }
  return ribbon;
}

async function fetchRibbon(table: string): Promise<Ribbon> {
  const answer = await get<{ CompressedEntityXml?: string }>(
    `RetrieveEntityRibbon(EntityName=@t,RibbonLocationFilter=@f)?@t='${table}'&@f=Microsoft.Dynamics.CRM.RibbonLocationFilters'All'`,
  );
  return parseRibbon(ribbonDiffs(answer.CompressedEntityXml ?? ''));
}
