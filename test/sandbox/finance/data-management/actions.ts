import { badPayload, notBuilt } from '../odata/error';
import type { Answer } from '../odata/operation';
import type { DataManagement, ImportRequest } from './jobs';

/** Actions are bound to this set, and named with the namespace. */
const PATH = /^DataManagementDefinitionGroups\/Microsoft\.Dynamics\.DataEntities\.(\w+)$/;

/** Parameters of an action with their types; all of them are asked for. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, 'string' | 'boolean'>>>> = {
  GetAzureWriteUrl: { uniqueFileName: 'string' },
  ImportFromPackage: {
    packageUrl: 'string',
    definitionGroupId: 'string',
    executionId: 'string',
    execute: 'boolean',
    overwrite: 'boolean',
    legalEntityId: 'string',
  },
  GetExecutionSummaryStatus: { executionId: 'string' },
  GetExecutionErrors: { executionId: 'string' },
};

/** Whether a path below `/data/` is an action of data management. */
export function isDataManagement(path: string): boolean {
  return PATH.test(path);
}

/**
 * Answers an action of data management.
 * @param root of the OData service, with a slash at the end
 * @throws ServiceError
 */
export function dataManagementAnswer(jobs: DataManagement, root: string, path: string, body: string): Answer {
  const action = PATH.exec(path)?.[1] ?? '';
  const parameters = PARAMETERS[action];
  if (!parameters) throw notBuilt(`the action ${action} of DataManagementDefinitionGroups`);
  const given = readParameters(parameters, body);
  switch (action) {
    case 'GetAzureWriteUrl':
      return answered(
        root,
        'Edm.String',
        JSON.stringify(jobs.writeUrl(new URL(root).origin, String(given['uniqueFileName']))),
      );
    case 'ImportFromPackage':
      return answered(root, 'Edm.String', jobs.import(given as unknown as ImportRequest));
    case 'GetExecutionSummaryStatus':
      return answered(
        root,
        'Microsoft.Dynamics.DataEntities.DMFExecutionSummaryStatus',
        jobs.status(String(given['executionId'])),
      );
    default:
      return answered(root, 'Edm.String', JSON.stringify(jobs.errors(String(given['executionId']))));
  }
}

function answered(root: string, type: string, value: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json;odata.metadata=minimal;charset=utf-8', 'odata-version': '4.0' },
    body: JSON.stringify({ '@odata.context': `${root}$metadata#${type}`, value }),
  };
}

function readParameters(types: Readonly<Record<string, string>>, body: string): Readonly<Record<string, unknown>> {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw badPayload('Invalid JSON: an object was expected.');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw badPayload('An object was expected.');
  const values = given as Record<string, unknown>;
  for (const name of Object.keys(values)) {
    if (!(name in types)) throw badPayload(`The parameter '${name}' in the request payload is not a valid parameter.`);
  }
  for (const [name, type] of Object.entries(types)) {
    if (!(name in values)) throw badPayload(`The parameter '${name}' is missing in the request payload.`);
    if (typeof values[name] !== type)
      throw badPayload(`Cannot convert the parameter '${name}' to Edm.${type === 'string' ? 'String' : 'Boolean'}.`);
  }
  return values;
}
