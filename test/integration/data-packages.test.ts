import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPackageSide, readDataEntity, transportFor } from '../../plugins-ts/finance/packages';
import type { CompiledMap } from '../../plugins-ts/maps/compiled-map';
import { createODataClient, type Fetch, type ODataClient } from '../../plugins-ts/odata';
import { SHIPPED_MAPS } from '../../plugins-ts/project-operations';
import {
  newExecutionId,
  SideUnavailable,
  type FinanceWrite,
  type Package,
  type PackageOutcome,
  type PackageSide,
} from '../../plugins-ts/sync';
import { startFinance, type Finance } from '../sandbox/finance';
import { HIDDEN_ENTITIES } from '../sandbox/finance/model/entity';
import { seedFinance } from '../sandbox/seed';

const MINUTE = 60_000;

let finance: Finance;
let folder: string;
let now = Date.parse('2026-11-25T09:00:00Z');
let made = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-packages-'));
  finance = await startFinance({ dataDir: folder, now: () => now });
  seedFinance(finance.store, () => now);
});
afterAll(async () => {
  await finance.close();
  rmSync(folder, { recursive: true, force: true });
});
// Whatever a test has left running comes to its end.
beforeEach(() => {
  now += MINUTE;
});

const shipped = (key: string): CompiledMap =>
  ({ definition: SHIPPED_MAPS.find((map) => map.key === key) }) as CompiledMap;
const RELATIONSHIPS = shipped('integration-entity-for-project-transaction-relationships');
const PROPOSALS = shipped('project-invoice-proposals-v2');

const clientOver = (fetch: Fetch): ODataClient =>
  createODataClient({ root: finance.data, fetch, headers: { Authorization: 'Bearer sandbox-host' } });

const plainFetch: Fetch = (url, request) => fetch(url, request);

/** A host's way to Finance; where it waits, time passes. */
function sideOver(way: Fetch = plainFetch, patience = MINUTE): PackageSide {
  return createPackageSide({
    client: clientOver(way),
    blobs: way,
    monotonic: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    newId: randomUUID,
    limits: { patience },
  });
}

const idOf = (n: number): string => `7b1c22aa-0000-4000-8000-${String(n).padStart(12, '0')}`;

const connection = (id: string, values: Record<string, string> = {}): FinanceWrite => ({
  kind: 'create',
  key: { ConnectionId: id },
  values: {
    Transaction1Id: 'a, "b"',
    Transaction1Role: 'Cost',
    Transaction1Type: 'msdyn_actual',
    Transaction2Id: 'c\r\nd',
    Transaction2Role: 'UnbilledSales',
    Transaction2Type: 'msdyn_actual',
    ...values,
  },
});

const proposal = (id: string, contract: string): FinanceWrite => ({
  kind: 'create',
  key: { dataAreaId: 'usmf', InvoiceProposalId: id },
  values: { ProjectContractId: contract, InvoiceDate: '2026-10-31', SalesCurrency: 'USD' },
});

/** Rows that nobody has sent yet, under an id of their own. */
function freshPackage(rows: number): Package {
  const writes = Array.from({ length: rows }, () => connection(idOf((made += 1))));
  return { execution: newExecutionId('usmf', idOf(made)), writes, size: rows };
}

const ids = ({ writes }: Package): readonly string[] => writes.map(({ key }) => String(key['ConnectionId']));

/** Rows of a hidden entity as Finance keeps them. */
function kept(dataEntity: string): readonly Readonly<Record<string, string>>[] {
  const entity = HIDDEN_ENTITIES.find((one) => one.dataEntity === dataEntity)!;
  return finance.store.select(entity, { where: [] }).map(({ values }) => values);
}

const connections = (): readonly string[] =>
  kept('ProjCDSTransactionRelationshipImportEntity').map((row) => row['ConnectionId'] ?? '');

/** What the history of Finance has under an execution. */
async function history(execution: string): Promise<readonly Record<string, unknown>[]> {
  return clientOver(plainFetch).all(`DataManagementExecutionJobDetails?$filter=JobId eq '${execution}'`);
}

const kinds = (outcome: PackageOutcome): readonly string[] =>
  outcome.kind === 'done' ? outcome.rows.map(({ kind }) => kind) : [outcome.kind];

describe('rows in a package', () => {
  it('arrive, as they were meant, and Finance knows them by the id that was chosen', async () => {
    const rows = freshPackage(3);
    expect(kinds(await sideOver().send(RELATIONSHIPS, rows))).toEqual(['written', 'written', 'written']);
    const there = kept('ProjCDSTransactionRelationshipImportEntity').filter((row) =>
      ids(rows).includes(row['ConnectionId'] ?? ''),
    );
    expect(there).toHaveLength(3);
    expect(there[0]).toMatchObject({
      Transaction1Id: 'a, "b"',
      Transaction2Id: 'c\r\nd',
      Transaction2Role: 'UnbilledSales',
    });
    expect(await history(rows.execution)).toMatchObject([
      { DefinitionGroupId: 'Tandem ProjCDSTransactionRelationshipImportEntity', TargetRecordsCreatedCount: 3 },
    ]);
  });

  it('arrive in the company of their key, and what Finance has against one is said of that one', async () => {
    const [contract] = await clientOver(plainFetch).all(
      "ProjectContractHeaders?$filter=dataAreaId eq 'usmf'&$top=1&cross-company=true",
    );
    const known = String(contract?.['ProjectContractId']);
    const writes = [proposal('P-1', known), proposal('P-2', 'C-"none"'), proposal('P-3', known)];
    const outcome = await sideOver().send(PROPOSALS, { execution: newExecutionId('usmf', idOf(0)), writes, size: 3 });
    expect(outcome).toEqual({
      kind: 'done',
      rows: [
        { kind: 'written', row: null },
        { kind: 'refused', code: 'PartiallySucceeded', says: expect.stringContaining('C-"none"') },
        { kind: 'written', row: null },
      ],
    });
    const there = kept('ProjInvoiceProposalV2Entity').map((row) => [row['dataAreaId'], row['InvoiceProposalId']]);
    expect(there).toEqual([
      ['usmf', 'P-1'],
      ['usmf', 'P-3'],
    ]);
    expect(kept('ProjInvoiceProposalV2Entity')[0]).toMatchObject({ InvoiceDate: '2026-10-31', SalesCurrency: 'USD' });
  });

  it('of which staging did not take one are told apart as well', async () => {
    const rows = freshPackage(2);
    const writes = [rows.writes[0]!, connection('no id at all'), rows.writes[1]!];
    expect(await sideOver().send(RELATIONSHIPS, { ...rows, writes, size: 3 })).toMatchObject({
      rows: [
        { kind: 'written' },
        { kind: 'refused', says: expect.stringContaining('cannot be converted') },
        { kind: 'written' },
      ],
    });
  });

  it('of which Finance names none are found in its files', async () => {
    const rows = freshPackage(3);
    const writes = [rows.writes[0]!, connection(ids(rows)[1]!, { Transaction1Id: '' }), connection('none')];
    // Errors without a key, as Finance has them for what is wrong with a whole file.
    const nameless: Fetch = async (url, request) => {
      const answer = await fetch(url, request);
      if (!url.endsWith('.GetExecutionErrors')) return answer;
      const { value } = (await answer.json()) as { value: string };
      const body = JSON.stringify({ value: value.replaceAll(/"RecordId":"[^"]*"/g, '"RecordId":""') });
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    };
    const outcome = await sideOver(nameless).send(RELATIONSHIPS, { ...rows, writes });
    expect(kinds(outcome)).toEqual(['written', 'refused', 'refused']);
    expect(outcome).toMatchObject({ rows: [{}, { says: expect.stringContaining('must be filled in') }, {}] });
  });

  it('that are refused as a whole are not begun', async () => {
    const rows = freshPackage(1);
    const writes = [connection(ids(rows)[0]!, { NoSuchField: 'x' })];
    expect(await sideOver().send(RELATIONSHIPS, { ...rows, writes })).toEqual({
      kind: 'notBegun',
      code: '400',
      says: expect.stringContaining('NOSUCHFIELD'),
    });
    now += MINUTE;
    expect(await history(rows.execution)).toEqual([]);
  });

  it('that are not through in time are under way, and asked about later', async () => {
    const rows = freshPackage(2);
    const side = sideOver(plainFetch, 2_500);
    const first = await side.send(RELATIONSHIPS, rows);
    expect(first).toMatchObject({ kind: 'underWay' });
    now += first.kind === 'underWay' ? first.retryAfter : 0;
    expect(kinds(await side.resume(RELATIONSHIPS, rows, false))).toEqual(['written', 'written']);
    // As often as anybody asks.
    expect(kinds(await sideOver().resume(RELATIONSHIPS, rows, true))).toEqual(['written', 'written']);
    expect(await history(rows.execution)).toHaveLength(1);
  });

  it('that were settled in part are asked about for the rest', async () => {
    const rows = freshPackage(3);
    const writes = [connection('none'), ...rows.writes.slice(1)];
    await sideOver().send(RELATIONSHIPS, { ...rows, writes });
    const rest = { ...rows, writes: rows.writes.slice(2) };
    expect(kinds(await sideOver().resume(RELATIONSHIPS, rest, false))).toEqual(['written']);
  });

  it('are not begun anew while something may still arrive', async () => {
    const rows = freshPackage(1);
    expect(await sideOver().resume(RELATIONSHIPS, rows, false)).toMatchObject({ kind: 'underWay' });
    expect(await history(rows.execution)).toEqual([]);
    expect(kinds(await sideOver().resume(RELATIONSHIPS, rows, true))).toEqual(['written']);
  });

  it('of two companies are a mistake', async () => {
    const write = (company: string): FinanceWrite => ({ kind: 'create', key: { dataAreaId: company }, values: {} });
    const rows = { execution: newExecutionId(null, idOf(0)), writes: [write('usmf'), write('frrt')], size: 2 };
    await expect(sideOver().send(PROPOSALS, rows)).rejects.toThrow('one company');
  });
});

describe('two hosts at once', () => {
  it('the second waits until the first is through', async () => {
    const [first, second] = [freshPackage(2), freshPackage(2)];
    const other = { execution: newExecutionId('usmf', idOf(0)), writes: [proposal('P-9', 'C-9')], size: 1 };
    expect(await sideOver(plainFetch, 1_000).send(RELATIONSHIPS, first)).toMatchObject({ kind: 'underWay' });
    now += 600;
    expect(await sideOver(plainFetch, 0).send(PROPOSALS, other)).toMatchObject({ kind: 'busy' });
    expect(kinds(await sideOver().send(RELATIONSHIPS, second))).toEqual(['written', 'written']);
    expect(kinds(await sideOver().resume(RELATIONSHIPS, first, false))).toEqual(['written', 'written']);
    const begun = await Promise.all([first, second].map(({ execution }) => history(execution)));
    const starts = begun.map(([row]) => Date.parse(String(row?.['StagingStartDateTime'])));
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(3_000);
  });

  it('both may ask about the same rows', async () => {
    const rows = freshPackage(2);
    await sideOver(plainFetch, 0).send(RELATIONSHIPS, rows);
    const answers = await Promise.all([1, 2].map(() => sideOver().resume(RELATIONSHIPS, rows, true)));
    expect(answers.map(kinds)).toEqual([
      ['written', 'written'],
      ['written', 'written'],
    ]);
    expect(await history(rows.execution)).toMatchObject([
      { TargetRecordsCreatedCount: 2, TargetRecordsUpdatedCount: 0 },
    ]);
  });
});

/** How a request ends badly: before it reaches Finance, or after. */
type Misfortune = 'before' | 'after';

/** The n-th request of a host is its last: whoever waits for an answer waits for ever. */
function mortalWay(n: number, when: Misfortune): { readonly way: Fetch; readonly died: Promise<'died'> } {
  let sent = 0;
  let die: () => void = () => undefined;
  const died = new Promise<'died'>((resolve) => (die = () => resolve('died')));
  const way: Fetch = async (url, request) => {
    sent += 1;
    if (sent < n) return fetch(url, request);
    if (sent === n && when === 'after') await (await fetch(url, request)).arrayBuffer();
    die();
    return new Promise(() => undefined);
  };
  return { way, died };
}

/** The n-th request finds no answer; all others do. */
function brokenWay(n: number, when: Misfortune): { readonly way: Fetch; readonly struck: () => boolean } {
  let sent = 0;
  const way: Fetch = async (url, request) => {
    sent += 1;
    if (sent !== n) return fetch(url, request);
    if (when === 'after') await (await fetch(url, request)).arrayBuffer();
    throw new TypeError('fetch failed');
  };
  return { way, struck: () => sent >= n };
}

/** As a host does that finds the claims: asks until there is an end. */
async function carriedThrough(rows: Package, way?: Fetch): Promise<PackageOutcome> {
  for (let turns = 0; turns < 10; turns += 1) {
    now += 13 * MINUTE;
    const outcome = await sideOver(way).resume(RELATIONSHIPS, rows, true);
    if (outcome.kind === 'done') return outcome;
  }
  throw new Error('no end');
}

const MOST_REQUESTS = 40;

describe.each<Misfortune>(['before', 'after'])('a host that is killed %s its n-th request', (when) => {
  it('leaves every row there once, for every n', async () => {
    for (let n = 1; n <= MOST_REQUESTS; n += 1) {
      const rows = freshPackage(2);
      const { way, died } = mortalWay(n, when);
      const ended = await Promise.race([sideOver(way).send(RELATIONSHIPS, rows), died]);
      if (ended !== 'died') {
        expect(n, 'a package is several requests').toBeGreaterThan(8);
        return;
      }
      expect(kinds(await carriedThrough(rows)), `killed at ${n}`).toEqual(['written', 'written']);
      expect(connections().filter((id) => ids(rows).includes(id))).toEqual(ids(rows));
      expect(await history(rows.execution), `killed at ${n}`).toMatchObject([
        { TargetRecordsCreatedCount: 2, TargetRecordsUpdatedCount: 0 },
      ]);
    }
    throw new Error('no end');
  });

  it('and so does the one that is killed while it takes up what another left', async () => {
    for (let n = 1; n <= MOST_REQUESTS; n += 1) {
      const rows = freshPackage(2);
      const first = mortalWay(4, 'before');
      await Promise.race([sideOver(first.way).send(RELATIONSHIPS, rows), first.died]);
      now += 13 * MINUTE;
      const { way, died } = mortalWay(n, when);
      const ended = await Promise.race([sideOver(way).resume(RELATIONSHIPS, rows, true), died]);
      if (ended !== 'died') return;
      expect(kinds(await carriedThrough(rows)), `killed at ${n}`).toEqual(['written', 'written']);
      expect(await history(rows.execution), `killed at ${n}`).toMatchObject([
        { TargetRecordsCreatedCount: 2, TargetRecordsUpdatedCount: 0 },
      ]);
    }
    throw new Error('no end');
  });
});

describe.each<Misfortune>(['before', 'after'])('a request without an answer, lost %s it got there', (when) => {
  it('sends nothing twice, whichever it is, and what it says of the claims is true', async () => {
    for (let n = 1; n <= MOST_REQUESTS; n += 1) {
      const rows = freshPackage(2);
      const { way, struck } = brokenWay(n, when);
      const outcome = await sideOver(way)
        .send(RELATIONSHIPS, rows)
        .catch((error: unknown) => error);
      if (!struck()) return;
      if (outcome instanceof SideUnavailable) {
        now += MINUTE;
        // "Nothing done" gives the claims back: then nothing may be there.
        expect(await history(rows.execution), `lost ${n}`).toHaveLength(outcome.nothingDone ? 0 : 1);
      } else {
        expect(['done', 'underWay']).toContain((outcome as PackageOutcome).kind);
      }
      expect(kinds(await carriedThrough(rows)), `lost ${n}`).toEqual(['written', 'written']);
      expect(await history(rows.execution), `lost ${n}`).toMatchObject([
        { TargetRecordsCreatedCount: 2, TargetRecordsUpdatedCount: 0 },
      ]);
    }
    throw new Error('no end');
  });
});

describe('how an entity is reached', () => {
  it.each<[name: string, collection: string | null, label: string, transport: string | null]>([
    ['ProjInvoiceProposalV2Entity', null, 'Project invoice proposals V2', 'dataPackage'],
    ['ProjectsV2', 'ProjectsV2', 'Projects', 'odata'],
    ['ProjExpensesExport', 'ProjExpensesExport', '', null],
  ])('%s', async (name, collection, label, transport) => {
    const entity = await readDataEntity(clientOver(plainFetch), name);
    expect(entity).toMatchObject({ collection, label: expect.stringContaining(label), viaPackages: true });
    expect(entity && transportFor(entity)).toBe(transport);
  });

  it('is not known of what is not there', async () => {
    expect(await readDataEntity(clientOver(plainFetch), 'NoSuchEntity')).toBeNull();
  });
});
