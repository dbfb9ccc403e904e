import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { previewMap } from '../../../plugins-ts/cli/commands/map-preview';
import { Failure, FAILURES } from '../../../plugins-ts/cli/failure';
import { createOutput } from '../../../plugins-ts/cli/output';
import { previewColumns, type PreviewedColumn, type Way } from '../../../plugins-ts/cli/preview/columns';
import { readFinanceKey } from '../../../plugins-ts/cli/preview/finance-key';
import type { PreviewOptions } from '../../../plugins-ts/cli/preview/look';
import { compileTableMap, supposedSchemas, type TableMap, type Transform } from '../../../plugins-ts/maps';
import { SHIPPED_MAPS } from '../../../plugins-ts/project-operations';

/** A row of a file, without any connection: there is nothing that anything could be written to. */
function shipped(key: string): TableMap {
  const map = SHIPPED_MAPS.find((one) => one.key === key);
  if (map === undefined) throw new Error(`no map ${key}`);
  return map;
}

interface Answer {
  readonly direction: Way;
  readonly passesFilter: boolean | null;
  readonly key: Readonly<Record<string, unknown>> | null;
  readonly missing: readonly string[];
  readonly target: string;
  readonly columns: readonly PreviewedColumn[];
}

interface Looked {
  readonly answer: Answer;
  readonly exit: number;
  readonly column: (name: string) => PreviewedColumn | undefined;
}

async function look(map: TableMap, row: unknown, options: Partial<PreviewOptions> = {}): Promise<Looked> {
  let text = '';
  const output = createOutput(true, (more) => (text += more));
  const source = { kind: 'file', name: 'row.json', text: spelled(row) } as const;
  const exit = await previewMap(
    null,
    map,
    { source, way: null, beside: null, zones: null, version: '1.0.0', ...options },
    output,
  );
  const answer = JSON.parse(text) as Answer;
  return { answer, exit, column: (name) => answer.columns.find((one) => one.field === name || one.column === name) };
}

const spelled = (row: unknown): string => (typeof row === 'string' ? row : JSON.stringify(row));
const beside = (row: unknown) => ({ name: 'there.json', text: spelled(row) });

async function refusal(...args: Parameters<typeof look>): Promise<string> {
  try {
    await look(...args);
    return 'not refused';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.exit).toBe(2);
    expect(error.remedy).not.toBe('');
    return `${error.code} ${error.message}`;
  }
}

const PROJECTS = shipped('projects-v2');
const CUSTOMERS = shipped('customers-v3');

/** As the Web API answers it: annotations, ids of lookups, rows that were expanded. */
const PROJECT = {
  '@odata.context': 'https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#msdyn_projects',
  msdyn_projectid: '0A0000A3-0000-4000-8000-000000000020',
  msdyn_projectnumber: 'PRJ-001042',
  msdyn_subject: 'ERP roll-out Lyon',
  statecode: 0,
  'statecode@OData.Community.Display.V1.FormattedValue': 'Active',
  msdyn_scheduledstart: '2026-11-09T23:30:00Z',
  msdyn_finish: null,
  msdyn_actualstart: null,
  msdyn_actualend: null,
  _msdyn_salesorderid_value: null,
  _msdyn_customer_value: '0a0000a1-0000-4000-8000-000000000035',
  msdyn_customer: { accountnumber: 'FR-C0031' },
  msdyn_OwningCompany: { cdm_companycode: 'FRRT' },
  msdyn_description: 'Core model',
};

const FINANCE_PROJECT = {
  dataAreaId: 'frrt',
  ProjectId: 'prj-001042',
  ProjectName: 'ERP Lyon',
  ProjectStage: 'InProcess',
  ProjectedStartDate: '2026-11-10T12:00:00Z',
};

describe('a row of Dataverse', () => {
  it('is read as the Web API gives it: lookups, rows that were expanded, in whatever case', async () => {
    const { answer, exit, column } = await look(PROJECTS, { value: [PROJECT] });
    expect(exit).toBe(0);
    expect(answer).toMatchObject({
      map: 'projects-v2',
      direction: 'toFinance',
      supposed: true,
      recordId: '0a0000a3-0000-4000-8000-000000000020',
      passesFilter: true,
      key: { dataAreaId: 'frrt', ProjectId: 'PRJ-001042' },
      target: 'notLookedAt',
    });
    expect(column('CustomerAccountNumber')).toMatchObject({ source: 'FR-C0031', written: 'FR-C0031', mark: 'written' });
    // A lookup that leads nowhere leaves nothing behind it.
    expect(column('ProjectContractId')).toMatchObject({ source: null, problem: null });
    expect(column('ProjectStage')).toMatchObject({ source: 0, written: 'InProcess' });
  });

  it('has the days of its company, where its zone is told', async () => {
    const day = async (zones: PreviewOptions['zones']) =>
      (await look(PROJECTS, PROJECT, { zones })).column('ProjectedStartDate')?.written;
    expect(await day(null)).toBe('2026-11-09T12:00:00Z');
    expect(await day({ frrt: 'Europe/Paris' })).toBe('2026-11-10T12:00:00Z');
  });

  it('stands beside the row of Finance that has the same key, and no other', async () => {
    const { answer, column } = await look(PROJECTS, PROJECT, {
      beside: beside(FINANCE_PROJECT),
      zones: { frrt: 'Europe/Paris' },
    });
    expect(answer.target).toBe('there');
    expect(column('ProjectName')).toMatchObject({ target: 'ERP Lyon', mark: 'changes' });
    expect(column('ProjectId')).toMatchObject({ target: 'prj-001042', mark: 'same' });
    expect(column('ProjectedStartDate')).toMatchObject({ mark: 'same' });
    const other = { beside: beside({ ...FINANCE_PROJECT, ProjectId: 'PRJ-2' }) };
    expect(await refusal(PROJECTS, PROJECT, other)).toMatch(/TDM2123 there\.json holds another row: frrt · PRJ-2/);
    const half = { beside: beside({ dataAreaId: 'frrt' }) };
    expect(await refusal(PROJECTS, PROJECT, half)).toMatch(/TDM2123 .*without a whole key/);
  });

  it('without a column that the map reads is no row with nothing in it', async () => {
    const { msdyn_subject: _, ...rest } = PROJECT;
    const { exit, column, answer } = await look(PROJECTS, { ...rest, msdyn_subjekt: 'ERP' });
    expect(exit).toBe(1);
    expect(column('ProjectName')).toMatchObject({ written: null, mark: 'problem', problem: { code: 'TDM1322' } });
    expect(column('ProjectName')?.problem?.message).toBe(
      'The row that was given has no msdyn_subject, not even as null. Is msdyn_subjekt meant?',
    );
    expect(answer.columns.filter(({ mark }) => mark === 'problem')).toHaveLength(1);
  });

  it('of which nobody can tell whether the filter lets it through', async () => {
    const row = { accountnumber: 'US-1', name: 'Contoso', msdyn_company: { cdm_companycode: 'usmf' } };
    expect((await look(CUSTOMERS, row)).answer.passesFilter).toBeNull();
    expect((await look(CUSTOMERS, { ...row, customertypecode: 3 })).answer.passesFilter).toBe(true);
    expect((await look(CUSTOMERS, { ...row, customertypecode: 4 })).answer.passesFilter).toBe(false);
  });

  it('keeps its decimals as they are written', async () => {
    const row = '{"accountnumber":"US-1","creditlimit":12345678901234567.8900}';
    expect((await look(CUSTOMERS, row)).column('CreditLimit')?.written).toBe('12345678901234567.89');
  });

  it('is looked at by all columns but those of the map that have something to fix', async () => {
    const twice: Transform = { kind: 'valueMap', entries: { All: '806380002', No: '806380002' } };
    const columns = CUSTOMERS.columns.map((one) =>
      one.finance === 'OnHoldStatus' ? { ...one, transforms: [twice] } : one,
    );
    const row = { accountnumber: 'US-1', name: 'Contoso', creditlimit: 10, msdyn_onholdstatus: 806380002 };
    const { exit, column, answer } = await look({ ...CUSTOMERS, columns }, row);
    expect(exit).toBe(1);
    expect(column('OnHoldStatus')).toMatchObject({ mark: 'problem', written: null, problem: { code: 'TDM1029' } });
    expect(column('CreditLimit')).toMatchObject({ written: '10' });
    expect(answer.columns.filter(({ field }) => field === 'OnHoldStatus')).toHaveLength(1);
  });

  it('that is posted once is never written over', async () => {
    const actuals = shipped('project-operations-integration-actuals');
    const row = { msdyn_actualimportid: 'A-1', msdyn_description: 'Workshop', msdyn_amount: 10 };
    const there = { ActualsImportId: 'A-1', Description: 'Other', Amount: 10 };
    const { column } = await look(actuals, row, { beside: beside(there) });
    expect(column('Description')?.mark).toBe('stays');
    expect(column('Amount')?.mark).toBe('same');
  });
});

describe('a row of Finance', () => {
  const CUSTOMER = {
    dataAreaId: 'usmf',
    CUSTOMERACCOUNT: 'US-1',
    OrganizationName: 'Contoso',
    PartyType: 'Organization',
  };

  it('goes to Dataverse, names in whatever case', async () => {
    const { answer, column } = await look(CUSTOMERS, CUSTOMER, { way: 'toDataverse' });
    expect(answer).toMatchObject({
      direction: 'toDataverse',
      passesFilter: true,
      key: { dataAreaId: 'usmf', CustomerAccount: 'US-1' },
    });
    expect(column('name')).toMatchObject({ field: 'OrganizationName', source: 'Contoso', written: 'Contoso' });
    expect(column('accountnumber')).toMatchObject({ written: 'US-1' });
    // What only a default feeds is written once, on create.
    expect(column('customertypecode')).toMatchObject({ field: null, mark: 'onCreate', problem: null });
  });

  it('beside the row of Dataverse', async () => {
    const account = { accountnumber: 'US-1', name: 'contoso', msdyn_company: { cdm_companycode: 'usmf' } };
    const { column } = await look(CUSTOMERS, CUSTOMER, { way: 'toDataverse', beside: beside(account) });
    expect(column('name')).toMatchObject({ target: 'contoso', mark: 'changes' });
    expect(column('accountnumber')).toMatchObject({ mark: 'same' });
  });

  it('is what Dataverse knows a new row by, and not written to one that is there', async () => {
    const entities = shipped('legal-entities');
    const [key, ...others] = entities.columns;
    const map = { ...entities, columns: [{ ...key, direction: 'toFinance', transforms: [] } as const, ...others] };
    const row = { LegalEntityId: 'usmf', Name: 'Contoso US' };
    expect(
      (await look(map, row, { way: 'toDataverse', beside: beside({ cdm_name: 'x', cdm_companycode: 'usmf' }) })).column(
        'cdm_companycode',
      ),
    ).toBeUndefined();
    const fresh = previewColumns(compileTableMap(map, supposedSchemas(map)), 'toDataverse', {
      source: row,
      target: null,
      isLookedUp: true,
      company: null,
      absent: new Map(),
    });
    expect(fresh.map(({ column, written, mark }) => [column, written, mark])).toEqual([
      ['cdm_companycode', 'usmf', 'new'],
      ['cdm_name', 'Contoso US', 'new'],
    ]);
  });

  it('is what a map means that goes nowhere else', async () => {
    const { answer, column } = await look(shipped('legal-entities'), { LegalEntityId: 'usmf', Name: 'Contoso US' });
    expect(answer.direction).toBe('toDataverse');
    expect(column('cdm_name')?.written).toBe('Contoso US');
  });
});

describe('what is refused', () => {
  const deep = `{"a":${'['.repeat(5_000_000)}`;

  test.each<[string, unknown, RegExp]>([
    ['half a file', '{"a": 1', /line 1, column 8: close brace expected/],
    ['a comma too many', '{"a": 1,}', /line 1, column 9/],
    ['nothing', '', /it is empty|value expected/],
    ['megabytes of brackets', deep, /it nests deeper/],
    ['no row', { value: [] }, /0 rows where one is wanted/],
    ['two rows', [PROJECT, PROJECT], /2 rows where one is wanted/],
    ['a text', '"PRJ-1"', /"PRJ-1" is no row, which is an object/],
    ['a property twice', '{\n"msdyn_subject": "a",\n"msdyn_subject": "b"}', /line 3.*msdyn_subject stands there twice/],
    ['a row of something else', { name: 'x' }, /none of the columns that projects-v2 reads of msdyn_project/],
    [
      'an object for a value',
      { ...PROJECT, msdyn_description: ['x'] },
      /msdyn_description is \["x"\], which is no value/,
    ],
  ])('%s, with its place', async (_, row, words) => {
    const said = await refusal(PROJECTS, row);
    expect(said).toMatch(/^TDM2123 row\.json holds no row, at line \d+, column \d+: /);
    expect(said).toMatch(words);
  });

  test.each<[string, TableMap, Way, RegExp]>([
    ['to Dataverse', PROJECTS, 'toDataverse', /^TDM2124 projects-v2 carries nothing to Dataverse\.$/],
    ['to Finance', shipped('legal-entities'), 'toFinance', /^TDM2124 legal-entities carries nothing to Finance\.$/],
    [
      'what is posted once',
      shipped('project-operations-integration-actuals'),
      'toDataverse',
      /^TDM2124 .* to Dataverse: what is posted once never changes here/,
    ],
  ])('a map that does not go %s', async (_, map, way, words) => {
    expect(await refusal(map, PROJECT, { way })).toMatch(words);
  });

  it('a map that has something to fix', async () => {
    const [first, ...rest] = PROJECTS.columns;
    const broken = { ...PROJECTS, columns: [...(first === undefined ? [] : [first, first]), ...rest] };
    expect(await refusal(broken, PROJECT)).toMatch(/^TDM2114 projects-v2 has something to fix: /);
  });
});

describe('every shipped map', () => {
  const ways = SHIPPED_MAPS.flatMap((map) =>
    (['toFinance', 'toDataverse'] as const)
      .filter((way) => map.columns.some(({ direction }) => direction === way || direction === 'both'))
      .filter((way) => way === 'toFinance' || !map.policies.insertOnce)
      .map((way) => [map.key, way, map] as const),
  );
  test.each(ways)('%s %s: a row that has nothing but its columns is looked at', async (_, way, map) => {
    const names = map.columns.flatMap((column) => (way === 'toFinance' ? column.dataverse : column.finance) ?? []);
    const joined = map.columns.flatMap(({ transforms }) =>
      transforms.flatMap((one: Transform) => (one.kind === 'join' ? one.columns : [])),
    );
    const row = Object.fromEntries([...names, ...(way === 'toFinance' ? joined : [])].map((name) => [name, null]));
    const { answer } = await look(map, row, { way });
    expect(answer.columns.length).toBeGreaterThan(0);
    expect(answer.columns.flatMap(({ problem }) => problem ?? [])).toEqual([]);
  });
});

describe('a Finance key on the command line', () => {
  const schemas = supposedSchemas(PROJECTS);
  const map = compileTableMap(PROJECTS, schemas);
  const read = (text: string) => readFinanceKey(text, map, schemas);

  test.each([
    ['dataAreaId=usmf,ProjectId=PRJ-1'],
    ['projectid = PRJ-1 , DATAAREAID = usmf'],
    ["dataAreaId='usmf',ProjectId='PRJ-1'"],
  ])('%s', (text) => {
    expect(read(text)).toEqual({ dataAreaId: 'usmf', ProjectId: 'PRJ-1' });
    expect(Object.keys(read(text))).toEqual(['dataAreaId', 'ProjectId']);
  });

  test('values with commas and quotes', () => {
    expect(read('dataAreaId=usmf,ProjectId=a, b').ProjectId).toBe('a, b');
    expect(read("dataAreaId=usmf,ProjectId='a,b=c''d'").ProjectId).toBe("a,b=c'd");
  });

  test('any value comes through in quotes', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((value) => value.trim() === value && value !== ''),
        (value) => {
          const text = `dataAreaId=usmf,ProjectId='${value.replaceAll("'", "''")}'`;
          expect(read(text).ProjectId).toBe(value);
        },
      ),
    );
  });

  test.each([
    [
      'dataAreaId=usmf,ProjektId=x',
      FAILURES.COLUMN_UNKNOWN,
      'ProjektId is no key field of ProjectsV2. Is ProjectId meant?',
    ],
    ['dataAreaId=usmf', FAILURES.CALL_WRONG, 'The key says nothing of ProjectId.'],
    ['dataAreaId=usmf,dataAreaId=frrt', FAILURES.CALL_WRONG, 'The key has dataAreaId twice.'],
    ['PRJ-1', FAILURES.CALL_WRONG, '"PRJ-1" is no key of ProjectsV2.'],
    ['', FAILURES.CALL_WRONG, '"" is no key of ProjectsV2.'],
  ])('%s is refused', (text, code, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code, message }) as Error);
  });
});
