import { describe, expect, it } from 'vitest';
import { createFinanceSide, createPackageSide } from '../../../../plugins-ts/finance';
import type { Package, PackageSide } from '../../../../plugins-ts/sync';
import { createDataManagement } from '../../../../plugins-ts/finance/packages/data-management';
import { cellsOfFile } from '../../../../plugins-ts/finance/packages/error-files';
import { createODataClient, withRetry, type Fetch } from '../../../../plugins-ts/odata';
import { SideUnavailable } from '../../../../plugins-ts/sync';
import { infolog, ROOT, serverOf, type Operation, type Reaction } from '../server';
import { RELATIONSHIPS } from './maps';

/** What Finance answers: by action, or by entity set. */
type Answers = Readonly<Record<string, (operation: Operation) => Reaction | 'silence'>>;

const value = (answer: unknown): Reaction => ({ status: 200, body: { value: answer } });
const notFound: Reaction = { status: 400, body: infolog('Error: Die Ausführungs-ID wurde nicht gefunden.') };
const hidden: Reaction = { status: 404, body: { Message: 'No route' } };

/** A Finance where all goes well, but for what a test has it answer otherwise. */
function financeOf(answers: Answers): ReturnType<typeof serverOf> & { readonly asked: () => readonly string[] } {
  const well: Answers = {
    DataManagementEntities: () => value([{ EntityName: 'Relationships' }]),
    LegalEntities: () => value([{ LegalEntityId: 'USMF', Name: 'USMF' }]),
    DataManagementExecutionJobDetails: () => value([]),
    GetAzureWriteUrl: () => value(JSON.stringify({ BlobId: '{1}', BlobUrl: 'https://blobs.example/dmf/a.zip?sig=1' })),
    ImportFromPackage: () => value('id'),
    GetExecutionSummaryStatus: () => value('Succeeded'),
    GetExecutionErrors: () => value('[]'),
    GetImportStagingErrorFileUrl: () => value(''),
    GenerateImportTargetErrorKeysFile: () => value(false),
    ...answers,
  };
  const nameOf = ({ path }: Operation): string => /DataEntities\.(\w+)$/.exec(path)?.[1] ?? path.split('?')[0] ?? '';
  const server = serverOf((operation) => well[nameOf(operation)]?.(operation) ?? hidden);
  return { ...server, asked: () => server.operations.map(nameOf) };
}

const stored: Fetch = () => Promise.resolve(new Response(null, { status: 201 }));

function sideOf(answers: Answers, blobs: Fetch = stored): { side: PackageSide; asked: () => readonly string[] } {
  const { client, asked } = financeOf(answers);
  let now = 0;
  const side = createPackageSide({
    client,
    blobs,
    monotonic: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    newId: () => 'new',
  });
  return { side, asked };
}

const ROWS: Package = {
  execution: 'Tandem-1',
  writes: ['a', 'b'].map((ConnectionId) => ({ kind: 'create', key: { ConnectionId }, values: {} })),
  size: 2,
};

describe('the status of an execution', () => {
  const details = (rows: readonly unknown[]) => () => value(rows);
  it.each<[what: string, answers: Answers, status: string]>([
    ['is what Finance says', { GetExecutionSummaryStatus: () => value('Executing') }, 'Executing'],
    [
      'is absent where the history has none, whatever the words',
      { GetExecutionSummaryStatus: () => notFound },
      'absent',
    ],
    [
      'is unknown where the history has it all the same',
      { GetExecutionSummaryStatus: () => notFound, DataManagementExecutionJobDetails: details([{ JobId: 'x' }]) },
      'Unknown',
    ],
    [
      'is absent where Finance cannot say and the history has none',
      { GetExecutionSummaryStatus: () => value('Unknown') },
      'absent',
    ],
    [
      'is unknown where Finance cannot say and shows no history',
      { GetExecutionSummaryStatus: () => value('Unknown'), DataManagementExecutionJobDetails: () => hidden },
      'Unknown',
    ],
    [
      'is absent where Finance has not found it and shows no history',
      { GetExecutionSummaryStatus: () => notFound, DataManagementExecutionJobDetails: () => hidden },
      'absent',
    ],
  ])('%s', async (_what, answers, status) => {
    expect(await createDataManagement(financeOf(answers).client).status('x')).toBe(status);
  });

  it('is nothing that a Finance out of breath could say', async () => {
    const { client } = financeOf({ GetExecutionSummaryStatus: () => ({ status: 503 }) });
    await expect(createDataManagement(client).status('x')).rejects.toMatchObject({ status: 503 });
  });
});

describe('what Finance counts and shows', () => {
  it('is the sum of created and updated, or nothing', async () => {
    const rows = [{ TargetRecordsCreatedCount: 2, TargetRecordsUpdatedCount: 1 }];
    const counts = financeOf({ DataManagementExecutionJobDetails: () => value(rows) });
    expect(await createDataManagement(counts.client).written('x')).toBe(3);
    expect(await createDataManagement(financeOf({}).client).written('x')).toBeNull();
    const closed = financeOf({ DataManagementExecutionJobDetails: () => ({ status: 403 }) });
    expect(await createDataManagement(closed.client).written('x')).toBeNull();
  });

  it('is under way only where its summary says so too', async () => {
    const open = financeOf({
      DataManagementExecutionJobDetails: () => value([{ JobId: 'stale' }, { JobId: 'open' }]),
      GetExecutionSummaryStatus: ({ body }) =>
        value((body as { executionId: string }).executionId === 'open' ? 'NotRun' : 'Failed'),
    });
    expect(await createDataManagement(open.client).underWay('Tandem *')).toBe('open');
    expect(open.operations[0]?.path).toContain("DefinitionGroupId eq 'Tandem *' and (StagingStatus eq Microsoft.");
  });
});

describe('a package', () => {
  it('is sent under the label of the entity, in a company, once', async () => {
    const { side, asked } = sideOf({});
    expect(await side.send(RELATIONSHIPS, ROWS)).toEqual({
      kind: 'done',
      rows: [
        { kind: 'written', row: null },
        { kind: 'written', row: null },
      ],
    });
    expect(asked().filter((name) => name === 'ImportFromPackage')).toHaveLength(1);
  });

  it('goes by the label of the map where data management does not tell', async () => {
    const bodies: (Uint8Array | undefined)[] = [];
    const blobs: Fetch = (url, request) => {
      bodies.push(request.body as unknown as Uint8Array);
      return stored(url, request);
    };
    await sideOf({ DataManagementEntities: () => hidden }, blobs).side.send(RELATIONSHIPS, ROWS);
    const { strFromU8, unzipSync } = await import('fflate');
    expect(strFromU8(unzipSync(bodies[0] ?? new Uint8Array())['Manifest.xml'] ?? new Uint8Array())).toContain(
      '<EntityName>Integration entity for project transaction relationships</EntityName>',
    );
  });

  it.each<[what: string, answers: Answers, blobs?: Fetch]>([
    ['Finance wants to be left alone', { ImportFromPackage: () => ({ status: 429 }) }],
    ['the caller may not', { ImportFromPackage: () => ({ status: 403 }) }],
    ['the address cannot be had', { GetAzureWriteUrl: () => ({ status: 503 }) }],
    ['the storage says no', {}, () => Promise.resolve(new Response('', { status: 403 }))],
    ['the storage does not answer', {}, () => Promise.reject(new TypeError('fetch failed'))],
    ['Finance shows no company', { LegalEntities: () => value([]) }],
  ])('has surely done nothing when %s', async (_what, answers, blobs) => {
    const outcome = sideOf(answers, blobs).side.send(RELATIONSHIPS, ROWS);
    await expect(outcome).rejects.toBeInstanceOf(SideUnavailable);
    await expect(outcome).rejects.toMatchObject({ nothingDone: true });
  });

  it.each<[what: string, answers: Answers]>([
    ['how it stands', { GetExecutionSummaryStatus: () => ({ status: 429 }) }],
    ['what was wrong with it', { GetExecutionErrors: () => ({ status: 429 }) }],
  ])('may be there when Finance has no time to say %s', async (_what, answers) => {
    const outcome = sideOf(answers).side.send(RELATIONSHIPS, ROWS);
    await expect(outcome).rejects.toBeInstanceOf(SideUnavailable);
    await expect(outcome).rejects.toMatchObject({ nothingDone: false });
  });

  it('may be there when a file about it cannot be downloaded', async () => {
    const answers: Answers = {
      GetExecutionSummaryStatus: () => value('PartiallySucceeded'),
      GetImportStagingErrorFileUrl: () => value('https://blobs.example/dmf/errors.csv?sig=1'),
    };
    const blobs: Fetch = (url, request) =>
      request.method === 'GET' ? Promise.reject(new TypeError('fetch failed')) : stored(url, request);
    const outcome = sideOf(answers, blobs).side.send(RELATIONSHIPS, ROWS);
    await expect(outcome).rejects.toBeInstanceOf(SideUnavailable);
    await expect(outcome).rejects.toMatchObject({ nothingDone: false });
  });

  it.each<[what: string, answer: Reaction | 'silence']>([
    ['no answer', 'silence'],
    ['none from behind a gateway', { status: 503 }],
  ])('may be there when its import has %s, and is not sent again', async (_what, answer) => {
    const { side, asked } = sideOf({ ImportFromPackage: () => answer, GetExecutionSummaryStatus: () => notFound });
    expect(await side.send(RELATIONSHIPS, ROWS)).toMatchObject({ kind: 'underWay' });
    expect(asked().filter((name) => name === 'ImportFromPackage')).toHaveLength(1);
    expect(asked().filter((name) => name === 'GetExecutionSummaryStatus').length).toBeGreaterThan(1);
  });

  it('is imported once by a client that repeats what finds no answer, and asked about as often as need be', async () => {
    const asked: string[] = [];
    const away: Fetch = (url) => {
      asked.push(/DataEntities\.(\w+)$/.exec(url)?.[1] ?? 'rows');
      const isFirst = asked.filter((name) => name === asked.at(-1)).length === 1;
      if (isFirst && asked.at(-1) !== 'rows') return Promise.reject(new TypeError('fetch failed'));
      const answer = url.endsWith('.GetAzureWriteUrl') ? '{"BlobUrl":"https://blobs.example/a"}' : 'Executing';
      const rows = [{ LegalEntityId: 'USMF', EntityName: 'Relationships', JobId: 'no' }];
      const body = JSON.stringify({
        value: asked.at(-1) === 'rows' ? (url.includes('JobDetails') ? [] : rows) : answer,
      });
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }));
    };
    const sleep = (): Promise<void> => Promise.resolve();
    const side = createPackageSide({
      client: createODataClient({ root: ROOT, fetch: withRetry(away, { random: () => 0, sleep }) }),
      blobs: stored,
      monotonic: () => 0,
      sleep,
      newId: () => 'new',
      limits: { patience: 0 },
    });
    expect(await side.send(RELATIONSHIPS, ROWS)).toMatchObject({ kind: 'underWay' });
    expect(await side.resume(RELATIONSHIPS, ROWS, false)).toMatchObject({ kind: 'underWay' });
    expect(asked.filter((name) => name !== 'rows')).toEqual([
      'GetAzureWriteUrl',
      'GetAzureWriteUrl',
      'ImportFromPackage',
      'GetExecutionSummaryStatus',
      'GetExecutionSummaryStatus',
    ]);
  });

  it('is not begun when Finance refuses it', async () => {
    const refused: Answers = {
      ImportFromPackage: () => ({ status: 500, body: infolog('Error: The mapping is incorrect.') }),
      GetExecutionSummaryStatus: () => notFound,
    };
    const outcome = await sideOf(refused).side.send(RELATIONSHIPS, ROWS);
    expect(outcome).toEqual({ kind: 'notBegun', code: '500', says: 'The mapping is incorrect.' });
  });

  it('that Finance refuses because it has it already is collected', async () => {
    let asks = 0;
    const late: Answers = {
      ImportFromPackage: () => ({ status: 400, body: infolog('Error: The id exists.') }),
      GetExecutionSummaryStatus: () => ((asks += 1) === 1 ? notFound : value('Succeeded')),
    };
    expect(await sideOf(late).side.resume(RELATIONSHIPS, ROWS, true)).toMatchObject({ kind: 'done' });
  });

  it('waits while another one is under way, and says so', async () => {
    const { side, asked } = sideOf({
      DataManagementExecutionJobDetails: () => value([{ JobId: 'other' }]),
      GetExecutionSummaryStatus: () => value('Executing'),
    });
    expect(await side.send(RELATIONSHIPS, ROWS)).toMatchObject({ kind: 'busy' });
    expect(asked()).not.toContain('GetAzureWriteUrl');
  });

  it('is unclear where Finance neither counts nor names, and has no files', async () => {
    const { side } = sideOf({ GetExecutionSummaryStatus: () => value('PartiallySucceeded') });
    expect(await side.resume(RELATIONSHIPS, ROWS, false)).toMatchObject({
      rows: [{ kind: 'unclear' }, { kind: 'unclear', says: 'PartiallySucceeded' }],
    });
  });
});

describe('files of rows that did not get through', () => {
  it('are read by their mark, and not at all where they are workbooks', () => {
    const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from('A,"b ""c"""\r\n\r\nd;e', 'utf16le')]);
    expect(cellsOfFile(utf16)).toEqual([
      ['A', '"b ""c"""'],
      ['d', 'e'],
    ]);
    expect(cellsOfFile(new TextEncoder().encode('\uFEFFé\tb'))).toEqual([['é', 'b']]);
    expect(cellsOfFile(new TextEncoder().encode('PK\u0003\u0004'))).toEqual([]);
  });
});

describe('Finance as a side, for an entity that OData does not show', () => {
  it('finds no row, asks nobody for one, and takes none but in packages', async () => {
    const { client, requests } = financeOf({});
    const side = createFinanceSide({ client });
    expect(await side.rows(RELATIONSHIPS, [{ ConnectionId: 'a' }])).toEqual(new Map());
    for await (const page of side.scan(RELATIONSHIPS, null)) expect(page).toBe('none');
    await expect(side.write(RELATIONSHIPS, ROWS.writes)).rejects.toThrow('data packages only');
    expect(requests).toEqual([]);
    expect(side.packages).toBeUndefined();
  });
});
