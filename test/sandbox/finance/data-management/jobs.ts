import { v4 } from 'uuid';
import type { WriteContext } from '../business/write';
import { knownEntity } from '../model/entity';
import { badRequest } from '../odata/error';
import { type CarriedOut, carryOut, type ExecutionError } from './carry-out';
import { csvText } from './csv';
import { showEntities, showJob } from './job-rows';
import { type DataPackage, PackageRefused, readPackage } from './package';

export type Status = 'NotRun' | 'Executing' | 'Succeeded' | 'PartiallySucceeded' | 'Failed';

export interface ImportRequest {
  readonly packageUrl: string;
  readonly definitionGroupId: string;
  readonly executionId: string;
  readonly execute: boolean;
  readonly overwrite: boolean;
  readonly legalEntityId: string;
}

/** A job as it is kept. */
interface Execution {
  readonly request: ImportRequest;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly status: Status;
  /** Labels of the entities in the package. */
  readonly entities: readonly string[];
  readonly done: readonly CarriedOut[];
  /** When a file of the keys that were refused was asked for, by entity: milliseconds since 1970. */
  readonly keysAsked: Readonly<Record<string, number>>;
}

/** A batch takes its time: until then a job is not found, then it runs. Milliseconds after the call. */
const APPEARS = 500;
const RUNS = 1000;
const ENDS = 3000;

/** How long a file of keys is being made. Milliseconds. */
const KEYS_TAKE = 1000;

/** How long a writable address can be written to, and how long a file is kept: milliseconds. */
const SIGNED_FOR = 60 * 60_000;

/**
 * Finance's data management: uploads, jobs, staging. Jobs run one at a time, by the clock, and are carried out when somebody asks
 * after their end. All of it is in the database.
 */
export class DataManagement {
  constructor(private readonly context: WriteContext) {}

  /** An address to upload to: whoever has it may write, for an hour. @param origin of this Finance */
  writeUrl(origin: string, fileName: string): { BlobId: string; BlobUrl: string } {
    return { BlobId: `{${v4().toUpperCase()}}`, BlobUrl: this.signed(origin, fileName, 'rw') };
  }

  /** Keeps a file. @returns false when the address is not, or no longer, signed */
  upload(fileName: string, signature: string, bytes: Buffer): boolean {
    if (!this.isSigned(fileName, signature, 'rw')) return false;
    this.context.store.putDocument('blob', fileName, bytes.toString('base64'));
    return true;
  }

  /** A file, for whoever has its address. @returns null when the address is not, or no longer, signed */
  download(fileName: string, signature: string): Buffer | null {
    const bytes = this.context.store.document<string>('blob', fileName);
    return bytes !== undefined && this.isSigned(fileName, signature, 'r') ? Buffer.from(bytes, 'base64') : null;
  }

  private signed(origin: string, fileName: string, permissions: 'r' | 'rw'): string {
    const until = new Date(this.context.now() + SIGNED_FOR).toISOString();
    const signature = v4().replaceAll('-', '');
    this.context.store.putDocument('signature', fileName, { signature, until, permissions });
    const query = new URLSearchParams({ sv: '2023-01-03', se: until, sr: 'b', sp: permissions, sig: signature });
    return `${origin}/dmf/${encodeURIComponent(fileName)}?${query}`;
  }

  private isSigned(fileName: string, signature: string, needed: 'r' | 'rw'): boolean {
    const given = this.context.store.document<{ signature: string; until: string; permissions: string }>(
      'signature',
      fileName,
    );
    if (given?.signature !== signature || Date.parse(given.until) < this.context.now()) return false;
    return given.permissions.includes(needed);
  }

  /**
   * Queues an import.
   * @returns the execution id
   * @throws ServiceError
   */
  import(request: ImportRequest): string {
    const { store } = this.context;
    this.settle();
    const running = this.executions().find(([, { status }]) => status === 'NotRun');
    if (running) throw badRequest(`The import cannot start: execution ${running[0]} is still running.`);
    const companies = knownEntity('LegalEntities');
    if (!store.find(companies, { LegalEntityId: request.legalEntityId.toLowerCase() })) {
      throw badRequest(`The legal entity '${request.legalEntityId}' does not exist.`);
    }
    if (request.definitionGroupId === '') throw badRequest('The definition group must be named.');
    const { entities } = this.read(request.packageUrl);
    const id = request.executionId === '' ? `${request.definitionGroupId}-${v4()}` : request.executionId;
    if (store.document('execution', id)) throw badRequest(`The execution id ${id} exists already.`);
    const execution: Execution = {
      request,
      begun: this.context.now(),
      status: 'NotRun',
      entities: entities.map(({ entity }) => entity.label),
      done: [],
      keysAsked: {},
    };
    store.putDocument('execution', id, execution);
    return id;
  }

  /** @throws ServiceError for a job that is not there, or not there yet */
  status(id: string): Status {
    this.settle();
    const execution = this.execution(id);
    return this.isRunning(execution) ? 'Executing' : execution.status;
  }

  /** @throws ServiceError for a job that is not there, or not there yet */
  errors(id: string): readonly ExecutionError[] {
    this.settle();
    return this.execution(id).done.flatMap(({ errors }) => errors);
  }

  /**
   * The address of a file with the rows of an entity that did not get to staging, as they were; empty where all did.
   * @throws ServiceError
   */
  stagingErrorsUrl(origin: string, id: string, entity: string): string {
    const done = this.carriedOut(id, entity);
    if (!done || done.unstaged.length === 0) return '';
    return this.written(origin, 'csv', csvText([done.columns, ...done.unstaged]));
  }

  /** Has the file of refused keys made. @returns whether there are any @throws ServiceError */
  makeKeysFile(id: string, entity: string): boolean {
    const done = this.carriedOut(id, entity);
    if (!done || done.refusedKeys.length === 0) return false;
    const execution = this.execution(id);
    const keysAsked = { ...execution.keysAsked, [entity]: this.context.now() };
    this.context.store.putDocument('execution', id, { ...execution, keysAsked });
    return true;
  }

  /** The address of that file; empty until it is made. @throws ServiceError */
  keysFileUrl(origin: string, id: string, entity: string): string {
    const done = this.carriedOut(id, entity);
    const asked = this.execution(id).keysAsked[entity];
    if (!done || asked === undefined || this.context.now() < asked + KEYS_TAKE) return '';
    return this.written(origin, 'txt', csvText(done.refusedKeys));
  }

  /** Brings what data management shows of itself up to date. */
  show(): void {
    this.settle();
    const { store, now } = this.context;
    showEntities(store);
    for (const [id, execution] of this.executions()) {
      const { begun, request, entities, done, status } = execution;
      if (now() < begun + APPEARS) continue;
      const phase = status !== 'NotRun' ? 'over' : this.isRunning(execution) ? 'running' : 'waiting';
      const { definitionGroupId: group, execute } = request;
      showJob(store, { id, group, begun, phase, execute, entities, done });
    }
  }

  private executions(): [string, Execution][] {
    return this.context.store.documents<Execution>('execution');
  }

  private isRunning({ begun, status }: Execution): boolean {
    return status === 'NotRun' && this.context.now() >= begun + RUNS;
  }

  private carriedOut(id: string, entity: string): CarriedOut | undefined {
    this.settle();
    const execution = this.execution(id);
    if (!execution.entities.includes(entity)) throw badRequest(`Entity ${entity} is not in execution ${id}.`);
    return execution.done.find((done) => done.entity === entity);
  }

  private written(origin: string, extension: string, text: string): string {
    const name = `${v4()}.${extension}`;
    this.context.store.putDocument('blob', name, Buffer.from(`\uFEFF${text}`, 'utf16le').toString('base64'));
    return this.signed(origin, name, 'r');
  }

  private execution(id: string): Execution {
    const execution = this.context.store.document<Execution>('execution', id);
    if (!execution || this.context.now() < execution.begun + APPEARS) {
      throw badRequest(`The execution ids ${id} were not found.`);
    }
    return execution;
  }

  private read(packageUrl: string): DataPackage {
    const name = URL.canParse(packageUrl)
      ? decodeURIComponent(new URL(packageUrl).pathname.replace(/^\/dmf\//, ''))
      : '';
    const bytes = this.context.store.document<string>('blob', name);
    if (bytes === undefined) throw badRequest(`The package '${packageUrl.split('?')[0]}' was not found.`);
    try {
      return readPackage(Buffer.from(bytes, 'base64'));
    } catch (error) {
      if (error instanceof PackageRefused) throw badRequest(error.message);
      throw error;
    }
  }

  /** Carries out the job whose time is over. */
  private settle(): void {
    const { store, now } = this.context;
    for (const [id, execution] of this.executions()) {
      if (execution.status !== 'NotRun' || now() < execution.begun + ENDS) continue;
      const { request } = execution;
      const done = carryOut(this.context, this.read(request.packageUrl), request);
      store.putDocument('execution', id, { ...execution, done, status: statusOf(done, request.execute) });
    }
  }
}

function statusOf(done: readonly CarriedOut[], execute: boolean): Status {
  if (done.every(({ errors }) => errors.length === 0)) return 'Succeeded';
  const through = done.some(({ staged, created, updated }) => (execute ? created + updated : staged) > 0);
  return through ? 'PartiallySucceeded' : 'Failed';
}
