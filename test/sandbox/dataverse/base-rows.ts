import {
  ADMINISTRATOR_ROLE,
  ADMINISTRATOR_TEMPLATE,
  BASE_CURRENCY,
  DEFAULT_TEAM,
  ORGANIZATION,
  ORGANIZATION_NAME,
  PROJECT_MANAGER_ROLE,
  ROOT_BUSINESS_UNIT,
  SYSTEM_USER,
  USERS,
} from './identifiers';
import type { Organization } from './organization';
import { DEPTH, privilegeName, RIGHTS, type Depth } from './security/caller';
import { metadataId } from './schema/catalog';
import { putMessages } from './table-rows';

interface Person {
  readonly id: string;
  readonly name: string;
  readonly first: string;
  readonly last: string;
  readonly language: number;
  /** Time-zone code of the platform. */
  readonly zone: number;
  readonly role?: string;
  readonly application?: boolean;
}

const PEOPLE: readonly Person[] = [
  { id: USERS.admin, name: 'admin', first: 'Priya', last: 'Raman', language: 1033, zone: 92, role: ADMINISTRATOR_ROLE },
  { id: USERS.pm, name: 'pm', first: 'Camille', last: 'Roussel', language: 1033, zone: 92, role: PROJECT_MANAGER_ROLE },
  {
    id: USERS.chef,
    name: 'chef',
    first: 'Étienne',
    last: 'Moreau',
    language: 1036,
    zone: 105,
    role: PROJECT_MANAGER_ROLE,
  },
  {
    id: USERS.outsider,
    name: 'outsider',
    first: 'Tom',
    last: 'Walker',
    language: 1033,
    zone: 92,
    role: PROJECT_MANAGER_ROLE,
  },
  { id: USERS.host, name: 'host', first: '#', last: 'Tandem Host', language: 1033, zone: 92, application: true },
  { id: USERS.accountant, name: 'accountant', first: 'Ingrid', last: 'Larsen', language: 1033, zone: 92 },
];

/** Rows without which an organisation does not answer: itself, its business unit, users, the two roles, the base currency. */
export function putBaseRows(organization: Organization): void {
  const root = { table: 'businessunit', id: ROOT_BUSINESS_UNIT };
  organization.put('transactioncurrency', {
    transactioncurrencyid: BASE_CURRENCY,
    currencyname: 'US Dollar',
    isocurrencycode: 'USD',
    currencysymbol: '$',
    currencyprecision: 2,
    exchangerate: '1',
    organizationid: { table: 'organization', id: ORGANIZATION },
  });
  organization.put('organization', {
    organizationid: ORGANIZATION,
    name: 'Contoso',
    friendlyname: 'Contoso',
    uniquename: ORGANIZATION_NAME,
    languagecode: 1033,
    expirechangetrackingindays: 7,
    maxuploadfilesize: 5_242_880,
    isauditenabled: false,
    schemanameprefix: 'new',
    pricingdecimalprecision: 2,
    currencysymbol: '$',
    version: '9.2.25112.00150',
    basecurrencyid: { table: 'transactioncurrency', id: BASE_CURRENCY },
  });
  organization.put('businessunit', { businessunitid: ROOT_BUSINESS_UNIT, name: 'Contoso', isdisabled: false });
  organization.put('team', {
    teamid: DEFAULT_TEAM,
    name: 'Contoso',
    teamtype: 0,
    isdefault: true,
    businessunitid: root,
  });
  organization.put('role', {
    roleid: ADMINISTRATOR_ROLE,
    name: 'System Administrator',
    roletemplateid: ADMINISTRATOR_TEMPLATE,
    ismanaged: true,
    businessunitid: root,
  });
  organization.put('role', {
    roleid: PROJECT_MANAGER_ROLE,
    name: 'Project Manager',
    ismanaged: true,
    businessunitid: root,
  });
  putProjectManagerPrivileges(organization);
  putMessages(organization);
  for (const noun of PLATFORM_NOUNS) organization.setRolePrivilege(ADMINISTRATOR_ROLE, `prvRead${noun}`, DEPTH.Global);
  putUser(organization, { id: SYSTEM_USER, name: 'SYSTEM', first: '', last: 'SYSTEM', language: 1033, zone: 92 });
  for (const person of PEOPLE) putUser(organization, person);
}

/** Privileges that are on no table's rows: on metadata, the organisation, one's own settings. */
const PLATFORM_NOUNS = [
  'Attribute',
  'Entity',
  'EntityKey',
  'OptionSet',
  'Organization',
  'Relationship',
  'UserSettings',
];

function putUser(organization: Organization, person: Person): void {
  organization.put('systemuser', {
    systemuserid: person.id,
    fullname: `${person.first} ${person.last}`.trim(),
    firstname: person.first || null,
    lastname: person.last,
    domainname: `${person.name}@contoso.example`,
    internalemailaddress: `${person.name}@contoso.example`,
    businessunitid: { table: 'businessunit', id: ROOT_BUSINESS_UNIT },
    isdisabled: false,
    islicensed: person.application !== true,
    accessmode: person.application ? 4 : 0,
    applicationid: person.application ? metadataId('application', person.name) : null,
    azureactivedirectoryobjectid: metadataId('object', person.name),
  });
  organization.put('usersettings', {
    systemuserid: person.id,
    uilanguageid: person.language,
    localeid: person.language,
    timezonecode: person.zone,
    businessunitid: { table: 'businessunit', id: ROOT_BUSINESS_UNIT },
  });
  organization.put('teammembership', { teamid: DEFAULT_TEAM, systemuserid: person.id });
  if (person.role) organization.put('systemuserroles', { systemuserid: person.id, roleid: person.role });
}

/** What a project manager works with, and what every user of an app may read. */
const WRITES = [
  'account',
  'contact',
  'salesorder',
  'salesorderdetail',
  'msdyn_project',
  'msdyn_projecttask',
  'msdyn_resourceassignment',
  'msdyn_estimateline',
  'msdyn_expense',
];
const READS = [
  'businessunit',
  'systemuser',
  'team',
  'role',
  'publisher',
  'solution',
  'systemform',
  'savedquery',
  'webresource',
  'appmodule',
  'appmodulecomponent',
  'sitemap',
  'customcontrol',
  'customcontrolresource',
  'environmentvariabledefinition',
  'environmentvariablevalue',
];

function putProjectManagerPrivileges(organization: Organization): void {
  const isOwned = (table: string): boolean => organization.catalog.table(table).ownership === 'UserOwned';
  const grant = (table: string, rights: readonly (typeof RIGHTS)[number][], depth: Depth = DEPTH.Global): void => {
    for (const right of rights)
      organization.setRolePrivilege(
        PROJECT_MANAGER_ROLE,
        privilegeName(right, organization.catalog.table(table).schemaName),
        depth,
      );
  };
  for (const table of WRITES) grant(table, RIGHTS, isOwned(table) ? DEPTH.Deep : DEPTH.Global);
  for (const table of READS) grant(table, ['Read']);
  const business = organization.catalog.tables.filter(
    (table) => !WRITES.includes(table.logicalName) && BUSINESS.test(table.logicalName),
  );
  for (const table of business) grant(table.logicalName, ['Read', 'Append', 'AppendTo']);
  for (const table of ['systemuser', 'team', 'businessunit']) grant(table, ['AppendTo']);
}

const BUSINESS =
  /^(cdm_|msdyn_|transactioncurrency|uom|bookable|invoice|pricelevel|product|quote|opportunity|calendar|campaign|sla|territory|lead|service|equipment)/;
