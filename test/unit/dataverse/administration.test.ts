import { describe, expect, it } from 'vitest';
import {
  createLedger,
  createRequest,
  findSyncRecords,
  importSolution,
  ImportFailed,
  installedSolution,
  latestRuns,
  MapNotFound,
  pinSetting,
  readHosts,
  readSettings,
  readTableMaps,
  readUpgradeConflicts,
  seedTableMaps,
  serverClock,
  setMapState,
  whoAmI,
  withOverlay,
  writeSetting,
  writeUpgradeConflicts,
  type LedgerEvent,
} from '../../../plugins-ts/dataverse';
import { finding, type Finding, type TableMap } from '../../../plugins-ts/maps';
import { hostId, tableMapId } from '../../../plugins-ts/sync';
import { error, FakeClient, ok, rows, type Answer, type Asked } from './fake-client';
import { OwnRows } from './own-rows';
import { guid } from './tables';

function environment(special: (asked: Asked) => Answer | null = () => null) {
  const own = new OwnRows();
  const client = new FakeClient((asked) => special(asked) ?? own.answer(asked));
  return { own, client };
}

const shipped = (version: string): TableMap => ({
  key: 'projects-v2',
  name: 'Projects V2',
  version,
  order: 40,
  dataverse: { table: 'msdyn_project', entitySet: 'msdyn_projects' },
  finance: { entity: 'ProjectsV2', companyField: 'dataAreaId', label: 'Projects V2' },
  columns: [
    { dataverse: 'msdyn_owningcompany.cdm_companycode', finance: 'dataAreaId', direction: 'toFinance', transforms: [] },
    { dataverse: 'msdyn_projectnumber', finance: 'ProjectID', direction: 'toFinance', transforms: [] },
  ],
  integrationKey: ['dataAreaId', 'ProjectID'],
  policies: { conflict: 'dataverse', onDelete: 'never', insertOnce: false },
});

const seed = (client: FakeClient, version: string) => seedTableMaps(client, [{ shipped: shipped(version) }]);

const ROW = `tandem_tablemaps(${tableMapId('projects-v2')})`;

describe('table maps', () => {
  it('are seeded stopped, and seeding twice changes nothing', async () => {
    const { own, client } = environment();
    expect(await seed(client, '1.0.0.0')).toMatchObject([{ outcome: 'created', source: 'Tandem 1.0.0.0' }]);
    expect(own.all.get(ROW)).toMatchObject({
      tandem_key: 'projects-v2',
      tandem_state: 718100000,
      tandem_order: 40,
      tandem_table: 'msdyn_project',
      tandem_entity: 'ProjectsV2',
      tandem_direction: 'toFinance',
      tandem_source: 'Tandem 1.0.0.0',
      tandem_overlay: null,
    });
    await setMapState(client, 'projects-v2', 'running', { companies: ['usmf'] });
    const before = own.all.get(ROW);
    expect(await seed(client, '1.0.0.0')).toMatchObject([{ outcome: 'unchanged', source: null }]);
    expect(own.all.get(ROW)).toEqual(before);
  });

  it('are written many at once, and told of on the way', async () => {
    const { client } = environment();
    const many = Array.from({ length: 20 }, (_, at) => ({ shipped: { ...shipped('1.0.0.0'), key: `map-${at}` } }));
    const told: string[] = [];
    await seedTableMaps(client, many, { told: (done, all) => told.push(`${done} of ${all}`) });
    expect(told).toEqual(['8 of 20', '16 of 20', '20 of 20']);
    expect(client.requests.map((request) => request.length)).toEqual([1, 1, 8, 8, 4]);
  });

  it('that another admin has seeded meanwhile are left to them', async () => {
    const { client } = environment((asked) => (asked.method === 'PATCH' ? error(412) : null));
    expect(await seed(client, '1.0.0.0')).toMatchObject([{ outcome: 'unchanged', source: null }]);
  });

  it('that could not be written are not said to be', async () => {
    const { client } = environment((asked) => (asked.method === 'PATCH' ? error(403) : null));
    await expect(seed(client, '1.0.0.0')).rejects.toMatchObject({ status: 403 });
  });

  it('take a newer definition, and keep state, companies and cut-over', async () => {
    const { own, client } = environment();
    await seed(client, '1.9.0.0');
    const cutover = Date.UTC(2026, 10, 1);
    await setMapState(client, 'projects-v2', 'running', { companies: ['usmf'], cutover });
    expect(await seed(client, '1.10.0.0')).toMatchObject([{ outcome: 'upgraded', versionThere: '1.9.0.0' }]);
    expect(own.all.get(ROW)).toMatchObject({
      tandem_version: '1.10.0.0',
      tandem_state: 718100001,
      tandem_companies: '["usmf"]',
      tandem_cutover: '2026-11-01T00:00:00Z',
    });
    expect(await seed(client, '1.9.0.0')).toMatchObject([{ outcome: 'newerThere' }]);
  });

  it('take a definition that has changed under the same number, but not from an older command line', async () => {
    const { client } = environment();
    await seed(client, '1.0.0.0');
    const renamed = [{ shipped: { ...shipped('1.0.0.0'), name: 'Projects' } }];
    expect(await seedTableMaps(client, renamed, { older: true })).toMatchObject([{ outcome: 'newerThere' }]);
    expect(await seedTableMaps(client, renamed)).toMatchObject([{ outcome: 'upgraded' }]);
  });

  it('give way to the tenant’s own, which stays the tenant’s own', async () => {
    const { own, client } = environment();
    const theirs = { map: { ...shipped('1.0.0.22'), name: 'Our projects' }, source: 'dual-write 1.0.0.22' };
    const seeds = [{ shipped: shipped('1.0.0.0'), own: theirs }];
    expect(await seedTableMaps(client, seeds)).toMatchObject([
      { outcome: 'created', version: '1.0.0.22', source: 'dual-write 1.0.0.22' },
    ]);
    expect(own.all.get(ROW)).toMatchObject({ tandem_name: 'Our projects', tandem_version: '1.0.0.22' });
    const [row] = await readTableMaps(client);
    expect(row).toMatchObject({ hasOverlay: true, seeded: { version: '1.0.0.0' } });
    expect(row?.stored?.map.name).toBe('Our projects');
    expect(await seedTableMaps(client, seeds)).toMatchObject([{ outcome: 'unchanged' }]);
  });

  describe('that somebody has changed', () => {
    const changed = async () => {
      const there = environment();
      await seed(there.client, '1.0.0.0');
      there.own.put(ROW, { tandem_overlay: '{"tandem":{"name":"Our projects"}}', tandem_state: 718100001 });
      return there;
    };

    it('take the new definition with the change in it', async () => {
      const { own, client } = await changed();
      expect(await seed(client, '2.0.0.0')).toMatchObject([{ outcome: 'merged', version: '2.0.0.0' }]);
      const [row] = await readTableMaps(client);
      expect(row).toMatchObject({ hasOverlay: true, seeded: { version: '2.0.0.0' }, state: 'running' });
      expect(row?.stored?.map).toMatchObject({ name: 'Our projects', version: '2.0.0.0' });
      expect(own.all.get(ROW)).toMatchObject({ tandem_conflicts: null });
    });

    it('are what ships when it says the same', async () => {
      const { own, client } = await changed();
      const theirs = { ...shipped('2.0.0.0'), name: 'Our projects' };
      await seedTableMaps(client, [{ shipped: theirs }]);
      expect(own.all.get(ROW)).toMatchObject({ tandem_overlay: null, tandem_name: 'Our projects' });
    });

    describe('and that a new version changes in another way', () => {
      const theirs = [{ shipped: { ...shipped('2.0.0.0'), name: 'Projects' } }];

      it('go on as they are, and say what is to be decided', async () => {
        const { own, client } = await changed();
        const before = own.all.get(ROW);
        const [seeded] = await seedTableMaps(client, theirs);
        const conflict = { column: null, base: 'Projects V2', mine: 'Our projects', theirs: 'Projects' };
        expect(seeded).toMatchObject({ outcome: 'conflict', version: '1.0.0.0', conflicts: [conflict] });
        const { tandem_conflicts: told, ...after } = own.all.get(ROW) ?? {};
        expect(JSON.parse(String(told))).toMatchObject([conflict]);
        expect(after).toMatchObject({ tandem_version: '1.0.0.0', tandem_overlay: before?.['tandem_overlay'] });
        expect(after).toMatchObject({ tandem_definition: before?.['tandem_definition'], tandem_state: 718100001 });
      });

      it.each([
        ['mine', 'Our projects'],
        ['shipped', 'Projects'],
      ] as const)('take what somebody has decided: %s', async (take, name) => {
        const { own, client } = await changed();
        await seedTableMaps(client, theirs);
        const conflicts = (await readUpgradeConflicts(client)).get('projects-v2') ?? [];
        const decided = conflicts.map((one) => ({ ...one, take }));
        await writeUpgradeConflicts(client, 'projects-v2', decided);
        expect(await seedTableMaps(client, theirs)).toMatchObject([{ outcome: 'merged', version: '2.0.0.0' }]);
        expect(own.all.get(ROW)).toMatchObject({ tandem_name: name, tandem_conflicts: null });
        expect(await seedTableMaps(client, theirs)).toMatchObject([{ outcome: 'unchanged' }]);
      });
    });

    describe('and whose new definition is looked at beside the metadata first', () => {
      const [toFix, asBefore, warning] = [
        finding('UNKNOWN_COLUMN', { map: 'projects-v2', column: 'new' }),
        finding('UNKNOWN_COLUMN', { map: 'projects-v2', column: 'old' }),
        finding('TRACKING_OFF', { map: 'projects-v2' }),
      ];
      const checking = (...found: readonly Finding[]) => ({
        check: ({ version }: TableMap) => Promise.resolve(version === '2.0.0.0' ? found : [asBefore]),
      });
      const next = [{ shipped: shipped('2.0.0.0') }];

      it('stay as they are where together they have something to fix, and say what', async () => {
        const { own, client } = await changed();
        const before = own.all.get(ROW);
        expect(await seedTableMaps(client, next, checking(toFix, asBefore, warning))).toMatchObject([
          { outcome: 'toFix', version: '1.0.0.0', source: null, findings: [toFix] },
        ]);
        expect(own.all.get(ROW)).toEqual(before);
        expect(await seedTableMaps(client, next)).toMatchObject([{ outcome: 'merged', version: '2.0.0.0' }]);
      });

      it('are upgraded where the new one is no worse than the present one', async () => {
        const { client } = await changed();
        expect(await seedTableMaps(client, next, checking(asBefore, warning))).toMatchObject([
          { outcome: 'merged', version: '2.0.0.0', findings: [] },
        ]);
      });

      it('as are those that run without any change', async () => {
        const { own, client } = environment();
        await seed(client, '1.0.0.0');
        expect(await seedTableMaps(client, [{ shipped: shipped('1.5.0.0') }], checking())).toMatchObject([
          { outcome: 'upgraded' },
        ]);
        own.put(ROW, { tandem_state: 718100001 });
        expect(await seedTableMaps(client, next, checking(toFix))).toMatchObject([{ outcome: 'toFix' }]);
        expect(own.all.get(ROW)).toMatchObject({ tandem_version: '1.5.0.0' });
        own.put(ROW, { tandem_state: 718100000 });
        expect(await seedTableMaps(client, next, checking(toFix))).toMatchObject([{ outcome: 'upgraded' }]);
      });
    });

    it('into something that nobody can read stay as they are', async () => {
      const { own, client } = await changed();
      own.put(ROW, { tandem_overlay: '{' });
      expect(await seed(client, '2.0.0.0')).toMatchObject([{ outcome: 'overlaid' }]);
      expect(own.all.get(ROW)).toMatchObject({ tandem_version: '1.0.0.0' });
    });
  });

  it('are what was shipped with the changes laid over; one that cannot be read is told of, the others run', async () => {
    const { own, client } = environment();
    await seed(client, '1.0.0.0');
    own.put(ROW, { tandem_overlay: '{"tandem":{"name":"Our projects"}}', tandem_companies: '["USMF"]' });
    own.put(`tandem_tablemaps(${guid(1)})`, {
      tandem_tablemapid: guid(1),
      tandem_key: 'broken',
      tandem_definition: '{',
    });
    const events: LedgerEvent[] = [];
    const ledger = createLedger({ client, host: 'h', now: () => 0, told: (event) => events.push(event) });
    const maps = await ledger.tableMaps();
    expect(maps).toMatchObject([
      { state: 'stopped', companies: ['USMF'], cutover: null, map: { name: 'Our projects' } },
    ]);
    expect(maps[0]?.map.columns).toHaveLength(2);
    expect(events).toMatchObject([{ kind: 'mapUnreadable', row: { key: 'broken' } }]);
  });

  it('that do not exist cannot be started', async () => {
    const { client } = environment();
    await expect(setMapState(client, 'nothing', 'running')).rejects.toBeInstanceOf(MapNotFound);
  });
});

describe('an overlay', () => {
  it.each([
    ['nothing changes nothing', '{"a":1}', '', '{"a":1}'],
    ['objects are merged', '{"a":{"b":1,"c":2}}', '{"a":{"b":3}}', '{"a":{"c":2,"b":3}}'],
    ['lists are replaced', '{"a":[1,2],"b":1}', '{"a":[3]}', '{"b":1,"a":[3]}'],
    [
      'a whole map takes the place',
      '{"legs":[1],"tandem":{"a":1}}',
      '{"legs":[],"tandem":{}}',
      '{"legs":[],"tandem":{}}',
    ],
    ['null takes away', '{"a":1,"b":2}', '{"a":null}', '{"b":2}'],
    ['broken text is shown to the parser', '{"a":1}', '{', '{'],
  ])('%s', (_, definition, overlay, expected) => {
    expect(withOverlay(definition, overlay)).toBe(expected);
  });
});

describe('settings', () => {
  it('are read, written, and cleared', async () => {
    const { client, own } = environment();
    await writeSetting(client, 'financeUrl', "https://x/?a='b'");
    await writeSetting(client, 'financeUrl', 'https://y');
    expect(own.all.size).toBe(1);
    expect(await readSettings(client)).toEqual({ financeUrl: 'https://y' });
    await writeSetting(client, 'financeUrl', null);
    expect(await readSettings(client)).toEqual({});
  });

  it('that are pinned stay pinned', async () => {
    const { client } = environment();
    expect(await pinSetting(client, 'dataverseOrganizationId', guid(1))).toBe(guid(1));
    expect(await pinSetting(client, 'dataverseOrganizationId', guid(2))).toBe(guid(1));
  });
});

describe('the organisation', () => {
  it('says who asks, and of whom', async () => {
    const answer = { UserId: guid(1).toUpperCase(), BusinessUnitId: guid(2), OrganizationId: guid(3) };
    const { client } = environment(() => ok(answer));
    expect(await whoAmI(client)).toEqual({ userId: guid(1), businessUnitId: guid(2), organizationId: guid(3) });
  });

  it('keeps the time', async () => {
    let elapsed = 5_000;
    const { client } = environment(() => ({
      status: 200,
      body: {},
      headers: { date: 'Wed, 25 Nov 2026 10:00:00 GMT' },
    }));
    const clock = await serverClock(client, () => elapsed);
    elapsed += 1_500;
    expect(clock.now()).toBe(Date.UTC(2026, 10, 25, 10, 0, 1, 500));
    expect(clock.monotonic()).toBe(6_500);
  });
});

describe('a solution', () => {
  const zip = new Uint8Array([0x50, 0x4b, 3, 4, 255, 0]);
  const IMPORT = { importJobId: guid(70), monotonic: () => 0, sleep: async () => undefined };

  it('is imported as a job that is waited for', async () => {
    const states = [20, 20, 30];
    const waits: number[] = [];
    const told: (number | null)[] = [];
    const { client } = environment(({ path }) => {
      if (path === 'ImportSolutionAsync') return ok({ AsyncOperationId: guid(71), ImportJobKey: 'k' });
      if (path.startsWith('asyncoperations')) return ok({ statuscode: states.shift() });
      return ok({ progress: 40 });
    });
    const sleep = async (milliseconds: number) => void waits.push(milliseconds);
    await importSolution(client, zip, { ...IMPORT, sleep, every: 2_000, told: (progress) => told.push(progress) });
    expect(client.asked[0]?.body).toMatchObject({ CustomizationFile: 'UEsDBP8A', ImportJobId: guid(70) });
    expect(waits).toEqual([2_000, 2_000]);
    expect(told).toEqual([40, 40]);
  });

  it('that the platform refuses says why, with the report of the job', async () => {
    const { client } = environment(({ path }) => {
      if (path === 'ImportSolutionAsync') return ok({ AsyncOperationId: guid(71) });
      if (path.startsWith('asyncoperations')) return ok({ statuscode: 31, friendlymessage: 'Missing dependency' });
      return ok({ data: '<importexportxml />' });
    });
    const refused = await importSolution(client, zip, IMPORT).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(ImportFailed);
    expect(refused).toMatchObject({ message: 'Missing dependency', report: '<importexportxml />' });
  });

  it('is not waited for without end', async () => {
    let time = 0;
    const { client } = environment(({ path }) =>
      path === 'ImportSolutionAsync' ? ok({ AsyncOperationId: guid(71) }) : ok({ statuscode: 20 }),
    );
    const sleep = async (milliseconds: number) => void (time += milliseconds);
    const waiting = importSolution(client, zip, { ...IMPORT, monotonic: () => time, sleep, every: 10, atMost: 30 });
    await expect(waiting).rejects.toThrow(/still running/);
    expect(time).toBe(30);
  });

  it('is imported within the request where there are no such jobs', async () => {
    const { client } = environment(({ path }) => (path === 'ImportSolutionAsync' ? error(404) : { status: 204 }));
    await importSolution(client, zip, IMPORT);
    expect(client.asked.map(({ path }) => path)).toEqual(['ImportSolutionAsync', 'ImportSolution']);
  });

  it('is there or not', async () => {
    const installed = {
      solutionid: guid(72),
      version: '0.1.0.0',
      ismanaged: true,
      installedon: '2026-11-25T10:00:00Z',
    };
    const { client } = environment(({ path }) => (path.includes("eq 'tandem'") ? rows(installed) : rows()));
    expect(await installedSolution(client, 'tandem')).toEqual({
      id: guid(72),
      version: '0.1.0.0',
      managed: true,
      installedOn: Date.UTC(2026, 10, 25, 10),
    });
    expect(await installedSolution(client, 'other')).toBeNull();
  });
});

describe('looking things up', () => {
  it('finds sync records by the id of a record, or by the beginning of its name', async () => {
    const { client } = environment(() => rows());
    await findSyncRecords(client, `{${guid(1).toUpperCase()}}`);
    await findSyncRecords(client, " O'Hara ");
    expect(client.asked[0]?.path).toContain(`tandem_recordid eq '${guid(1)}'`);
    expect(client.asked[1]?.path).toContain("startswith(tandem_name,'O''Hara')");
  });

  it('leaves a request for the host, once', async () => {
    let there = false;
    const { client } = environment(() => {
      const answer = there ? error(412, '0x80040237') : { status: 204 };
      there = true;
      return answer;
    });
    const request = {
      id: guid(80),
      kind: 'resolve',
      table: 'msdyn_project',
      recordId: guid(1),
      mapKey: null,
      choice: { Name: 'finance' },
    } as const;
    await createRequest(client, request);
    await createRequest(client, request);
    expect(client.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST tandem_syncrequests',
      'POST tandem_syncrequests',
    ]);
    expect(client.asked[0]?.body).toMatchObject({
      tandem_syncrequestid: guid(80),
      tandem_kind: 718100002,
      tandem_requeststate: 718100000,
      tandem_choice: '{"Name":"finance"}',
    });
    expect(client.asked[0]?.body).not.toHaveProperty('tandem_mapkey');
  });

  it('lists runs and hosts as they were written', async () => {
    const { client } = environment();
    const ledger = createLedger({ client, host: 'nightly', now: () => 0, financeUrl: 'https://f' });
    const run = {
      id: guid(60),
      kind: 'adopt',
      mapKey: 'projects-v2',
      state: 'failed',
      total: null,
      done: 3,
      written: 1,
      errors: 2,
      started: Date.UTC(2026, 10, 25),
      ended: Date.UTC(2026, 10, 25, 1),
      host: 'nightly',
      error: 'No answer',
    } as const;
    await ledger.writeRun(run);
    expect(await latestRuns(client, 10)).toEqual([run]);
    const maps = { m: { state: 'paused', caughtUpUntil: null, table: 't', name: 'M' } } as const;
    const host = { name: 'nightly', version: '1', lastSeen: Date.UTC(2026, 10, 25), maps };
    await ledger.heartbeat(host);
    expect(await readHosts(client)).toEqual([{ ...host, financeUrl: 'https://f' }]);
    expect(hostId('nightly')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
