import { enumLiteral, ODataError, query, text, type ODataClient, type WireRow } from '../../odata';
import type { ExecutionId } from '../../sync/package-side';
import { readExecutionErrors, type ExecutionError } from './execution-errors';
import { ABSENT, type ExecutionStatus } from './next-step';

/**
 * Finance's data management over OData: the actions of `DataManagementDefinitionGroups` (Data management package REST
 * API), and the entities in which it shows its jobs, as they stand in Finance's `$metadata`. All throw ODataError.
 */
export interface DataManagement {
  /** The entity's name in data management; null where it is not known there. @param name in Finance's code */
  entityName(name: string): Promise<string | null>;
  /** An address that takes a file, for a while, from whoever has it. */
  writeUrl(fileName: string): Promise<string>;
  /** Answers when the package has been unpacked, which may take minutes; carried out after that, by a batch. */
  importPackage(order: ImportOrder): Promise<void>;
  status(execution: ExecutionId): Promise<ExecutionStatus>;
  errors(execution: ExecutionId): Promise<readonly ExecutionError[]>;
  /** Rows that were created or updated; null where Finance does not tell. */
  written(execution: ExecutionId): Promise<number | null>;
  /** An import that is under way in one of these data projects (`*` at the end for any). */
  underWay(projects: string): Promise<ExecutionId | null>;
  /** The file of rows that did not get to staging; null where there is none. */
  stagingErrorsUrl(execution: ExecutionId, entity: string): Promise<string | null>;
  /** Has the file made of keys of rows that staging took and the entity did not; false where there are none. */
  makeKeysFile(execution: ExecutionId, entity: string): Promise<boolean>;
  /** That file; null while it is being made. */
  keysFileUrl(execution: ExecutionId, entity: string): Promise<string | null>;
}

export interface ImportOrder {
  readonly packageUrl: string;
  readonly project: string;
  readonly execution: ExecutionId;
  readonly company: string;
}

const ACTIONS = 'DataManagementDefinitionGroups/Microsoft.Dynamics.DataEntities.';
/** Finance's own word where it cannot make up its mind. */
const UNKNOWN: ExecutionStatus = 'Unknown';
const DETAILS = 'DataManagementExecutionJobDetails';
const BATCH_STATUS = 'Microsoft.Dynamics.DataEntities.DmfBatchJobStatus';
const EVERYWHERE = { 'cross-company': 'true' } as const;

export function createDataManagement(client: ODataClient): DataManagement {
  const act = async (action: string, parameters: WireRow, repeatable = true): Promise<unknown> => {
    const { body } = await client.send('POST', ACTIONS + action, parameters, { repeatable });
    return (body as { value?: unknown } | null)?.value;
  };
  const url = async (action: string, parameters: WireRow): Promise<string | null> => {
    const value = await act(action, parameters);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const details = (filter: string, select: readonly string[], top?: number): Promise<readonly WireRow[]> =>
    client.all(DETAILS + query({ filter, select, ...(top === undefined ? {} : { top }), custom: EVERYWHERE }));
  const isKnown = async (executionId: ExecutionId): Promise<boolean> =>
    (await details(`JobId eq ${text(executionId)}`, ['JobId'], 1)).length > 0;

  const status = async (executionId: ExecutionId): Promise<ExecutionStatus> => {
    let word: unknown = null;
    try {
      word = await act('GetExecutionSummaryStatus', { executionId });
    } catch (error) {
      // "The execution ids … were not found", in the language of the caller: the history says it without words.
      if (!(error instanceof ODataError) || error.transient || ![400, 404, 500].includes(error.status)) throw error;
      return (await orNull(isKnown(executionId))) === true ? UNKNOWN : ABSENT;
    }
    if (typeof word === 'string' && word !== '' && word !== UNKNOWN) return word;
    return (await orNull(isKnown(executionId))) === false ? ABSENT : UNKNOWN;
  };

  return {
    status,

    async entityName(name) {
      const filter = `TargetName eq ${text(name)}`;
      const path = `DataManagementEntities${query({ filter, select: ['EntityName'], custom: EVERYWHERE })}`;
      const found = (await orNull(client.all(path)))?.[0]?.['EntityName'];
      return typeof found === 'string' && found !== '' ? found : null;
    },

    async writeUrl(uniqueFileName) {
      const answer = await act('GetAzureWriteUrl', { uniqueFileName });
      // JSON in a text: `{"BlobId":"{…}","BlobUrl":"https://…"}`.
      const blob: unknown = typeof answer === 'string' ? JSON.parse(answer) : null;
      return String((blob as { BlobUrl?: unknown } | null)?.BlobUrl);
    },

    async importPackage({ packageUrl, project, execution, company }) {
      const order = {
        packageUrl,
        definitionGroupId: project,
        executionId: execution,
        execute: true,
        // False only for composite entities; it lets Finance make the data project where there is none.
        overwrite: true,
        legalEntityId: company,
      };
      await act('ImportFromPackage', order, false);
    },

    async errors(executionId) {
      const list = await act('GetExecutionErrors', { executionId });
      return readExecutionErrors(typeof list === 'string' ? list : '');
    },

    async written(executionId) {
      const counts = ['TargetRecordsCreatedCount', 'TargetRecordsUpdatedCount'];
      const rows = await orNull(details(`JobId eq ${text(executionId)}`, counts));
      if (rows === null || rows.length === 0) return null;
      return rows.reduce((sum, row) => counts.reduce((one, count) => one + Number(row[count] ?? 0), sum), 0);
    },

    async underWay(projects) {
      const open = ['StagingStatus', 'TargetStatus'].flatMap((field) =>
        ['Waiting', 'Executing'].map((word) => `${field} eq ${enumLiteral(BATCH_STATUS, word)}`),
      );
      const filter = `DefinitionGroupId eq ${text(projects)} and (${open.join(' or ')})`;
      for (const row of (await orNull(details(filter, ['JobId']))) ?? []) {
        const execution = String(row['JobId']);
        // What a batch left behind stays open in the history for ever; the summary knows better.
        if (['NotRun', 'Executing'].includes(await status(execution))) return execution;
      }
      return null;
    },

    stagingErrorsUrl: (executionId, entityName) => url('GetImportStagingErrorFileUrl', { executionId, entityName }),
    keysFileUrl: (executionId, entityName) => url('GetImportTargetErrorKeysFileUrl', { executionId, entityName }),
    makeKeysFile: async (executionId, entityName) =>
      (await act('GenerateImportTargetErrorKeysFile', { executionId, entityName })) === true,
  };
}

/** What this Finance does not show, or not to this caller, it does not tell: that is no failure. */
async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ODataError && [400, 403, 404, 405, 501].includes(error.status)) return null;
    throw error;
  }
}
