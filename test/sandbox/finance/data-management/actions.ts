import { badPayload, notBuilt } from '../odata/error';
import type { Answer } from '../odata/operation';
import type { ExecutionError } from './carry-out';
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
  GetImportStagingErrorFileUrl: { executionId: 'string', entityName: 'string' },
  GenerateImportTargetErrorKeysFile: { executionId: 'string', entityName: 'string' },
  GetImportTargetErrorKeysFileUrl: { executionId: 'string', entityName: 'string' },
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
  const { origin } = new URL(root);
  const [id, entity] = [String(given['executionId']), String(given['entityName'])];
  const answered = (type: string, value: string | boolean): Answer => ({
    status: 200,
    headers: { 'content-type': 'application/json;odata.metadata=minimal;charset=utf-8', 'odata-version': '4.0' },
    body: JSON.stringify({ '@odata.context': `${root}$metadata#${type}`, value }),
  });
  switch (action) {
    case 'GetAzureWriteUrl':
      return answered('Edm.String', JSON.stringify(jobs.writeUrl(origin, String(given['uniqueFileName']))));
    case 'ImportFromPackage':
      return answered('Edm.String', jobs.import(given as unknown as ImportRequest));
    case 'GetExecutionSummaryStatus':
      return answered('Microsoft.Dynamics.DataEntities.DMFExecutionSummaryStatus', jobs.status(id));
    case 'GetImportStagingErrorFileUrl':
      return answered('Edm.String', jobs.stagingErrorsUrl(origin, id, entity));
    case 'GenerateImportTargetErrorKeysFile':
      return answered('Edm.Boolean', jobs.makeKeysFile(id, entity));
    case 'GetImportTargetErrorKeysFileUrl':
      return answered('Edm.String', jobs.keysFileUrl(origin, id, entity));
    default:
      return answered('Edm.String', errorList(jobs.errors(id)));
  }
}

/** A list that looks like JSON: quotation marks and line breaks inside the messages are left as they are. */
function errorList(errors: readonly ExecutionError[]): string {
  const items = errors.map(
    ({ RecordId, Field, ErrorMessage }) =>
      `{"RecordId":"${RecordId}","Field":"${Field}","ErrorMessage":"${ErrorMessage}"}`,
  );
  return `[${items.join(',')}]`;
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
