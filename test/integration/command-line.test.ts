import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { tandem, type CommandOptions, type Ended } from './world/command';
import { changeCustomer, projectThere } from './world/people';
import { standing } from './world/records';
import { ZIP } from './world/prepared';
import { compareSides, UNSETTLED_AT_FIRST } from './world/sides';
import { openWorld, type World } from './world/world';

/** The command line as it ships, as a process: what it prints, and what it ends with. */
let bare: World;
let imported: World;
let running: World;
let files: string;
beforeAll(async () => {
  [bare, imported, running] = await Promise.all([
    openWorld({ from: 'bare' }),
    openWorld({ from: 'imported' }),
    openWorld({ from: 'running' }),
  ]);
  files = mkdtempSync(join(tmpdir(), 'tandem-files-'));
});
afterAll(async () => {
  await Promise.all([bare.close(), imported.close(), running.close()]);
  rmSync(files, { recursive: true });
});

const MAPS = ['customers-v3', 'legal-entities', 'project-contract-headers', 'projects-v2'].map((key) =>
  resolve(`plugins-ts/project-operations/maps/${key}.json`),
);

/** A sentence, a code, a remedy: never where in the code it was. */
function expectFailure(ended: Ended, exit: number, code: string, words: string | RegExp): void {
  expect(ended).toMatchObject({ code: exit, stderr: expect.stringMatching(words) });
  const lines = ended.stderr.trim().split('\n').slice(-2);
  expect(lines).toEqual([expect.stringMatching(`^✗ .+ ${code}$`), expect.stringMatching(/^ {2}\S.+/)]);
  expectNoTrace(ended);
}

const expectNoTrace = ({ stdout, stderr }: Ended): void => {
  expect(stdout + stderr).not.toMatch(/^\s+at .+:\d+/m);
  expect(stderr).not.toContain('node:');
};

const json = (ended: Ended): Record<string, unknown> => JSON.parse(ended.stdout) as Record<string, unknown>;

/** An address of this machine where nobody listens. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

describe('where it cannot or must not work', () => {
  const environment = (more: Record<string, string | undefined>): CommandOptions => ({ environment: more });

  it.concurrent('a token that nobody knows', async () => {
    const ended = await tandem(running, ['run', '--once'], environment({ TANDEM_TOKEN: 'stale' }));
    expectFailure(ended, 3, 'TDM2103', `${running.sandbox.dataverse.url} refused the sign-in`);
  });

  it.concurrent('a user without a role of Tandem’s', async () => {
    const ended = await tandem(running, ['run', '--once'], { user: 'outsider' });
    expectFailure(ended, 3, 'TDM2104', /prvReadtandem_Setting[^]*Give the user[^]*Tandem host/);
  });

  it.concurrent.each([
    ['TANDEM_DATAVERSE_URL', ['status']],
    // What hosts know of Finance can be said without it.
    ['TANDEM_FINANCE_URL', ['run', '--once']],
  ])('an address where nobody is: %s', async (name, args) => {
    const address = await closedAddress();
    expectFailure(await tandem(running, args, environment({ [name]: address })), 3, 'TDM2102', address);
  });

  it.concurrent('an address where somebody else is', async () => {
    const { url } = running.sandbox.finance;
    const ended = await tandem(running, ['status'], environment({ TANDEM_DATAVERSE_URL: url }));
    expectFailure(ended, 2, 'TDM2102', `${url} answered 404`);
  });

  it.concurrent('no connection: everything that is missing at once', async () => {
    const nothing = { TANDEM_DATAVERSE_URL: undefined, TANDEM_FINANCE_URL: undefined, TANDEM_AUTH: undefined };
    const ended = await tandem(running, ['status'], environment({ ...nothing, TANDEM_TOKEN: undefined }));
    expectFailure(ended, 2, 'TDM2101', /"dataverse" is missing; "finance" is missing; authentication "kind"/);
  });

  it.concurrent('a connection file that is broken, with its place', async () => {
    const file = join(files, 'connection.json');
    writeFileSync(file, '{\n  "dataverse": "https://contoso.example",\n  "finance" "x"\n}');
    const ended = await tandem(running, ['status', '--connection', file]);
    expectFailure(ended, 2, 'TDM2101', /connection\.json is not JSON: .+ at line 3, column 13/);
  });

  it.concurrent.each([['status'], ['status', 'x'], ['retry', 'x']])('no solution: %s %s', async (...args) => {
    expectFailure(await tandem(bare, args), 2, 'TDM2107', /has no Tandem[^]*tandem setup --solution/);
  });

  it.concurrent('no solution: setup', async () => {
    expectFailure(await tandem(bare, ['setup']), 2, 'TDM2107', 'is not installed in this environment');
  });

  it.concurrent('no solution: run', async () => {
    expectFailure(await tandem(bare, ['run', '--once']), 2, 'TDM2109', /has not been set up[^]*Run tandem setup first/);
  });

  it.concurrent('table maps that nobody has started', async () => {
    const ended = await tandem(imported, ['run', '--once'], { user: 'host' });
    expectFailure(ended, 2, 'TDM2109', /No table map is running[^]*tandem setup --start/);
  });

  it.concurrent('a call that there is not', async () => {
    for (const args of [['wurst'], ['run', '--wurst'], ['map', 'check']]) {
      const ended = await tandem(running, args);
      expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('tandem --help shows what there is') });
      expectNoTrace(ended);
    }
  });

  it.concurrent('help and version are no mistakes', async () => {
    expect(await tandem(running, ['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
    expect(await tandem(running, ['run', '--help'])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('in a place that is not the one that was set up', () => {
  let copy: World;
  beforeAll(async () => {
    copy = await openWorld();
  });
  afterAll(() => copy.close());

  const set = (name: string, value: string): void => {
    const { organization } = copy.sandbox.dataverse;
    const [row] = organization.rows('tandem_setting', { tandem_name: name });
    organization.put('tandem_setting', { ...row, tandem_value: value });
  };

  const there = async (): Promise<unknown> => (await projectThere(copy, 'frrt', 'PRJ-001042')).ProjectName;
  const version = (): bigint => copy.sandbox.dataverse.organization.counters.newestVersion();

  it.each([
    ['run', '--once'],
    ['setup', '--start'],
    ['setup', '--solution', resolve(ZIP), '--reimport'],
  ])('a copied organisation: %s %s writes nothing, on neither side', async (...args) => {
    await copy.dataverse('PATCH', `msdyn_projects(${seedId('project', 'PRJ-001042')})`, { msdyn_subject: 'Copied' });
    const { organization } = copy.sandbox.dataverse;
    const [pinned] = organization.rows('tandem_setting', { tandem_name: 'dataverseOrganizationId' });
    set('dataverseOrganizationId', '0a000000-0000-4000-8000-0000000000fe');
    const before = version();
    expectFailure(await tandem(copy, args), 4, 'TDM2105', /This environment is a copy[^]*--repin/);
    expect(version()).toBe(before);
    expect(await there()).toBe('ERP roll-out Lyon');
    set('dataverseOrganizationId', String(pinned?.tandem_value));
  });

  it('another Finance', async () => {
    set('financeUrl', 'https://production.operations.dynamics.com');
    const before = version();
    const ended = await tandem(copy, ['run', '--once'], { user: 'host' });
    expectFailure(ended, 4, 'TDM2106', 'belongs to https://production');
    expect(version()).toBe(before);
    expect(await there()).toBe('ERP roll-out Lyon');
    set('financeUrl', copy.sandbox.finance.url);
  });

  it('a host older than the solution stops itself', async () => {
    set('solutionVersion', '9.0.0.0');
    const before = version();
    const ended = await tandem(copy, ['run', '--once'], { user: 'host' });
    expectFailure(ended, 2, 'TDM2108', /version 0\.1\.0\.0, older than the solution \(9\.0\.0\.0\)/);
    expect(version()).toBe(before);
    set('solutionVersion', '0.1.0.0');
  });

  it('setup --repin takes it for its own', async () => {
    set('dataverseOrganizationId', '0a000000-0000-4000-8000-0000000000fe');
    expect(await tandem(copy, ['setup', '--repin'])).toMatchObject({ code: 0 });
    expect(await tandem(copy, ['run', '--once'], { user: 'host' })).toMatchObject({ code: 0 });
    expect(await there()).toBe('Copied');
  });
});

describe('map check', () => {
  /** A shipped map with a piece of its text changed. */
  const changed = (name: string, change: (text: string) => string): string => {
    const file = join(files, name);
    writeFileSync(file, change(readFileSync(MAPS[3] ?? '', 'utf8')));
    return file;
  };

  it.concurrent('the shipped maps by themselves: only what is unverified', async () => {
    const ended = await tandem(running, ['map', 'check', ...MAPS]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/\n4 maps: 0 to fix, 0 warnings, \d+ to know\.\n$/);
    expect(ended.stdout).not.toMatch(/^(to fix|warning)/m);
  });

  it.concurrent('against two addresses, wherever they stand in the call', async () => {
    const { dataverse, finance } = running.sandbox;
    const there = ['--against', `dataverse=${dataverse.url}`, `finance=${finance.url}`];
    const elsewhere = { environment: { TANDEM_DATAVERSE_URL: undefined, TANDEM_FINANCE_URL: undefined } };
    const before = await tandem(running, ['map', 'check', ...there, ...MAPS], elsewhere);
    const after = await tandem(running, ['map', 'check', ...MAPS, ...there], elsewhere);
    expect(before).toMatchObject({ code: 1, stderr: '' });
    expect(after).toEqual(before);
  });

  it.concurrent('against both sides: warnings, and nothing to fix', async () => {
    const ended = await tandem(running, ['map', 'check', '--against', ...MAPS]);
    expect(ended).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^warning TDM\d{4} \S+customers-v3\.json:\d+:\d+ customers-v3 · /m),
    });
    expect(ended.stdout).toMatch(/\n4 maps: 0 to fix, \d+ warnings, \d+ to know\.\n$/);
  });

  it.concurrent('a file that is not there', async () => {
    const ended = await tandem(running, ['map', 'check', join(files, 'nowhere.json')]);
    expectFailure(ended, 2, 'TDM2113', /nowhere\.json cannot be read: ENOENT/);
  });

  it.concurrent('JSON that is broken: file, line, column, once', async () => {
    const file = changed('broken.json', (text) => text.replace('"legs": [', '"legs": [,'));
    const ended = await tandem(running, ['map', 'check', file]);
    expect(ended).toMatchObject({ code: 2, stderr: '' });
    expect(ended.stdout).toMatch(/^to fix TDM1101 \S+broken\.json:6:12 /);
    expect(ended.stdout).toContain('1 to fix, 0 warnings, 0 to know.');
  });

  it.concurrent('a column that Dataverse does not have, with what was perhaps meant', async () => {
    const file = changed('column.json', (text) => text.replace('"msdyn_subject"', '"msdyn_subjct"'));
    const ended = await tandem(running, ['map', 'check', '--against', file]);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(
      /to fix TDM\d{4} \S+column\.json:\d+:\d+ projects-v2 · ProjectName\n.*msdyn_subjct[^]*msdyn_subject/,
    );
  });

  it.concurrent('a field that Finance does not have', async () => {
    const file = changed('field.json', (text) => text.replace('"ProjectName"', '"ProjectNam"'));
    const ended = await tandem(running, ['map', 'check', '--against', file]);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(/to fix TDM\d{4} .*ProjectNam\n/);
  });

  it.concurrent('a key that is not all there', async () => {
    const file = changed('key.json', (text) => text.replace('["dataAreaId", "ProjectId"]', '["dataAreaId"]'));
    const ended = await tandem(running, ['map', 'check', '--against', file]);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(/to fix TDM10\d\d [^]*ProjectId/);
  });

  it.concurrent('as JSON', async () => {
    const file = changed('json.json', (text) => text.replace('"legs": [', '"legs": [,'));
    const ended = await tandem(running, ['map', 'check', '--json', file]);
    expect(ended.code).toBe(2);
    expect(json(ended)).toMatchObject({
      files: [file],
      findings: [{ code: 'TDM1101', severity: 'error', file, at: { line: 6, column: 12 } }],
    });
  });
});

describe('status, retry, run --once', () => {
  it('go together: what is refused is seen, mended, asked for again and done', async () => {
    const rebuild = seedId('project', 'PRJ-001040');
    const seen = await tandem(running, ['status']);
    expect(seen).toMatchObject({ code: 1, stderr: '' });
    expect(seen.stdout).toMatch(/^Projects V2 +running +18 +1 +1 /m);

    const one = await tandem(running, ['status', 'Adventure Works reb']);
    expect(one.code).toBe(1);
    expect(one.stdout).toContain(`Adventure Works rebuild (projects-v2, ${rebuild})\n  error as of 2026-11-25T08:`);
    expect(one.stdout).toContain('TDM3001 Finance refused the record.\n  Mend what Finance names, then retry.\n');
    expect(one.stdout).toContain('It says: “Customer US-C0012 is on hold.');
    expect(one.stdout).toMatch(/since \d+ min/);

    // Asked for before it is mended: refused again, and the run says that somebody has to look.
    expect(await tandem(running, ['retry', '--code', 'TDM3001'])).toMatchObject({
      code: 0,
      stdout: 'Retry asked for Adventure Works rebuild (projects-v2).\n',
    });
    const early = await tandem(running, ['run', '--once', '--name', 'scheduled'], { user: 'host' });
    expect(early).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('projects-v2: 1 error') });

    await changeCustomer(running, 'usmf', 'US-C0012', { OnHoldStatus: 'No' });
    expect(json(await tandem(running, ['retry', rebuild, '--json']))).toEqual({
      asked: [{ mapKey: 'projects-v2', recordId: rebuild, name: 'Adventure Works rebuild' }],
    });
    const late = await tandem(running, ['run', '--once', '--name', 'scheduled', '--json'], { user: 'host' });
    expect(late.code).toBe(0);
    const lines = late.stdout.split('\n').filter((line) => line.startsWith('{"at"'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual(
      expect.objectContaining({ map: 'projects-v2', results: { created: 1 } }),
    );
    expect(standing(running, rebuild)).toMatchObject({ status: 'inSync' });

    expect(await tandem(running, ['status', rebuild])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('inSync'),
    });
    expect(await tandem(running, ['run', '--once', '--name', 'scheduled'], { user: 'host' })).toMatchObject({
      code: 0,
      stdout: 'scheduled runs 4 table maps once.\nNothing to do.\n',
    });
    expect(compareSides(running)).toEqual({
      differences: [],
      unsettled: UNSETTLED_AT_FIRST.filter((line) => !line.includes('Adventure')),
    });
  });

  it('status as JSON', async () => {
    const ended = await tandem(running, ['status', '--json']);
    const answer = json(ended);
    const maps = answer.maps as readonly { readonly state: string }[];
    expect(maps).toHaveLength(32);
    expect({ ...answer, maps: maps.filter(({ state }) => state === 'running') }).toMatchObject({
      asOf: expect.stringMatching(/^2026-11-25T09:/),
      hosts: [
        { name: 'scheduled', version: '0.1.0' },
        { name: 'setup', lastSeen: null },
      ],
      maps: [
        { key: 'legal-entities', state: 'running', records: { inSync: 2 } },
        { key: 'customers-v3', records: { inSync: 39, conflict: 1, waiting: 1 } },
        { key: 'project-contract-headers' },
        { key: 'projects-v2', records: { inSync: 19, waiting: 1 } },
      ],
    });
  });

  it.each([
    [['status', 'Nobody Knows'], 'TDM2112', 'There is no sync record for Nobody Knows.'],
    [['retry'], 'TDM2112', 'Which records?'],
    [['retry', '--code', 'TDM9999'], 'TDM2112', 'No record is in error or conflict by that choice.'],
    [['setup', '--start', 'wurst'], 'TDM2111', 'There is no table map wurst in this environment.'],
    [['setup', '--zones', 'usmf=Mars'], 'TDM2116', 'is no company with a time zone'],
  ])('%j is refused', async (args, code, words) => {
    expectFailure(await tandem(running, args), 2, code, words);
  });

  it('a failure as JSON: on stdout, and nothing else there', async () => {
    const ended = await tandem(running, ['retry', '--json']);
    expect(ended).toMatchObject({ code: 2, stderr: '' });
    expect(json(ended)).toEqual({
      error: { code: 'TDM2112', message: expect.stringContaining('Which records?'), remedy: expect.any(String) },
    });
  });
});
