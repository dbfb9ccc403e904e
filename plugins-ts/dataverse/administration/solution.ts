import { query, text as quoted, type ODataClient, type WireRow } from '../../odata';
import { id, instant, text } from '../cell';
import { isMissing, isODataError } from '../failure';

export interface InstalledSolution {
  readonly id: string;
  readonly version: string;
  readonly managed: boolean;
  readonly installedOn: number | null;
}

/** Null where it is not installed. @throws ODataError */
export async function installedSolution(client: ODataClient, uniqueName: string): Promise<InstalledSolution | null> {
  const select = ['solutionid', 'version', 'ismanaged', 'installedon'];
  const path = `solutions${query({ select, filter: `uniquename eq ${quoted(uniqueName)}` })}`;
  const [row] = await client.all(path);
  if (row === undefined) return null;
  return {
    id: id(row.solutionid) ?? '',
    version: text(row.version) ?? '',
    managed: row.ismanaged === true,
    installedOn: instant(row.installedon),
  };
}

export interface ImportOptions {
  /** Of the import job: with it the job's report is found afterwards. */
  readonly importJobId: string;
  /** Waits that many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
  /** Milliseconds between two looks at the job. */
  readonly every?: number;
  /** Milliseconds after which waiting is given up; the import itself goes on. */
  readonly atMost?: number;
  /** Told after each look: percent done, as far as the platform says. */
  readonly told?: (progress: number | null) => void;
}

export const IMPORT_DEFAULTS = { every: 5_000, atMost: 3_600_000 } as const;

/** The platform did not import the solution. `report`: the import job's XML, which names the component. */
export class ImportFailed extends Error {
  override readonly name = 'ImportFailed';
  constructor(
    message: string,
    readonly report: string | null,
  ) {
    super(message);
  }
}

/** Values of `asyncoperation.statuscode` at its end. */
const SUCCEEDED = 30;
const FAILED = 31;
const CANCELED = 32;

/**
 * Imports a managed solution and waits until it is there. The import runs as a job of the platform, which survives what
 * cuts a long request short; an organisation that does not know such jobs imports within the request.
 * Source: `ImportSolutionAsync`, `ImportSolution`; "Solution staging, with asynchronous import and export".
 *
 * @throws ImportFailed, ODataError
 */
export async function importSolution(client: ODataClient, zip: Uint8Array, options: ImportOptions): Promise<void> {
  const parameters = {
    // What an admin has changed on top of a managed solution is his.
    OverwriteUnmanagedCustomizations: false,
    PublishWorkflows: true,
    CustomizationFile: base64(zip),
    ImportJobId: options.importJobId,
  };
  let job: WireRow;
  try {
    job = ((await client.send('POST', 'ImportSolutionAsync', parameters)).body ?? {}) as WireRow;
  } catch (error) {
    if (!isODataError(error) || !isMissing(error)) throw error;
    await importAtOnce(client, parameters);
    return;
  }
  await waitFor(client, id(job.AsyncOperationId) ?? '', options);
}

async function importAtOnce(client: ODataClient, parameters: WireRow & { ImportJobId: string }): Promise<void> {
  try {
    await client.send('POST', 'ImportSolution', parameters);
  } catch (error) {
    if (!isODataError(error) || error.status === 401) throw error;
    throw new ImportFailed(error.message, await reportOf(client, parameters.ImportJobId));
  }
}

async function waitFor(client: ODataClient, operation: string, options: ImportOptions): Promise<void> {
  const { every, atMost, sleep, monotonic, importJobId, told } = { ...IMPORT_DEFAULTS, ...options };
  const until = monotonic() + atMost;
  const path = `asyncoperations(${operation})${query({ select: ['statecode', 'statuscode', 'message', 'friendlymessage'] })}`;
  for (;;) {
    const row = await client.get(path);
    const status = Number(row.statuscode);
    if (status === SUCCEEDED) return;
    if (status === FAILED || status === CANCELED) {
      const says = text(row.friendlymessage) ?? text(row.message) ?? 'The platform does not say why.';
      throw new ImportFailed(says, await reportOf(client, importJobId));
    }
    told?.(await progressOf(client, importJobId));
    if (monotonic() >= until) {
      throw new ImportFailed('The import is still running. See its job in the list of solution histories.', null);
    }
    await sleep(every);
  }
}

async function progressOf(client: ODataClient, importJobId: string): Promise<number | null> {
  const row = await importJob(client, importJobId, 'progress');
  return row?.progress == null ? null : Number(row.progress);
}

const reportOf = async (client: ODataClient, importJobId: string): Promise<string | null> =>
  text((await importJob(client, importJobId, 'data'))?.data);

/** The job's row appears when the import has begun, and says more than must be known: its absence is no failure. */
async function importJob(client: ODataClient, importJobId: string, column: string): Promise<WireRow | null> {
  try {
    return await client.get(`importjobs(${importJobId})?$select=${column}`);
  } catch (error) {
    if (isODataError(error)) return null;
    throw error;
  }
}

/** In pieces: a solution is longer than a list of arguments may be. */
function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}
