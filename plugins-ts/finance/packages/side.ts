import type { CompiledMap } from '../../maps/compiled-map';
import { ODataError, type Fetch, type ODataClient, type Sleep } from '../../odata';
import type { Package, PackagedRow, PackageOutcome, PackageSide } from '../../sync/package-side';
import { SideUnavailable, type FinanceWrite } from '../../sync/sides';
import { listCompanies } from '../environment';
import { unavailable, wordsOf } from '../failure';
import { isAboutTheCaller } from '../write';
import { dataProjectOf, OUR_PROJECTS } from './data-project';
import { createDataManagement, type DataManagement } from './data-management';
import { entityFile } from './entity-file';
import { errorLines } from './error-files';
import { ABSENT, nextStep, type ExecutionStatus, type Known } from './next-step';
import { outcomesOf, type Ending } from './outcomes';
import { packageFile } from './package-file';

export interface PackageSideOptions {
  /** Speaks to `https://…operations.dynamics.com/data/`. */
  readonly client: ODataClient;
  /** The way to Finance's blob storage, another host: without authorization, for the address carries its own. */
  readonly blobs: Fetch;
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
  readonly sleep: Sleep;
  readonly newId: () => string;
  readonly limits?: Partial<PackageLimits>;
}

export interface PackageLimits {
  /** Milliseconds until Finance is asked for the first time how an import stands; doubled for each time after that. */
  readonly firstLook: number;
  /** Milliseconds between two looks at most. */
  readonly longestWait: number;
  /** Milliseconds that one call stays with an import: what takes longer is asked about by the next. */
  readonly patience: number;
}

export const PACKAGE_LIMITS: PackageLimits = { firstLook: 2_000, longestWait: 60_000, patience: 20_000 };

/** Data packages over Finance's package API. */
export function createPackageSide(options: PackageSideOptions): PackageSide {
  const limits = { ...PACKAGE_LIMITS, ...options.limits };
  const carrier = new Carrier(createDataManagement(options.client), options, limits);
  return {
    send: (map, rows) => orUnsure(() => carrier.carry(map, rows, 'unsent')),
    resume: (map, rows, overdue) => orUnsure(() => carrier.carry(map, rows, overdue ? 'overdue' : 'asked')),
  };
}

/** Where nothing else is said, the import may have been begun: a look that Finance had no time for says nothing of it. */
async function orUnsure(work: () => Promise<PackageOutcome>): Promise<PackageOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ODataError)) throw error;
    throw new SideUnavailable('finance', wordsOf(error), error.retryAfter ?? undefined, { cause: error });
  }
}

/** One look after another, until there is an end or patience is. */
class Looks {
  #taken = 0;
  readonly #until: number;

  constructor(
    private readonly limits: PackageLimits,
    private readonly options: PackageSideOptions,
  ) {
    this.#until = options.monotonic() + limits.patience;
  }

  get wait(): number {
    return Math.min(this.limits.firstLook * 2 ** this.#taken, this.limits.longestWait);
  }

  /** Waits for the next look. False: there is no time for it in this call. */
  async next(): Promise<boolean> {
    const { wait } = this;
    if (this.options.monotonic() + wait > this.#until) return false;
    this.#taken += 1;
    await this.options.sleep(wait);
    return true;
  }
}

type Begun = { readonly kind: 'begun' } | Extract<PackageOutcome, { kind: 'busy' | 'notBegun' }>;
const BEGUN: Begun = { kind: 'begun' };

class Carrier {
  /** Finance does not rename entities while a host runs. */
  readonly #names = new Map<string, Promise<string>>();
  #firstCompany: Promise<string> | null = null;

  constructor(
    private readonly management: DataManagement,
    private readonly options: PackageSideOptions,
    private readonly limits: PackageLimits,
  ) {}

  async carry(map: CompiledMap, rows: Package, knowledge: Known): Promise<PackageOutcome> {
    const looks = new Looks(this.limits, this.options);
    let known = knowledge;
    for (;;) {
      const status = known === 'unsent' ? ABSENT : await this.management.status(rows.execution);
      const step = nextStep(status, known);
      if (step === 'collect') return { kind: 'done', rows: await this.#collect(map, rows, status, this.#longer) };
      if (step === 'begin') {
        const begun = await this.#begin(map, rows, known);
        if (begun.kind === 'notBegun') return begun;
        if (begun.kind === 'busy') {
          if (await looks.next()) continue;
          return begun;
        }
        known = 'asked';
      }
      if (!(await looks.next())) return { kind: 'underWay', retryAfter: Math.max(looks.wait, this.limits.patience) };
    }
  }

  // ── Begin ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  async #begin(map: CompiledMap, rows: Package, known: Known): Promise<Begun> {
    const company = await this.#nothingDone(() => this.#companyOf(map, rows.writes));
    const bytes = packageFile({
      project: dataProjectOf(map),
      entity: await this.#nothingDone(() => this.#nameOf(map)),
      file: entityFile(map, rows.writes),
    });
    if (await this.#nothingDone(() => this.#isBusy())) return this.#busy;
    const packageUrl = await this.#nothingDone(async () => {
      const url = await this.management.writeUrl(`${rows.execution}-${this.options.newId()}.zip`);
      await this.#upload(url, bytes);
      return url;
    });
    const { execution } = rows;
    try {
      await this.management.importPackage({ packageUrl, project: dataProjectOf(map), execution, company });
      return BEGUN;
    } catch (error) {
      if (!(error instanceof ODataError)) throw error;
      if (isAboutTheCaller(error) || error.status === 429) throw nothingDone(error);
      // No answer, or none of use: Finance may be at work on it. What it thinks of the id is asked from now on.
      return error.transient ? BEGUN : this.#afterRefusal(execution, known, error);
    }
  }

  /** Refused, and yet it may be there: when what was sent long ago has arrived in this very moment. */
  async #afterRefusal(execution: string, known: Known, error: ODataError): Promise<Begun> {
    if (known !== 'unsent') await this.options.sleep(this.limits.firstLook);
    if ((await this.management.status(execution)) !== ABSENT) return BEGUN;
    if (await this.#isBusy()) return this.#busy;
    return { kind: 'notBegun', code: error.code === '' ? String(error.status) : error.code, says: wordsOf(error) };
  }

  /** What went wrong is worth waiting for: without it nobody can tell which rows got in. */
  get #longer(): Looks {
    const patience = Math.max(this.limits.patience, PACKAGE_LIMITS.patience);
    return new Looks({ ...this.limits, patience }, this.options);
  }

  #isBusy = async (): Promise<boolean> => (await this.management.underWay(OUR_PROJECTS)) !== null;

  get #busy(): Begun {
    return { kind: 'busy', retryAfter: this.limits.patience };
  }

  async #upload(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const reply = await this.options.blobs(url, {
      method: 'PUT',
      headers: { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/zip' },
      body: bytes,
    });
    if (!reply.ok) throw new Error(`Finance's storage answered ${reply.status} to a data package.`);
  }

  /** Whatever fails before the import is asked for leaves nothing behind in Finance. */
  async #nothingDone<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw nothingDone(error as Error);
    }
  }

  async #companyOf(map: CompiledMap, writes: readonly FinanceWrite[]): Promise<string> {
    const field = map.definition.finance.companyField;
    // An import always belongs to a company; to an entity that all share, any of them will do.
    if (field === undefined) return (this.#firstCompany ??= this.#askFirstCompany());
    const companies = new Set(writes.map(({ key }) => String(key[field] ?? '').toLowerCase()));
    const [company] = companies;
    if (companies.size !== 1 || company === undefined) throw new RangeError('A data package is for one company.');
    return company;
  }

  async #askFirstCompany(): Promise<string> {
    try {
      const [first] = await listCompanies(this.options.client);
      if (first === undefined) throw new SideUnavailable('finance', 'Finance shows no company.');
      return first.code;
    } catch (error) {
      this.#firstCompany = null;
      throw error;
    }
  }

  #nameOf(map: CompiledMap): Promise<string> {
    const { entity, label } = map.definition.finance;
    const known = this.#names.get(entity);
    if (known !== undefined) return known;
    const asked = this.management.entityName(entity).then((name) => name ?? label ?? entity);
    this.#names.set(entity, asked);
    asked.catch(() => this.#names.delete(entity));
    return asked;
  }

  // ── Collect ────────────────────────────────────────────────────────────────────────────────────────────────────────

  async #collect(
    map: CompiledMap,
    rows: Package,
    status: ExecutionStatus,
    looks: Looks,
  ): Promise<readonly PackagedRow[]> {
    const { execution, size } = rows;
    const { companyField } = map.definition.finance;
    const sent = { keys: rows.writes.map(({ key }) => key), companyField, size };
    const ending: Ending = {
      status,
      errors: await this.management.errors(execution),
      written: await this.management.written(execution),
      lines: [],
    };
    const plain = outcomesOf(sent, ending);
    if (plain.every(({ kind }) => kind !== 'unclear')) return plain;
    const lines = await this.#errorLines(execution, await this.#nameOf(map), looks);
    return lines.length === 0 ? plain : outcomesOf(sent, { ...ending, lines });
  }

  /** A help where Finance's errors name no row; without it the rows stay unclear. */
  async #errorLines(execution: string, entity: string, looks: Looks): Promise<readonly (readonly string[])[]> {
    try {
      return await errorLines(
        this.management,
        (url) => this.#download(url),
        { execution, entity },
        () => looks.next(),
      );
    } catch (error) {
      if (error instanceof ODataError && !error.transient) return [];
      throw error;
    }
  }

  async #download(url: string): Promise<Uint8Array> {
    const reply = await this.options.blobs(url, { method: 'GET' }).catch((cause: unknown) => {
      throw new SideUnavailable('finance', "Finance's storage does not answer.", undefined, { cause });
    });
    if (!reply.ok) throw new SideUnavailable('finance', `Finance's storage answered ${reply.status} to a download.`);
    return new Uint8Array(await reply.arrayBuffer());
  }
}

function nothingDone(error: Error): SideUnavailable {
  const { message, retryAfter } = error instanceof SideUnavailable ? error : unavailable(error);
  return new SideUnavailable('finance', message, retryAfter, { cause: error, nothingDone: true });
}
