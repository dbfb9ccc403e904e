import { ORGANIZATION, ORGANIZATION_NAME } from '../identifiers';
import { notBuilt, Refusal } from '../refusal';
import { depthOf, reaches } from '../security/access';
import type { Caller, Right } from '../security/caller';
import type { Table } from '../schema/table';
import { storage } from '../store/layout';
import { badQuery } from '../query/refusals';
import type { OperationAnswer } from '../operations';
import type { Exchange } from './exchange';
import { parameterAliases, type ResourcePath, type Segment } from './path';
import { referenceFrom } from './payload';

type BuiltIn = (exchange: Exchange, parameters: Readonly<Record<string, unknown>>) => OperationAnswer;

/** Functions of the platform that are not bound to a table. */
export const FUNCTIONS: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  [
    'WhoAmI',
    ({ caller }) => ({
      type: 'WhoAmIResponse',
      properties: { BusinessUnitId: caller.businessUnitId, UserId: caller.userId, OrganizationId: ORGANIZATION },
    }),
  ],
  ['RetrieveVersion', (exchange) => ({ type: 'RetrieveVersionResponse', properties: { Version: version(exchange) } })],
  [
    'RetrieveCurrentOrganization',
    (exchange) => ({
      type: 'RetrieveCurrentOrganizationResponse',
      properties: {
        Detail: {
          OrganizationId: ORGANIZATION,
          FriendlyName: 'Contoso',
          OrganizationVersion: version(exchange),
          EnvironmentId: ORGANIZATION,
          Geo: 'EMEA',
          TenantId: '0a000000-0000-4000-8000-0000000000e0',
          UrlName: ORGANIZATION_NAME,
          UniqueName: ORGANIZATION_NAME,
          State: 'Enabled',
          Endpoints: {
            Count: 2,
            Keys: ['WebApplication', 'OrganizationDataService'],
            Values: [new URL('/', exchange.root).href, exchange.root],
          },
        },
      },
    }),
  ],
  [
    'RetrieveProvisionedLanguages',
    () => ({
      type: 'RetrieveProvisionedLanguagesResponse',
      properties: { RetrieveProvisionedLanguages: [1033, 1036] },
    }),
  ],
  [
    'RetrieveTotalRecordCount',
    ({ organization }, { EntityNames: names }) => {
      if (!Array.isArray(names)) throw badQuery("The parameter 'EntityNames' is missing.");
      const keys = names.map(String);
      const values = keys.map((name) => {
        const table = organization.catalog.find(name);
        if (!table) throw new Refusal(404, '0x80040217', `Could not find an entity with name ${name}`);
        return Number(organization.database.first(`SELECT COUNT(*) AS n FROM ${storage(table)}`)?.n ?? 0);
      });
      return {
        type: 'RetrieveTotalRecordCountResponse',
        properties: {
          EntityRecordCountCollection: { Count: keys.length, IsReadOnly: false, Keys: keys, Values: values },
        },
      };
    },
  ],
]);

function version(exchange: Exchange): string {
  return String(exchange.organization.row('organization', ORGANIZATION)?.version ?? '9.2.0.0');
}

/**
 * A function of one row: what a user may do with a row, or may do at all.
 * @throws Refusal
 */
export function boundFunction(
  exchange: Exchange,
  table: Table,
  id: string,
  segment: Segment,
  path: ResourcePath,
): OperationAnswer {
  const name = segment.name.replace('Microsoft.Dynamics.CRM.', '');
  const parameters = functionParameters(segment, path);
  if (table.logicalName === 'systemuser') {
    const user = exchange.organization.callers.byId(id);
    if (name === 'RetrievePrincipalAccess') return principalAccess(exchange, user, parameters.Target);
    if (name === 'RetrieveUserPrivileges') return userPrivileges(exchange, user);
  }
  throw notBuilt(`function ${name} of ${table.logicalName}`);
}

const ACCESS: readonly Right[] = ['Read', 'Write', 'Append', 'AppendTo', 'Create', 'Delete', 'Share', 'Assign'];

function principalAccess(exchange: Exchange, user: Caller, target: unknown): OperationAnswer {
  const url =
    typeof target === 'object' && target !== null ? (target as Record<string, unknown>)['@odata.id'] : undefined;
  if (typeof url !== 'string') throw badQuery("The parameter 'Target' is missing.");
  const reference = referenceFrom(exchange, url);
  const table = exchange.organization.catalog.table(reference.table);
  const row = exchange.organization.row(reference.table, reference.id);
  if (!row)
    throw new Refusal(404, '0x80040217', `Entity '${reference.table}' With Id = ${reference.id} Does Not Exist`);
  const rights = ACCESS.filter((right) => {
    const depth = depthOf(user, right, table);
    return depth > 0 && reaches(user, depth, table, row);
  });
  return {
    type: 'RetrievePrincipalAccessResponse',
    properties: { AccessRights: rights.length === 0 ? 'None' : rights.map((right) => `${right}Access`).join(', ') },
  };
}

const DEPTH_NAMES: Readonly<Record<number, string>> = { 1: 'Basic', 2: 'Local', 4: 'Deep', 8: 'Global' };

function userPrivileges({ organization }: Exchange, user: Caller): OperationAnswer {
  const names = user.administrator
    ? organization.rows('privilege').map((row): [string, number] => [String(row.name), 8])
    : [...user.privileges];
  return {
    type: 'RetrieveUserPrivilegesResponse',
    properties: {
      RolePrivileges: names.flatMap(([name, depth]) => {
        const id = organization.privilegeId(name);
        if (id === undefined) return [];
        return [
          {
            Depth: DEPTH_NAMES[depth] ?? 'Basic',
            PrivilegeId: id,
            BusinessUnitId: user.businessUnitId,
            PrivilegeName: String(organization.row('privilege', id)?.name ?? name),
          },
        ];
      }),
    },
  };
}

/** Parameters of a function: literals in the parentheses, or aliases whose values stand in the query. */
export function functionParameters(segment: Segment, path: ResourcePath): Record<string, unknown> {
  const aliases = parameterAliases(path.query);
  const parameters: Record<string, unknown> = {};
  for (const [name, text] of segment.key ?? []) {
    if (name === '') throw badQuery(`The parameters of '${segment.name}' must have names.`);
    const value = text.startsWith('@') ? aliases.get(text.slice(1)) : text;
    if (value === undefined) throw badQuery(`The parameter alias '${text}' has no value.`);
    parameters[name] = literal(value);
  }
  return parameters;
}

function literal(text: string): unknown {
  if (/^'.*'$/s.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      try {
        return JSON.parse(text.replace(/'/g, '"')) as unknown;
      } catch {
        throw badQuery(`The value '${text}' of a parameter is not JSON.`);
      }
    }
  }
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  const enumeration = /^Microsoft\.Dynamics\.CRM\.\w+'(.*)'$/.exec(text);
  if (enumeration) return enumeration[1];
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
