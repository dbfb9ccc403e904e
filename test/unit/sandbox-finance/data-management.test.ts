import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customer, NOW, openSession, type Reply, says, type Session } from './session';

const NAMESPACE = 'http://schemas.microsoft.com/dynamics/2015/01/DataManagement';
const RELATIONSHIPS = 'Integration entity for project transaction relationships';
const PROPOSALS = 'Project invoice proposals V2';
const HEADER = `<?xml version="1.0" encoding="utf-8"?><DataManagementPackageHeader xmlns="${NAMESPACE}"><Description>x</Description><ManifestType>Microsoft.Dynamics.AX.Framework.Tools.DataManagement.Serialization.DataManagementPackageManifest</ManifestType><PackageType>DefinitionGroup</PackageType><PackageVersion>2</PackageVersion></DataManagementPackageHeader>`;

let session: Session;
let now = NOW;
beforeAll(async () => {
  session = await openSession({ now: () => now });
  const contract = { dataAreaId: 'usmf', ProjectContractId: 'C-1', Name: 'One', CustomerAccountNumber: 'US-1' };
  for (const [set, row] of [
    ['CustomersV3', customer('US-1')],
    ['ProjectContractHeaders', contract],
  ] as const)
    expect((await session.send('POST', `data/${set}`, row)).status).toBe(201);
});
afterAll(() => session.stop());

const act = (action: string, body: unknown): Promise<Reply> =>
  session.send('POST', `data/DataManagementDefinitionGroups/Microsoft.Dynamics.DataEntities.${action}`, body);

interface Content {
  readonly entity?: string;
  readonly fields?: readonly string[];
  readonly file?: Uint8Array;
  readonly format?: string;
  readonly manifest?: string;
  readonly header?: string;
}

const utf16 = (text: string): Uint8Array => Buffer.from(`\uFEFF${text}`, 'utf16le');
const csv = (...lines: string[]): Uint8Array => utf16(lines.map((line) => `${line}\r\n`).join(''));

function packageOf({
  entity = RELATIONSHIPS,
  fields = [],
  file,
  format = 'CSV-Unicode',
  ...parts
}: Content): Uint8Array {
  const maps = fields.map(
    (name) => `<EntityMap><EntityField>${name}</EntityField><XMLField>${name}</XMLField></EntityMap>`,
  );
  const manifest =
    parts.manifest ??
    `<?xml version="1.0" encoding="utf-8"?><DataManagementPackageManifest xmlns="${NAMESPACE}"><DefinitionGroupName>Tandem</DefinitionGroupName><PackageEntityList><DataManagementPackageEntityData><Disable>false</Disable><EntityMapList>${maps.join('')}</EntityMapList><EntityName>${entity}</EntityName><InputFilePath>rows.csv</InputFilePath><SourceFormat>${format}</SourceFormat></DataManagementPackageEntityData></PackageEntityList></DataManagementPackageManifest>`;
  return zipSync({
    'Manifest.xml': strToU8(manifest),
    'PackageHeader.xml': strToU8(parts.header ?? HEADER),
    ...(file && { 'rows.csv': file }),
  });
}

let files = 0;
async function uploaded(bytes: Uint8Array): Promise<string> {
  files += 1;
  const reply = await act('GetAzureWriteUrl', { uniqueFileName: `package ${files}.zip` });
  expect(reply.json['@odata.context']).toMatch(/\$metadata#Edm\.String$/);
  const { BlobUrl } = JSON.parse(reply.json.value);
  expect((await put(BlobUrl, bytes)).status).toBe(201);
  return BlobUrl;
}

const put = (url: string, bytes: Uint8Array, type = 'BlockBlob'): Promise<Response> =>
  fetch(url, {
    method: 'PUT',
    body: Buffer.from(bytes),
    headers: { 'x-ms-blob-type': type, 'content-type': 'application/zip' },
  });

const request = (packageUrl: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  packageUrl,
  definitionGroupId: 'Tandem',
  executionId: '',
  execute: true,
  overwrite: true,
  legalEntityId: 'USMF',
  ...more,
});

/** Imports, and waits until the batch is through. */
async function imported(content: Content, more: Record<string, unknown> = {}): Promise<{ id: string; status: string }> {
  const reply = await act('ImportFromPackage', request(await uploaded(packageOf(content)), more));
  expect(reply.status, reply.text).toBe(200);
  now += 3000;
  const id = reply.json.value;
  return { id, status: (await act('GetExecutionSummaryStatus', { executionId: id })).json.value };
}

const inHistory = async (executionId: string): Promise<Record<string, unknown>[]> => {
  const path = `data/DataManagementExecutionJobDetails?$filter=JobId eq '${executionId}'`;
  return (await session.send('GET', path)).json.value;
};

const errorsOf = async (executionId: string): Promise<Record<string, string>[]> =>
  JSON.parse((await act('GetExecutionErrors', { executionId })).json.value);

const FIELDS = [
  'CONNECTIONID',
  'TRANSACTION1ID',
  'TRANSACTION1ROLE',
  'TRANSACTION1TYPE',
  'TRANSACTION2ID',
  'TRANSACTION2ROLE',
  'TRANSACTION2TYPE',
];
const ID = '7b1c22aa-0000-4000-8000-00000000000';
const line = (n: number): string => `${ID}${n},a${n},Cost,msdyn_actual,b${n},UnbilledSales,msdyn_actual`;
const rows = (page: string): Promise<string> => session.send('GET', `?mi=${page}&cmp=usmf`).then((reply) => reply.text);

describe('an import', () => {
  beforeEach(() => {
    now += 10_000;
  });

  it('is queued, runs, and writes what only packages can', async () => {
    const url = await uploaded(packageOf({ fields: FIELDS, file: csv(FIELDS.join(','), line(1), line(2)) }));
    const executionId = (await act('ImportFromPackage', request(url, { executionId: 'run-1' }))).json.value;
    expect(executionId).toBe('run-1');
    const status = (): Promise<Reply> => act('GetExecutionSummaryStatus', { executionId });
    expect(says(await status())).toContain('were not found');
    now += 500;
    expect((await status()).json.value).toBe('NotRun');
    now += 500;
    expect((await status()).json.value).toBe('Executing');
    expect(await rows('ProjCDSTransactionRelationshipImport')).not.toContain(`${ID}1`);
    now += 2000;
    expect((await status()).json.value).toBe('Succeeded');
    expect(await errorsOf(executionId)).toEqual([]);
    expect(await rows('ProjCDSTransactionRelationshipImport')).toContain(`${ID}1`);
  });

  it('tells which rows did not get through, and why', async () => {
    const file = csv(
      FIELDS.join(','),
      line(3),
      'nothing,a,Cost,x,b,Sales,x',
      `${ID}4,,Cost,msdyn_actual,b,Sales,msdyn_actual`,
    );
    const { id, status } = await imported({ fields: FIELDS, file });
    expect(status).toBe('PartiallySucceeded');
    expect(await errorsOf(id)).toEqual([
      {
        RecordId: 'nothing',
        Field: 'ConnectionId',
        ErrorMessage: "The value 'nothing' of field ConnectionId cannot be converted.",
      },
      { RecordId: `${ID}4`, Field: '', ErrorMessage: "Field 'Transaction1' must be filled in." },
    ]);
    expect(await rows('ProjCDSTransactionRelationshipImport')).toContain(`${ID}3`);
  });

  it('writes into the company of the call, by the rules of the entity, from XML too', async () => {
    const xml = (contract: string): Uint8Array =>
      strToU8(
        `<?xml version="1.0" encoding="utf-8"?><Document><PROJINVOICEPROPOSALV2ENTITY><INVOICEPROPOSALID>P-1</INVOICEPROPOSALID><PROJECTCONTRACTID>${contract}</PROJECTCONTRACTID><SALESCURRENCY>USD</SALESCURRENCY><INVOICEDATE>2026-11-24T00:00:00</INVOICEDATE></PROJINVOICEPROPOSALV2ENTITY></Document>`,
      );
    const content = {
      entity: PROPOSALS,
      format: 'XML-Element',
      fields: ['INVOICEPROPOSALID', 'PROJECTCONTRACTID', 'SALESCURRENCY', 'INVOICEDATE'],
    };
    const refused = await imported({ ...content, file: xml('C-9') });
    expect(refused.status).toBe('Failed');
    expect((await errorsOf(refused.id))[0]?.ErrorMessage).toContain("The value 'C-9'");
    expect((await imported({ ...content, file: xml('C-1') })).status).toBe('Succeeded');
    const page = await rows('ProjInvoiceProposalListPage');
    expect(page).toContain('P-1');
    expect(page).toContain('24 Nov 2026');
    expect((await imported({ ...content, file: xml('C-1') })).status).toBe('Succeeded');
    expect(await rows('ProjInvoiceProposalListPage')).toContain('1 row<');
  });

  it('shows in the history once it has begun, and counts rows at its end', async () => {
    const jobs = (): Promise<Reply> =>
      session.send('GET', "data/DataManagementExecutionJobs?$filter=JobId eq 'run-3'&$select=JobId");
    const url = await uploaded(packageOf({ fields: FIELDS, file: csv(FIELDS.join(','), line(1), line(0), 'x,,,,,,') }));
    await act('ImportFromPackage', request(url, { executionId: 'run-3' }));
    expect([(await jobs()).json.value, await inHistory('run-3')]).toEqual([[], []]);
    now += 500;
    expect((await jobs()).json.value).toMatchObject([{ JobId: 'run-3' }]);
    const about = { DefinitionGroupId: 'Tandem', JobId: 'run-3', EntityName: RELATIONSHIPS };
    expect(await inHistory('run-3')).toMatchObject([
      { ...about, StagingStatus: 'Waiting', TargetStatus: 'NotStarted' },
    ]);
    now += 500;
    expect(await inHistory('run-3')).toMatchObject([{ StagingStatus: 'Executing' }]);
    now += 2000;
    expect(await inHistory('run-3')).toMatchObject([
      {
        ...about,
        StagingStatus: 'Error',
        TargetStatus: 'Finished',
        StagingRecordsToBeProcessedCount: 3,
        StagingRecordsCreatedCount: 2,
        TargetRecordsCreatedCount: 1,
        TargetRecordsUpdatedCount: 1,
        SourceFormat: 'CSV-Unicode',
      },
    ]);
    const changed = await session.send('PATCH', "data/DataManagementExecutionJobs('run-3')", { Description: 'x' });
    expect(changed.status).toBe(400);
  });

  it('puts what it could not stage, and the keys of what it refused, into files', async () => {
    const file = csv(FIELDS.join(','), 'nothing,"a, b",Cost,x,b,Sales,x', `${ID}4,,Cost,x,b,Sales,x`, line(2));
    const { id } = await imported({ fields: FIELDS, file });
    const about = { executionId: id, entityName: RELATIONSHIPS };
    const text = async (url: string): Promise<string> =>
      new TextDecoder('utf-16le').decode(await (await fetch(url)).arrayBuffer());
    const staging = (await act('GetImportStagingErrorFileUrl', about)).json.value;
    expect(await text(staging)).toBe(`${FIELDS.join(',')}\r\nnothing,"a, b",Cost,x,b,Sales,x\r\n`);
    expect((await fetch(staging.replace(/sig=\w+/, 'sig=guessed'))).status).toBe(403);
    expect((await put(staging, csv('x'))).status).toBe(403);
    const keys = (): Promise<Reply> => act('GetImportTargetErrorKeysFileUrl', about);
    expect((await keys()).json.value).toBe('');
    expect((await act('GenerateImportTargetErrorKeysFile', about)).json.value).toBe(true);
    expect((await keys()).json.value).toBe('');
    now += 1000;
    expect(await text((await keys()).json.value)).toBe(`${ID}4\r\n`);
    expect(says(await act('GetImportStagingErrorFileUrl', { ...about, entityName: PROPOSALS }))).toContain('not in');
  });

  it('has no such files where all went well', async () => {
    const { id } = await imported({ fields: FIELDS, file: csv(FIELDS.join(','), line(2)) });
    const about = { executionId: id, entityName: RELATIONSHIPS };
    expect((await act('GetImportStagingErrorFileUrl', about)).json.value).toBe('');
    expect((await act('GenerateImportTargetErrorKeysFile', about)).json.value).toBe(false);
    now += 1000;
    expect((await act('GetImportTargetErrorKeysFileUrl', about)).json.value).toBe('');
  });

  it('lists errors without a care for quotation marks inside them', async () => {
    const { id } = await imported({ fields: FIELDS, file: csv(FIELDS.join(','), '"a ""b""",,,,,,') });
    expect((await act('GetExecutionErrors', { executionId: id })).json.value).toBe(
      `[{"RecordId":"a "b"","Field":"ConnectionId","ErrorMessage":"The value 'a "b"' of field ConnectionId cannot be converted."}]`,
    );
  });

  it('stages only where it is told not to execute', async () => {
    const { status } = await imported({ fields: FIELDS, file: csv(FIELDS.join(','), line(5)) }, { execute: false });
    expect(status).toBe('Succeeded');
    expect(await rows('ProjCDSTransactionRelationshipImport')).not.toContain(`${ID}5`);
  });

  it('stages nothing without a field map, and says nothing', async () => {
    const { id, status } = await imported({ file: csv(FIELDS.join(','), line(6)) });
    expect([status, await errorsOf(id)]).toEqual(['Succeeded', []]);
    expect(await rows('ProjCDSTransactionRelationshipImport')).not.toContain(`${ID}6`);
  });

  it('fails for a file that is not Unicode', async () => {
    const { id, status } = await imported({ fields: FIELDS, file: strToU8(`${FIELDS.join(',')}\r\n${line(7)}\r\n`) });
    expect(status).toBe('Failed');
    expect((await errorsOf(id))[0]?.ErrorMessage).toBe('Selected file is not Unicode.');
  });

  it('reads values in quotation marks', async () => {
    const quoted = `${ID}8,"a ""1"", b",Cost,msdyn_actual,b,Sales,msdyn_actual`;
    expect((await imported({ fields: FIELDS, file: csv(FIELDS.join(','), quoted) })).status).toBe('Succeeded');
    expect(await rows('ProjCDSTransactionRelationshipImport')).toContain('a &#34;1&#34;, b');
  });

  it('is refused while another runs, and under an id that is taken', async () => {
    const url = await uploaded(packageOf({ fields: FIELDS, file: csv(FIELDS.join(','), line(9)) }));
    expect((await act('ImportFromPackage', request(url, { executionId: 'run-2' }))).status).toBe(200);
    expect(says(await act('ImportFromPackage', request(url)))).toContain('execution run-2 is still running');
    now += 3000;
    expect(says(await act('ImportFromPackage', request(url, { executionId: 'run-2' })))).toContain('exists already');
  });

  it.each<[what: string, content: Content, words: string]>([
    [
      'an entity that is not there',
      { entity: 'Relationships', fields: FIELDS, file: csv('A') },
      'Entity Relationships does not exist',
    ],
    ['a field that is not there', { fields: ['NOPE'], file: csv('NOPE', 'x') }, 'The mapping is incorrect for entity'],
    [
      'lines without carriage return',
      { fields: FIELDS, file: utf16(`${FIELDS.join(',')}\n${line(1)}\n`) },
      'The mapping is incorrect',
    ],
    ['a file that is not in the package', { fields: FIELDS }, 'no file rows.csv'],
    ['a manifest of another namespace', { manifest: '<DataManagementPackageManifest xmlns="x"/>' }, 'does not hold'],
    ['a manifest that is no XML', { manifest: '<DataManagement' }, 'not well-formed'],
    ['a header of another type', { header: HEADER.replace('>DefinitionGroup<', '>Other<') }, 'package type'],
    ['a format that is not there', { fields: FIELDS, file: csv('A'), format: 'Parquet' }, 'source data format'],
  ])('is refused at once for %s', async (_what, content, words) => {
    const reply = await act('ImportFromPackage', request(await uploaded(packageOf(content))));
    expect(reply.status).toBe(400);
    expect(says(reply)).toContain(words);
  });

  it('is refused without a package, for no zip, and for no company', async () => {
    const origin = session.finance.url;
    expect(says(await act('ImportFromPackage', request(`${origin}/dmf/none.zip?sig=x`)))).toContain('was not found');
    expect(says(await act('ImportFromPackage', request(await uploaded(strToU8('PK')))))).toContain('not a valid zip');
    const url = await uploaded(packageOf({}));
    expect(says(await act('ImportFromPackage', request(url, { legalEntityId: 'XXXX' })))).toContain(
      "'XXXX' does not exist",
    );
  });
});

describe('the calls', () => {
  it.each<[action: string, body: unknown, status: number, words: string]>([
    ['GetAzureWriteUrl', {}, 400, "'uniqueFileName' is missing"],
    ['GetAzureWriteUrl', { uniqueFileName: 1 }, 400, 'Edm.String'],
    ['GetExecutionErrors', { executionId: 'x', more: 1 }, 400, "'more'"],
    ['GetExecutionErrors', { executionId: 'x' }, 400, 'were not found'],
    ['GetExecutionSummaryStatus', '[', 400, 'Invalid JSON'],
    ['ExportToPackage', {}, 501, 'ExportToPackage'],
  ])('%s %j: %i', async (action, body, status, words) => {
    const reply = await act(action, body);
    expect([reply.status, says(reply)]).toEqual([status, expect.stringContaining(words)]);
  });

  it('want somebody who is signed in; an upload wants the signed address instead, in time', async () => {
    const path = 'data/DataManagementDefinitionGroups/Microsoft.Dynamics.DataEntities.GetAzureWriteUrl';
    expect((await session.send('POST', path, { uniqueFileName: 'a.zip' }, {}, '')).status).toBe(401);
    const { BlobUrl } = JSON.parse((await act('GetAzureWriteUrl', { uniqueFileName: 'a.zip' })).json.value);
    const bytes = packageOf({});
    expect((await put(BlobUrl.replace(/sig=\w+/, 'sig=guessed'), bytes)).status).toBe(403);
    expect((await put(BlobUrl, bytes, 'PageBlob')).status).toBe(400);
    const signedTwice = await fetch(BlobUrl, {
      method: 'PUT',
      body: Buffer.from(bytes),
      headers: { 'x-ms-blob-type': 'BlockBlob', authorization: 'Bearer sandbox-host' },
    });
    expect(signedTwice.status).toBe(403);
    now += 60 * 60_000 + 1;
    expect((await put(BlobUrl, bytes)).status).toBe(403);
  });
});

describe('what data management knows', () => {
  it('names entities by their label, with their name in code', async () => {
    const path = "data/DataManagementEntities?$filter=TargetName eq 'ProjInvoiceProposalV2Entity'";
    expect((await session.send('GET', path)).json.value).toMatchObject([
      { EntityName: PROPOSALS, StagingTableName: 'ProjProposalJour', IsShared: 'No', EntityIsEnabled: 'Yes' },
    ]);
  });
});
