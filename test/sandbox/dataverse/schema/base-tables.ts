import projectOperations from '../tables/project-operations.json';
import reference from '../tables/reference.json';
import system from '../tables/system.json';
import { tableFrom, type TableDefinition } from './definition';
import type { ManyToMany, Table } from './table';

/** Object type codes that the platform fixes. */
const CODES: Readonly<Record<string, number>> = {
  account: 1,
  contact: 2,
  opportunity: 3,
  lead: 4,
  systemuser: 8,
  team: 9,
  businessunit: 10,
  organization: 1019,
  role: 1036,
  systemform: 1030,
  savedquery: 1039,
  uom: 1055,
  uomschedule: 1056,
  product: 1024,
  pricelevel: 1022,
  quote: 1084,
  quotedetail: 1085,
  salesorder: 1088,
  salesorderdetail: 1089,
  invoice: 1090,
  privilege: 1023,
  usersettings: 150,
  calendar: 4003,
  service: 4001,
  equipment: 4000,
  asyncoperation: 4700,
  campaign: 4400,
  sdkmessage: 4606,
  sdkmessagefilter: 4607,
  sitemap: 4709,
  solution: 7100,
  publisher: 7101,
  solutioncomponent: 7103,
  appmodule: 9006,
  appmodulecomponent: 9007,
  appmoduleroles: 9009,
  importjob: 9107,
  transactioncurrency: 9105,
  webresource: 9333,
  customcontrol: 9753,
  customcontrolresource: 9755,
  territory: 2013,
  sla: 9750,
  fieldsecurityprofile: 1200,
  fieldpermission: 1201,
  roleprivileges: 12,
  systemuserroles: 14,
  teammembership: 23,
  systemuserprofiles: 1202,
  environmentvariabledefinition: 380,
  environmentvariablevalue: 381,
};

/** Tables of a new organisation with Project Operations installed; those of security come first. */
export const BASE_TABLES: readonly Table[] = ([...system, ...projectOperations, ...reference] as TableDefinition[])
  .sort((a, b) => Number(b.name === 'privilege') - Number(a.name === 'privilege'))
  .map((definition) => tableFrom(definition, CODES[definition.name] ?? 0));

export const MANY_TO_MANY: readonly ManyToMany[] = [
  {
    name: 'systemuserroles_association',
    intersect: 'systemuserroles',
    first: { table: 'systemuser', navigation: 'systemuserroles_association' },
    second: { table: 'role', navigation: 'systemuserroles_association' },
  },
  {
    name: 'roleprivileges_association',
    intersect: 'roleprivileges',
    first: { table: 'role', navigation: 'roleprivileges_association' },
    second: { table: 'privilege', navigation: 'roleprivileges_association' },
  },
  {
    name: 'teammembership_association',
    intersect: 'teammembership',
    first: { table: 'team', navigation: 'teammembership_association' },
    second: { table: 'systemuser', navigation: 'teammembership_association' },
  },
  {
    name: 'systemuserprofiles_association',
    intersect: 'systemuserprofiles',
    first: { table: 'systemuser', navigation: 'systemuserprofiles_association' },
    second: { table: 'fieldsecurityprofile', navigation: 'systemuserprofiles_association' },
  },
  {
    name: 'appmoduleroles_association',
    intersect: 'appmoduleroles',
    first: { table: 'appmodule', navigation: 'appmoduleroles_association' },
    second: { table: 'role', navigation: 'appmoduleroles_association' },
  },
];
