import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tandem, type Ended } from './world/command';
import { openWorld, type World } from './world/world';

/** `tandem doctor` as a process, in environments that are broken on purpose. */
interface Told {
  readonly maps: readonly { readonly key: string; readonly state: string; readonly toFix: number }[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly map: string;
    readonly column?: string;
    readonly message: string;
    readonly accepted: boolean;
  }[];
}

const told = (ended: Ended): Told => JSON.parse(ended.stdout) as Told;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const rows = (table: string, match: Record<string, unknown>): readonly Record<string, unknown>[] =>
  world.sandbox.dataverse.organization.rows(table, match as never) as never;

function set(name: string, value: string): () => void {
  const { organization } = world.sandbox.dataverse;
  const [row] = organization.rows('tandem_setting', { tandem_name: name });
  organization.put('tandem_setting', { ...row, tandem_value: value });
  return () => organization.put('tandem_setting', { ...row });
}

/** Findings of `doctor --json` that have this code. */
async function found(
  code: string,
  args: readonly string[] = [],
  user = 'admin',
): Promise<[number | null, Told['findings']]> {
  const ended = await tandem(world, ['doctor', ...args, '--json'], { user });
  expect(ended.stderr).toBe('');
  return [ended.code, told(ended).findings.filter((one) => one.code === code)];
}

describe('an environment that runs', () => {
  it('has nothing to fix, as table and as JSON', async () => {
    const ended = await tandem(world, ['doctor']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^projects-v2 +running/m);
    // What was accepted when the maps were started is not asked for again.
    expect(ended.stdout).toMatch(/\n0 to fix, 0 warnings, \d+ to know, 18 accepted\.\n/);
    const { maps, findings } = told(await tandem(world, ['doctor', '--json']));
    expect(findings.filter(({ accepted }) => accepted).map(({ code, map }) => `${code} ${map}`)).toEqual(
      expect.arrayContaining(['TDM1219 customers-v3', 'TDM1221 customers-v3', 'TDM1215 projects-v2']),
    );
    expect(maps.filter(({ state }) => state === 'running').map(({ key, toFix }) => [key, toFix])).toEqual([
      ['legal-entities', 0],
      ['customers-v3', 0],
      ['project-contract-headers', 0],
      ['projects-v2', 0],
    ]);
    expect(findings.filter(({ map }) => map === 'environment')).toEqual([]);
  });

  it('warnings are accepted by their codes, or by their columns too', async () => {
    const args = ['doctor', 'vendors-v2'];
    expect(await tandem(world, args)).toMatchObject({ code: 1, stdout: expect.stringContaining('TDM1219') as string });
    expect(await tandem(world, [...args, '--accept', 'TDM1219'])).toMatchObject({ code: 0 });
    expect(await tandem(world, [...args, '--accept', 'TDM1219:OnHoldStatus'])).toMatchObject({ code: 0 });
    expect(await tandem(world, [...args, '--accept', 'TDM1219:Other'])).toMatchObject({ code: 1 });
  });

  it('a map that is not there', async () => {
    expect(await tandem(world, ['doctor', 'wurst'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no table map wurst') as string,
    });
  });
});

describe('broken on purpose', () => {
  it('a company without a zone', async () => {
    const mend = set('zones', JSON.stringify({ usmf: 'America/Chicago' }));
    const [code, findings] = await found('TDM1522');
    mend();
    expect(code).toBe(2);
    expect(findings.map(({ map, message }) => `${map}: ${message}`)).toContainEqual(
      expect.stringMatching(/^projects-v2: .*company frrt has no time zone/),
    );
  });

  it('another organisation, another Finance', async () => {
    const mend = [
      set('dataverseOrganizationId', '0a000000-0000-4000-8000-0000000000fe'),
      set('financeUrl', 'https://production.operations.dynamics.com'),
    ];
    const [code, copied] = await found('TDM1501');
    const [, elsewhere] = await found('TDM1502');
    for (const one of mend) one();
    expect([code, copied.length, elsewhere.length]).toEqual([2, 1, 1]);
  });

  it('a table that does not track changes: a warning, for it is compared', async () => {
    const { organization } = world.sandbox.dataverse;
    const table = organization.catalog.table('msdyn_project') as { changeTracking: boolean };
    table.changeTracking = false;
    const [code, findings] = await found('TDM1510');
    table.changeTracking = true;
    expect(code).toBe(1);
    expect(findings.map(({ map }) => map)).toContain('projects-v2');
  });

  it('a secured column that the host may not read', async () => {
    const { organization } = world.sandbox.dataverse;
    const column = organization.catalog.table('msdyn_project').columns.find(({ name }) => name === 'msdyn_subject') as {
      secured: boolean;
    };
    column.secured = true;
    const [code, findings] = await found('TDM1512', [], 'admin');
    column.secured = false;
    expect(code).toBe(2);
    expect(findings).toMatchObject([{ map: 'projects-v2', column: 'ProjectName' }]);
  });

  it('dual-write that runs the same map', async () => {
    const { organization } = world.sandbox.dataverse;
    const [row] = rows('msdyn_dualwriteruntimeconfig', { msdyn_internalentityname: 'msdyn_projecttask' });
    organization.put('msdyn_dualwriteruntimeconfig', {
      ...row,
      msdyn_internalentityname: 'msdyn_project',
      msdyn_externalentityname: 'Projects V2',
    } as never);
    const [code, findings] = await found('TDM1520');
    organization.put('msdyn_dualwriteruntimeconfig', { ...row } as never);
    expect(code).toBe(2);
    expect(findings.map(({ map }) => map)).toContain('projects-v2');
  });

  it('dual-write that runs a map, as Finance alone says', async () => {
    const { organization } = world.sandbox.dataverse;
    const [row] = rows('msdyn_dualwriteruntimeconfig', { msdyn_internalentityname: 'msdyn_projecttask' });
    const [, both] = await found('TDM1520', ['project-tasks']);
    organization.put('msdyn_dualwriteruntimeconfig', { ...row, statecode: 1 } as never);
    const [code, findings] = await found('TDM1520', ['project-tasks']);
    organization.put('msdyn_dualwriteruntimeconfig', { ...row } as never);
    expect(code).toBe(2);
    expect([...both, ...findings].map(({ message }) => /says ([^:]+):/.exec(message)?.[1])).toEqual([
      'Dataverse and Finance',
      'Finance',
    ]);
  });

  it('a stopped map counts only where it is asked for', async () => {
    const [, all] = await found('TDM1520');
    expect(all.map(({ map }) => map)).toEqual(['project-tasks', 'project-operations-integration-actuals']);
    const [code] = await found('TDM1520', ['project-tasks']);
    expect(code).toBe(2);
  });
});

describe('probes', () => {
  interface Probed {
    readonly probes: readonly { readonly probe: string; readonly outcome: string; readonly detail: string }[];
  }
  const probe = async (...args: string[]): Promise<[Probed['probes'], number | null]> => {
    const ended = await tandem(world, ['doctor', '--probe', '--json', ...args]);
    expect(ended.stderr).toBe('');
    return [(JSON.parse(ended.stdout) as Probed).probes, ended.code];
  };
  const outcomes = (probes: Probed['probes'], name: string): string[] =>
    probes.filter((one) => one.probe.startsWith(name)).map(({ outcome }) => outcome);

  it('that write are not run where nobody allows it; nothing is written', async () => {
    const before = world.sandbox.dataverse.organization.counters.newestVersion();
    const [probes] = await probe();
    expect(outcomes(probes, 'Finance refuses')).toEqual(['notAsked']);
    expect(world.sandbox.dataverse.organization.counters.newestVersion()).toBe(before);
  });

  it('with --yes all are run, and what is not probed says why', async () => {
    const [probes] = await probe('--yes');
    expect(outcomes(probes, 'Finance refuses')).toEqual(['supported']);
    expect(outcomes(probes, 'Rows can be read')).toEqual(['supported']);
    expect(outcomes(probes, 'IEEE754Compatible')).toEqual(['supported', 'supported']);
    expect(outcomes(probes, 'The column behind Skip Sync')).toEqual(['supported']);
    expect(outcomes(probes, 'Actuals take columns')).toEqual(['supported']);
    expect(new Set(outcomes(probes, 'Tables of Dataverse'))).toContain('supported');
    const entities = probes.filter((one) => one.probe.startsWith('Entities of Finance'));
    expect(entities).toContainEqual({
      ...entities[0],
      outcome: 'notSupported',
      detail: 'ProjInvoiceProposalV2Entity is not public',
    });
    const rest = probes.filter(({ outcome }) => outcome === 'notProbed');
    expect(rest.length).toBeGreaterThan(0);
    for (const { detail } of rest) expect(detail).toMatch(/\w+ \w+/);
  });
});

describe('setup --start', () => {
  it('starts nothing that has something to fix, and says what', async () => {
    const imported = await openWorld({ from: 'imported' });
    const { organization } = imported.sandbox.dataverse;
    const [row] = organization.rows('tandem_setting', { tandem_name: 'zones' });
    organization.put('tandem_setting', { ...row, tandem_value: JSON.stringify({ usmf: 'America/Chicago' }) });
    const refused = await tandem(imported, ['setup', '--start', 'projects-v2']);
    const [map] = organization.rows('tandem_tablemap', { tandem_key: 'projects-v2' });
    await imported.close();
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing has been started') as string });
    expect(refused.stdout).toMatch(/to fix TDM1522 projects-v2\n.*company frrt has no time zone/);
    expect(map?.tandem_state).toBe(718100000);
  });

  describe('asks for warnings and unverified columns by name', () => {
    let imported: World;
    const START = ['setup', '--start', 'customers-v3,projects-v2'];
    const rowsOf = () => imported.sandbox.dataverse.organization.rows('tandem_tablemap');
    const row = (key: string) => rowsOf().find((one) => one.tandem_key === key);
    const running = () =>
      rowsOf()
        .filter((one) => one.tandem_state === RUNNING)
        .map((one) => one.tandem_key);
    const stop = () => {
      for (const one of rowsOf())
        imported.sandbox.dataverse.organization.put('tandem_tablemap', { ...one, tandem_state: STOPPED });
    };
    const [STOPPED, RUNNING] = [718_100_000, 718_100_001];
    /** Headings of findings in what was printed. */
    const named = ({ stdout }: Ended): readonly string[] =>
      [...stdout.matchAll(/^(?:warning|to know) (TDM\d+ .+)$/gm)].map(([, heading = '']) => heading);

    beforeAll(async () => {
      imported = await openWorld({ from: 'imported' });
    });
    afterAll(() => imported.close());

    it('and starts nothing before', async () => {
      const refused = await tandem(imported, START);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(
        /Customers V3, Projects V2 cannot start before 2 warnings and 9 unverified above are accepted.* TDM2126\n/,
      );
      expect(refused.stderr).toContain('--accept "TDM1219:OnHoldStatus,TDM1221:InvoiceAccount" --accept-inferred');
      expect(named(refused)).toEqual([
        'TDM1219 customers-v3 · OnHoldStatus',
        'TDM1221 customers-v3 · InvoiceAccount',
        'TDM1215 customers-v3 · InvoiceAddress',
        'TDM1215 projects-v2 · 8 columns',
      ]);
      const partly = await tandem(imported, [...START, '--accept', 'TDM1219:OnHoldStatus', '--accept-inferred']);
      expect([partly.code, ...named(partly)]).toEqual([2, 'TDM1221 customers-v3 · InvoiceAccount']);
      expect(running()).toEqual([]);
      expect(rowsOf().filter((one) => one.tandem_accepted !== null)).toEqual([]);
      // One document, with the error and what led to it.
      const answer = JSON.parse((await tandem(imported, [...START, '--json'])).stdout) as {
        readonly findings: readonly unknown[];
        readonly error: object;
      };
      expect(answer.error).toMatchObject({ code: 'TDM2126' });
      expect(answer.findings).toHaveLength(11);
    });

    it('keeps the answers with the maps, and asks again only for what is new', async () => {
      const accepting = ['--accept', 'TDM1219:OnHoldStatus', '--accept', 'TDM1221', '--accept-inferred'];
      const started = await tandem(imported, [...START, ...accepting]);
      expect(started.stderr).toBe('');
      expect(running()).toEqual(['customers-v3', 'projects-v2']);
      expect(JSON.parse(String(row('customers-v3')?.tandem_accepted))).toContainEqual(
        expect.objectContaining({ map: 'customers-v3', code: 'TDM1219', column: 'OnHoldStatus' }),
      );
      stop();
      expect((await tandem(imported, START)).stderr).toBe('');
      expect(running()).toEqual(['customers-v3', 'projects-v2']);

      stop();
      const own = JSON.parse(String(row('projects-v2')?.tandem_definition)) as {
        legs: { fieldMappings: { sourceField: string; tandem: { inferred: boolean } }[] }[];
      };
      for (const one of own.legs[0]?.fieldMappings ?? [])
        if (one.sourceField === 'ProjectId') one.tandem.inferred = true;
      imported.sandbox.dataverse.organization.put('tandem_tablemap', {
        ...row('projects-v2'),
        tandem_overlay: JSON.stringify(own),
      } as never);
      const again = await tandem(imported, START);
      expect([again.code, ...named(again)]).toEqual([2, 'TDM1215 projects-v2 · ProjectId']);
      expect(running()).toEqual([]);
      expect((await tandem(imported, [...START, '--accept', 'TDM1215:ProjectId'])).stderr).toBe('');
      expect(running()).toEqual(['customers-v3', 'projects-v2']);
    });

    it('a name that is none is refused before anything is done', async () => {
      expect(await tandem(imported, [...START, '--accept', 'OnHoldStatus'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('names no finding of a table map. TDM2119') as string,
      });
    });
  });
});
