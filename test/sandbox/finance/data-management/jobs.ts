import { v4 } from 'uuid';
import { createRow, updateRow, type WriteContext } from '../business/write';
import { type Entity, type Field, knownEntity, symbolsOf } from '../model/entity';
import { emptyValue, guidOf, instantOf, roundDecimal, type Row, type Value } from '../model/value';
import { badRequest, infologOf, ServiceError } from '../odata/error';
import { companyField, PackageRefused, readPackage } from './package';

export type Status = 'NotRun' | 'Executing' | 'Succeeded' | 'PartiallySucceeded' | 'Failed';

/** A row, or a whole file, that did not get through. */
export interface ExecutionError {
  readonly RecordId: string;
  readonly Field: string;
  readonly ErrorMessage: string;
}

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
  readonly errors: readonly ExecutionError[];
  readonly staged: number;
}

/** A batch takes its time: until then a job is not found, then it runs. Milliseconds after the call. */
const APPEARS = 500;
const RUNS = 1000;
const ENDS = 3000;

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
    const until = new Date(this.context.now() + SIGNED_FOR).toISOString();
    const signature = v4().replaceAll('-', '');
    this.context.store.putDocument('signature', fileName, { signature, until });
    const query = new URLSearchParams({ sv: '2023-01-03', se: until, sr: 'b', sp: 'rw', sig: signature });
    return { BlobId: `{${v4().toUpperCase()}}`, BlobUrl: `${origin}/dmf/${encodeURIComponent(fileName)}?${query}` };
  }

  /** Keeps a file. @returns false when the address is not, or no longer, signed */
  upload(fileName: string, signature: string, bytes: Buffer): boolean {
    const signed = this.context.store.document<{ signature: string; until: string }>('signature', fileName);
    if (signed?.signature !== signature || Date.parse(signed.until) < this.context.now()) return false;
    this.context.store.putDocument('blob', fileName, bytes.toString('base64'));
    return true;
  }

  /**
   * Queues an import.
   * @returns the execution id
   * @throws ServiceError
   */
  import(request: ImportRequest): string {
    const { store } = this.context;
    this.settle();
    const running = store.documents<Execution>('execution').find(([, { status }]) => status === 'NotRun');
    if (running) throw badRequest(`The import cannot start: execution ${running[0]} is still running.`);
    const companies = knownEntity('LegalEntities');
    if (!store.find(companies, { LegalEntityId: request.legalEntityId.toLowerCase() })) {
      throw badRequest(`The legal entity '${request.legalEntityId}' does not exist.`);
    }
    if (request.definitionGroupId === '') throw badRequest('The definition group must be named.');
    this.read(request.packageUrl);
    const id = request.executionId === '' ? `${request.definitionGroupId}-${v4()}` : request.executionId;
    if (store.document('execution', id)) throw badRequest(`The execution id ${id} exists already.`);
    const execution: Execution = { request, begun: this.context.now(), status: 'NotRun', errors: [], staged: 0 };
    store.putDocument('execution', id, execution);
    return id;
  }

  /** @throws ServiceError for a job that is not there, or not there yet */
  status(id: string): Status {
    this.settle();
    const { begun, status } = this.execution(id);
    return status === 'NotRun' && this.context.now() >= begun + RUNS ? 'Executing' : status;
  }

  /** @throws ServiceError for a job that is not there, or not there yet */
  errors(id: string): readonly ExecutionError[] {
    this.settle();
    return this.execution(id).errors;
  }

  private execution(id: string): Execution {
    const execution = this.context.store.document<Execution>('execution', id);
    if (!execution || this.context.now() < execution.begun + APPEARS) {
      throw badRequest(`The execution ids ${id} were not found.`);
    }
    return execution;
  }

  private read(packageUrl: string): ReturnType<typeof readPackage> {
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
    for (const [id, execution] of store.documents<Execution>('execution')) {
      if (execution.status !== 'NotRun' || now() < execution.begun + ENDS) continue;
      store.putDocument('execution', id, { ...execution, ...this.carriedOut(execution.request) });
    }
  }

  private carriedOut(request: ImportRequest): Pick<Execution, 'status' | 'errors' | 'staged'> {
    const errors: ExecutionError[] = [];
    let staged = 0;
    let written = 0;
    for (const { entity, rows, problem } of this.read(request.packageUrl).entities) {
      if (problem !== undefined) errors.push({ RecordId: entity.label, Field: '', ErrorMessage: problem });
      for (const row of rows) {
        const values = stagedRow(entity, row, request.legalEntityId.toLowerCase());
        if (Array.isArray(values)) {
          errors.push(...values);
          continue;
        }
        staged += 1;
        if (!request.execute) continue;
        const refusals = this.toTarget(entity, values as Row, request.legalEntityId.toLowerCase());
        errors.push(...refusals);
        if (refusals.length === 0) written += 1;
      }
    }
    const some = request.execute ? written : staged;
    const status = errors.length === 0 ? 'Succeeded' : some > 0 ? 'PartiallySucceeded' : 'Failed';
    return { status, errors, staged };
  }

  /** From staging to target: a row that is there is changed. @returns what Finance has against it */
  private toTarget(entity: Entity, values: Row, company: string): ExecutionError[] {
    const { store } = this.context;
    const record = keyText(entity, values);
    try {
      store.transaction(() => {
        const there = store.find(entity, values);
        if (there) updateRow(this.context, entity, there, values);
        else createRow(this.context, entity, values, company);
      });
      return [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return [{ RecordId: record, Field: '', ErrorMessage: infologOf(error).join(' ') }];
    }
  }
}

function keyText(entity: Entity, values: Row): string {
  return entity.key.flatMap((name) => (name === 'dataAreaId' ? [] : [values[name] ?? ''])).join(',');
}

/** A row of the file in stored form; a list of errors where a value is none of its field. */
function stagedRow(entity: Entity, row: ReadonlyMap<Field, string>, company: string): Row | ExecutionError[] {
  const values: Record<string, Value> = {};
  const errors: ExecutionError[] = [];
  const given = Object.fromEntries([...row].map(([field, text]) => [field.name, text]));
  for (const [field, text] of row) {
    const value = stored(field, text);
    if (value !== null) values[field.name] = value;
    else {
      const message = `The value '${text}' of field ${field.name} cannot be converted.`;
      errors.push({ RecordId: keyText(entity, given), Field: field.name, ErrorMessage: message });
    }
  }
  const own = companyField(entity);
  if (own) values[own.name] = company;
  return errors.length > 0 ? errors : values;
}

function stored(field: Field, text: string): Value | null {
  if (text === '' && field.type !== 'enum') return emptyValue(field);
  switch (field.type) {
    case 'string':
      return text.trimEnd();
    case 'enum':
      return text === '' ? emptyValue(field) : symbolsOf(field).includes(text) ? text : null;
    case 'guid':
      return guidOf(text.replace(/^\{(.*)\}$/, '$1'));
    case 'decimal':
      return /^-?\d+(\.\d+)?$/.test(text) ? roundDecimal(text, field.scale ?? 0) : null;
    case 'int32':
    case 'int64':
      return /^-?\d+$/.test(text) ? BigInt(text).toString() : null;
    case 'day':
      return (instantOf(text) ?? instantOf(`${text}Z`) ?? instantOf(`${text}T00:00:00Z`))?.slice(0, 10) ?? null;
    case 'instant':
      return instantOf(text) ?? instantOf(`${text}Z`);
  }
}
