import { strToU8, zipSync } from 'fflate';
import type { OperationCall, Operations } from '../operations';
import type { Organization } from '../organization';
import { Refusal } from '../refusal';
import { importSolution } from './import-solution';

/**
 * `ImportSolution`, `ImportSolutionAsync`, `PublishAllXml` and `RetrieveEntityRibbon`. `after` is told when a solution
 * has been imported: what an admin of this sandbox does by hand afterwards.
 */
export function addImportOperations(
  operations: Operations,
  after: (organization: Organization) => void = () => undefined,
): void {
  operations.actions.set('ImportSolution', (call) => {
    mayCustomize(call);
    importNow(call, after);
    return undefined;
  });
  operations.actions.set('ImportSolutionAsync', (call) => {
    mayCustomize(call);
    return { type: 'ImportSolutionAsyncResponse', properties: importAsJob(call, after) };
  });
  operations.actions.set('PublishAllXml', () => undefined);
  operations.functions.set('RetrieveEntityRibbon', ({ organization, parameters }) => {
    const table = String(parameters.EntityName ?? '').toLowerCase();
    const differences = organization.documents
      .names('ribbon')
      .filter((name) => name.startsWith(`${table}/`))
      .map((name) => organization.documents.get<string>('ribbon', name) ?? '');
    const xml = `<RibbonDefinitions><RibbonDefinition>${differences.join('')}</RibbonDefinition></RibbonDefinitions>`;
    const zip = zipSync({ 'RibbonXml.xml': strToU8(xml) });
    return {
      type: 'RetrieveEntityRibbonResponse',
      properties: { CompressedEntityXml: Buffer.from(zip).toString('base64') },
    };
  });
}

function mayCustomize({ caller }: OperationCall): void {
  if (caller.administrator || caller.system || caller.privileges.has('prvimportcustomization')) return;
  throw new Refusal(
    403,
    '0x80040220',
    `Principal user (Id=${caller.userId}, type=8) is missing prvImportCustomization privilege.`,
  );
}

function importNow({ organization, parameters }: OperationCall, after: (organization: Organization) => void): string {
  const file = parameters.CustomizationFile;
  if (typeof file !== 'string') throw new Refusal(400, '0x80040203', 'CustomizationFile is missing or is not base64.');
  const job = jobId(parameters);
  const started = organization.now();
  const { uniqueName } = importSolution(organization, Buffer.from(file, 'base64'));
  after(organization);
  organization.put('importjob', {
    importjobid: job,
    name: 'Customizations',
    solutionname: uniqueName,
    progress: 100,
    startedon: started,
    completedon: organization.now(),
    data: `<importexportxml succeeded="true"><solutionManifests><solutionManifest><UniqueName>${uniqueName}</UniqueName><result result="success"/></solutionManifest></solutionManifests></importexportxml>`,
  });
  return job;
}

/** The platform queues the job; this one is at its end when the caller looks for the first time. */
function importAsJob(call: OperationCall, after: (organization: Organization) => void): Record<string, unknown> {
  const { organization } = call;
  const job = jobId(call.parameters);
  const operation = organization.newId();
  const ended = (statuscode: number, failure: Refusal | null): void => {
    organization.put('asyncoperation', {
      asyncoperationid: operation,
      name: 'Import Solution',
      operationtype: 30,
      statecode: 3,
      statuscode,
      startedon: organization.now(),
      completedon: organization.now(),
      ownerid: { table: 'systemuser', id: call.caller.userId },
      ...(failure === null
        ? {}
        : { message: failure.message, friendlymessage: failure.message, errorcode: Number(failure.code) | 0 }),
    });
  };
  try {
    importNow({ ...call, parameters: { ...call.parameters, ImportJobId: job } }, after);
    ended(30, null);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    organization.put('importjob', {
      importjobid: job,
      name: 'Customizations',
      progress: 0,
      startedon: organization.now(),
      completedon: organization.now(),
      data: `<importexportxml succeeded="false"><result result="failure" errorcode="${error.code}" errortext="${error.message.replace(/[<&"]/g, '')}"/></importexportxml>`,
    });
    ended(31, error);
  }
  return { AsyncOperationId: operation, ImportJobKey: job };
}

function jobId(parameters: Readonly<Record<string, unknown>>): string {
  const id = parameters.ImportJobId;
  if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/i.test(id)) {
    throw new Refusal(400, '0x80040203', 'ImportJobId is missing or is not a guid.');
  }
  return id.toLowerCase();
}
