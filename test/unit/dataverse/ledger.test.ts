import { describe, expect, it } from 'vitest';
import { createLedger, type LedgerEvent } from '../../../plugins-ts/dataverse';
import { LEFT_BEHIND } from '../../../plugins-ts/dataverse/own-tables/requests';
import {
  checkpointId,
  hostId,
  keyText,
  newRecord,
  SideUnavailable,
  syncRecordId,
  tableMapId,
  type Checkpoint,
  type SyncRecord,
} from '../../../plugins-ts/sync';
import { error, FakeClient, ok, rows, type Answer, type Asked } from './fake-client';
import { OwnRows } from './own-rows';
import { guid } from './tables';

const MAP = 'projects-v2';
const OWNER = guid(901);
const TEAM = guid(902);
const LEFT = guid(903);

function ledgerOver(answer: (asked: Asked, own: OwnRows) => Answer | null = () => null) {
  const own = new OwnRows();
  const events: LedgerEvent[] = [];
  const client = new FakeClient((asked) => {
    const special = answer(asked, own);
    if (special !== null) return special;
    if (asked.path.startsWith('systemusers')) {
      return rows({ systemuserid: OWNER, isdisabled: false }, { systemuserid: LEFT, isdisabled: true });
    }
    if (asked.path.startsWith('teams')) return rows({ teamid: TEAM });
    return own.answer(asked);
  });
  const time = { now: Date.UTC(2026, 10, 25, 10, 42, 30, 900) };
  const ledger = createLedger({
    client,
    host: 'nightly',
    now: () => time.now,
    financeUrl: 'https://contoso.operations.dynamics.com',
    told: (event) => events.push(event),
  });
  return { own, client, ledger, events, time };
}

const record = (n: number, more: Partial<SyncRecord> = {}): SyncRecord => ({
  ...newRecord({
    id: syncRecordId(MAP, guid(n)),
    mapKey: MAP,
    recordId: guid(n),
    table: 'msdyn_project',
    name: `Bridge ${n} 🌉`,
  }),
  ...more,
});

const FULL: Partial<SyncRecord> = {
  status: 'error',
  reason: { code: 'TDM3001', parameters: { code: "O'Hara" } },
  since: Date.UTC(2026, 10, 25, 9),
  financeSays: 'The project group "X" does not exist.',
  conflict: [{ column: 'Name', here: 'a', finance: null }],
  company: 'usmf',
  financeKey: { dataAreaId: 'usmf', ProjectID: "P'1" },
  sourceVersion: '9007199254740993',
  hash: 'a'.repeat(64),
  targetEtag: 'W/"JzE="',
  adjusted: ['Name'],
  outcomes: [{ at: 1_764_063_750_123, status: 'error', action: 'refused', columns: ['Name'], by: 'Camille' }],
  attempts: 3,
  nextAttempt: Date.UTC(2026, 10, 25, 12),
  waitingFor: syncRecordId(MAP, guid(77)),
  hasWaiters: true,
  claimedAt: Date.UTC(2026, 10, 25, 10, 40),
  checkedAt: Date.UTC(2026, 10, 25, 10, 42),
  ownerId: OWNER,
};

describe('sync records', () => {
  it('come back as they were settled', async () => {
    const { ledger } = ledgerOver();
    const settled = record(1, FULL);
    const [etag] = await ledger.settle([{ record: settled, etag: null }]);
    const stored = await ledger.records(MAP, [guid(1), guid(2)]);
    expect([...stored.entries()]).toEqual([[guid(1), { record: settled, etag }]]);
    expect((await ledger.recordsById([settled.id])).get(settled.id)?.record).toEqual(settled);
  });

  it('cut times to the second, never beyond', async () => {
    const { ledger } = ledgerOver();
    await ledger.settle([{ record: record(1, { checkedAt: Date.UTC(2026, 10, 25, 10, 42, 30, 999) }), etag: null }]);
    const stored = (await ledger.records(MAP, [guid(1)])).get(guid(1));
    expect(stored?.record.checkedAt).toBe(Date.UTC(2026, 10, 25, 10, 42, 30));
  });

  it('say who settled them, for which map, and whose they are', async () => {
    const { ledger, own } = ledgerOver();
    await ledger.settle([
      { record: record(1, { ownerId: OWNER }), etag: null },
      { record: record(2, { ownerId: TEAM }), etag: null },
      { record: record(3, { ownerId: LEFT }), etag: null },
    ]);
    const rowOf = (n: number) => own.all.get(`tandem_syncrecords(${syncRecordId(MAP, guid(n))})`);
    expect(rowOf(1)).toMatchObject({
      _tandem_hostid_value: hostId('nightly'),
      _tandem_tablemapid_value: tableMapId(MAP),
      _ownerid_value: OWNER,
    });
    expect(rowOf(2)?._ownerid_value).toBe(TEAM);
    expect(rowOf(3)).not.toHaveProperty('_ownerid_value');
    expect(own.all.has(`tandem_hosts(${hostId('nightly')})`)).toBe(true);
  });

  it('are asked for in few requests', async () => {
    const { ledger, client } = ledgerOver();
    await ledger.records(
      MAP,
      Array.from({ length: 350 }, (_, n) => guid(n)),
    );
    expect(client.requests).toHaveLength(1);
    expect(client.requests[0]).toHaveLength(4);
  });

  it('that are too long for their columns are cut, never in the middle of a character', async () => {
    const { ledger, own } = ledgerOver();
    const long = record(1, {
      name: `${'x'.repeat(399)}🌉`,
      conflict: [{ column: 'Memo', here: 'é"'.repeat(200_000), finance: null }],
      outcomes: Array.from({ length: 5 }, (_, at) => ({ ...FULL.outcomes![0]!, at, columns: ['C'.repeat(6_000)] })),
    });
    await ledger.settle([{ record: long, etag: null }]);
    const row = own.all.get(`tandem_syncrecords(${long.id})`);
    expect(row?.tandem_name).toBe('x'.repeat(399));
    expect(String(row?.tandem_conflict).length).toBeLessThanOrEqual(100_000);
    expect(String(row?.tandem_outcomes).length).toBeLessThanOrEqual(20_000);
    const back = (await ledger.records(MAP, [guid(1)])).get(guid(1))?.record;
    expect(back?.conflict[0]?.column).toBe('Memo');
    expect(back?.outcomes.map(({ at }) => at)).toEqual([0, 1, 2]);
  });
});

describe('a settle', () => {
  it('is refused where the record is there already, has changed, or is gone', async () => {
    const { ledger } = ledgerOver();
    const [first] = await ledger.settle([{ record: record(1), etag: null }]);
    const answers = await ledger.settle([
      { record: record(1, { attempts: 1 }), etag: null },
      { record: record(1, { attempts: 2 }), etag: 'W/"other"' },
      { record: record(2), etag: 'W/"1"' },
      { record: record(1, { attempts: 3 }), etag: first! },
    ]);
    expect(answers.map((etag) => etag !== null)).toEqual([false, false, false, true]);
    expect((await ledger.records(MAP, [guid(1)])).get(guid(1))).toMatchObject({
      etag: answers[3],
      record: { attempts: 3 },
    });
  });

  it('writes a record and its base both or neither', async () => {
    const { ledger, client } = ledgerOver();
    const values = { Name: "O'Hara 🚲", Amount: '12.50', Empty: null };
    const [etag] = await ledger.settle([{ record: record(1), etag: null, base: { values, etag: null } }]);
    const id = record(1).id;
    const base = (await ledger.bases([id, record(2).id])).get(id);
    expect(base?.values).toEqual(values);
    const stale = await ledger.settle([
      { record: record(1, { attempts: 9 }), etag: etag!, base: { values: {}, etag: 'W/"stale"' } },
    ]);
    expect(stale).toEqual([null]);
    const sets = client.requests.at(-1);
    expect(sets?.map(({ path }) => path.split('(')[0])).toEqual(['tandem_syncrecords', 'tandem_syncbases']);
  });

  it('goes without an owner whom the platform refuses, and does not try him again at once', async () => {
    const { ledger, own, client, time } = ledgerOver(({ body }) =>
      body['ownerid@odata.bind'] === `/systemusers(${OWNER})` ? error(403, '0x80040220') : null,
    );
    const [etag] = await ledger.settle([{ record: record(1, { ownerId: OWNER }), etag: null }]);
    expect(etag).not.toBeNull();
    expect(own.all.get(`tandem_syncrecords(${record(1).id})`)).toMatchObject({ tandem_mapkey: MAP });
    const before = client.requests.length;
    await ledger.settle([{ record: record(1, { ownerId: OWNER }), etag: etag! }]);
    expect(client.requests.length - before).toBe(1);
    time.now += 3_600_000;
    const asked = client.asked.length;
    await ledger.settle([{ record: record(2, { ownerId: OWNER }), etag: null }]);
    expect(client.asked.slice(asked).some(({ path }) => path.startsWith('systemusers'))).toBe(true);
  });

  it('goes without a parent whose record was purged, and keeps its owner', async () => {
    const gone = syncRecordId(MAP, guid(77));
    const { ledger, own } = ledgerOver(({ body }) =>
      body['tandem_WaitingForId@odata.bind'] === `/tandem_syncrecords(${gone})` ? error(404, '0x80040217') : null,
    );
    const [etag] = await ledger.settle([{ record: record(1, { ownerId: OWNER, waitingFor: gone }), etag: null }]);
    expect(etag).not.toBeNull();
    const row = own.all.get(`tandem_syncrecords(${record(1).id})`);
    expect(row).toMatchObject({ _ownerid_value: OWNER, _tandem_hostid_value: hostId('nightly') });
  });

  it('that is refused whatever is left out is told of, and holds nobody up', async () => {
    const { ledger, events } = ledgerOver(({ path, method }) =>
      method === 'PATCH' && path.includes(record(1).id) ? error(400, '0x80040203') : null,
    );
    const answers = await ledger.settle([
      { record: record(1), etag: null },
      { record: record(2), etag: null },
    ]);
    expect(answers.map((etag) => etag !== null)).toEqual([false, true]);
    expect(events).toMatchObject([{ kind: 'recordRefused', syncRecordId: record(1).id }]);
  });

  it('is planned again when the database gave up on it alone, and unknown when the service did', async () => {
    const { ledger } = ledgerOver(({ path }) => (path.includes(record(1).id) ? error(500, '0x80044151') : null));
    expect(await ledger.settle([{ record: record(1), etag: null }])).toEqual([null]);
    const busy = ledgerOver(({ path }) => (path.includes(record(1).id) ? error(429, '0x80072322') : null));
    await expect(busy.ledger.settle([{ record: record(1), etag: null }])).rejects.toBeInstanceOf(SideUnavailable);
  });

  it('never goes on without an etag', async () => {
    const { ledger } = ledgerOver(({ path }) => (path.startsWith('tandem_syncrecords(') ? { status: 204 } : null));
    await expect(ledger.settle([{ record: record(1), etag: null }])).rejects.toThrow(/etag/);
  });

  it('of nothing asks nothing', async () => {
    const { ledger, client } = ledgerOver();
    expect(await ledger.settle([])).toEqual([]);
    expect(client.requests).toEqual([]);
  });
});

describe('questions about sync records', () => {
  const asking = async (ask: (ledger: ReturnType<typeof ledgerOver>['ledger']) => Promise<unknown>) => {
    const { ledger, client } = ledgerOver(() => rows());
    await ask(ledger);
    return client.asked[0]?.path ?? '';
  };

  it('what is due: by next attempt, and claims that were left behind', async () => {
    const path = await asking((ledger) =>
      ledger.due("o'map", Date.UTC(2026, 10, 25, 10, 0, 0, 900), Date.UTC(2026, 10, 25, 9, 58), 100),
    );
    expect(path).toContain("tandem_mapkey eq 'o''map'");
    expect(path).toContain(
      '(tandem_status eq 718100001 or tandem_status eq 718100003) and tandem_nextattempt le 2026-11-25T10:00:00Z',
    );
    expect(path).toContain(
      'tandem_status eq 718100002 and tandem_executionid eq null and ' +
        '(tandem_claimedat eq null or tandem_claimedat le 2026-11-25T09:58:00Z)',
    );
    expect(path).toContain('$orderby=tandem_nextattempt,tandem_claimedat&$top=100');
  });

  it('which packages are under way, and what was claimed for one', async () => {
    expect(await asking((ledger) => ledger.executions(MAP))).toContain(
      'tandem_status eq 718100002 and tandem_executionid ne null',
    );
    expect(await asking((ledger) => ledger.claimedFor(MAP, "Tandem-o'clock"))).toContain(
      "tandem_executionid eq 'Tandem-o''clock'",
    );
  });

  it('what is due: whatever is there and still owes a wake', async () => {
    const path = await asking((ledger) => ledger.due(MAP, 0, 0, 100));
    expect(path).toContain(
      'or (tandem_haswaiters eq true and tandem_hash ne null and ' +
        '(tandem_nextattempt eq null or tandem_nextattempt le 1970-01-01T00:00:00Z))',
    );
  });

  it('who waits for these records', async () => {
    const path = await asking((ledger) => ledger.waitingFor([guid(1)]));
    expect(path).toContain(
      `tandem_status eq 718100003 and Microsoft.Dynamics.CRM.In(PropertyName='tandem_waitingforid'`,
    );
  });

  it('all of a map, or of a company, page by page', async () => {
    const { ledger, client } = ledgerOver(({ path }) =>
      path.includes('skiptoken') ? rows() : ok({ value: [], '@odata.nextLink': 'tandem_syncrecords?$skiptoken=1' }),
    );
    const pages: unknown[] = [];
    for await (const page of ledger.allRecords(MAP, 'usmf')) pages.push(page);
    expect(pages).toHaveLength(2);
    expect(client.asked[0]?.path).toContain(`tandem_mapkey eq '${MAP}' and tandem_company eq 'usmf'`);
  });

  it('who has a Finance key: as Finance compares keys, and only rows that are there', async () => {
    const { ledger, client } = ledgerOver(({ path }) =>
      path.startsWith('tandem_syncrecords?')
        ? rows(
            { tandem_recordid: guid(1), tandem_financekey: '{"dataAreaId":"USMF","ProjectID":"p-1 "}' },
            { tandem_recordid: guid(2), tandem_financekey: '{"dataAreaId":"usmf","ProjectID":"other"}' },
          )
        : null,
    );
    const key = keyText({ dataAreaId: 'usmf', ProjectID: 'P-1' });
    expect(await ledger.owners(MAP, [key])).toEqual(new Map([[key, [guid(1)]]]));
    expect(client.asked[0]?.path).toContain('(tandem_hash ne null or tandem_status eq 718100002)');
    expect(client.asked[0]?.path).toContain("(tandem_reasoncode eq null or tandem_reasoncode ne 'TDM2004')");
    expect(client.asked[0]?.path).toMatch(/PropertyName='tandem_keyhash',PropertyValues=\['[0-9a-f-]{36}'\]/);
  });
});

describe('checkpoints', () => {
  const AT = { mapKey: MAP, side: 'finance', company: 'usmf' } as const;
  const moved: Checkpoint = {
    ...AT,
    token: 'projects?$deltatoken=1',
    tokenAt: Date.UTC(2026, 10, 25),
    olderTokens: [{ token: null, at: 1_764_028_800_123 }],
    leaseHolder: 'nightly',
    leaseUntil: Date.UTC(2026, 10, 25, 0, 1),
    counters: { deletes: 2 },
  };

  it('begin without an etag', async () => {
    const { ledger } = ledgerOver();
    expect(await ledger.checkpoint(AT)).toEqual({
      etag: null,
      checkpoint: {
        ...AT,
        token: null,
        tokenAt: null,
        olderTokens: [],
        leaseHolder: null,
        leaseUntil: null,
        counters: {},
      },
    });
  });

  it('are written by whoever read them last', async () => {
    const { ledger, own } = ledgerOver();
    const etag = await ledger.writeCheckpoint(moved, null);
    expect(await ledger.checkpoint(AT)).toEqual({ etag, checkpoint: moved });
    expect(await ledger.writeCheckpoint(moved, null)).toBeNull();
    expect(await ledger.writeCheckpoint(moved, 'W/"other"')).toBeNull();
    expect(await ledger.writeCheckpoint({ ...moved, token: 'next' }, etag)).not.toBeNull();
    expect(own.all.get(`tandem_checkpoints(${checkpointId(AT)})`)).toMatchObject({
      tandem_token: 'next',
      tandem_side: 718100001,
      tandem_company: 'usmf',
    });
  });

  it('are unknown when the service does not answer', async () => {
    const { ledger } = ledgerOver(() => error(0));
    await expect(ledger.checkpoint(AT)).rejects.toBeInstanceOf(SideUnavailable);
  });
});

describe('requests', () => {
  const request = {
    tandem_syncrequestid: guid(50),
    '@odata.etag': 'W/"5"',
    tandem_kind: 718100002,
    tandem_recordtable: 'msdyn_project',
    tandem_recordid: guid(1).toUpperCase(),
    tandem_mapkey: null,
    tandem_requeststate: 718100000,
    tandem_choice: '{"Name":"finance"}',
    createdon: '2026-11-25T09:00:00Z',
    _createdby_value: guid(900),
    '_createdby_value@OData.Community.Display.V1.FormattedValue': 'Étienne Moreau',
  };

  it('that are open come oldest first, with those whose host has died', async () => {
    const { ledger, client, time } = ledgerOver(() => rows(request));
    const [first] = await ledger.openRequests(20);
    expect(first).toEqual({
      etag: 'W/"5"',
      request: {
        id: guid(50),
        kind: 'resolve',
        table: 'msdyn_project',
        recordId: guid(1),
        mapKey: null,
        state: 'open',
        outcome: null,
        choice: { Name: 'finance' },
        claimedBy: null,
        claimedAt: null,
        by: 'Étienne Moreau',
        at: Date.parse('2026-11-25T09:00:00Z'),
      },
    });
    const cut = new Date(time.now - LEFT_BEHIND).toISOString().slice(0, 19);
    expect(client.asked[0]?.path).toContain(`tandem_claimedat lt ${cut}Z`);
    expect(client.asked[0]?.path).toContain('$orderby=createdon&$top=20');
  });

  it('that name no record are closed, and stand in nobody’s way', async () => {
    const { ledger, own } = ledgerOver();
    const unclear = { tandem_requeststate: 718100000, tandem_kind: null, tandem_choice: '[1' };
    own.put(`tandem_syncrequests(${guid(51)})`, {
      ...unclear,
      tandem_syncrequestid: guid(51),
      tandem_recordid: "x' or 1",
    });
    own.put(`tandem_syncrequests(${guid(52)})`, {
      ...unclear,
      tandem_syncrequestid: guid(52),
      tandem_recordid: `{${guid(1).toUpperCase()}}`,
      tandem_choice: '{"Name":"nobody","Phone":"finance"}',
    });
    const open = await ledger.openRequests(20);
    expect(open.map(({ request }) => request)).toMatchObject([
      { id: guid(52), recordId: guid(1), kind: 'syncNow', choice: { Phone: 'finance' } },
    ]);
    expect(open[0]?.request.choice).not.toHaveProperty('Name');
    expect(own.all.get(`tandem_syncrequests(${guid(51)})`)).toMatchObject({ tandem_requeststate: 718100003 });
  });

  it('are claimed by one host', async () => {
    const { ledger, own } = ledgerOver();
    const etag = own.put(`tandem_syncrequests(${guid(50)})`, request);
    const [open] = await ledger.openRequests(20);
    const claim = {
      ...open!.request,
      state: 'claimed' as const,
      claimedBy: 'nightly',
      claimedAt: Date.UTC(2026, 10, 25),
    };
    const mine = await ledger.writeRequest(claim, etag);
    expect(mine).not.toBeNull();
    expect(await ledger.writeRequest({ ...claim, claimedBy: 'other' }, etag)).toBeNull();
    expect(own.all.get(`tandem_syncrequests(${guid(50)})`)).toMatchObject({
      tandem_claimedby: 'nightly',
      tandem_requeststate: 718100001,
    });
  });
});

describe('what hosts tell', () => {
  it('a heartbeat makes and keeps one row per host', async () => {
    const { ledger, own } = ledgerOver();
    const maps = {
      [MAP]: {
        state: 'running' as const,
        caughtUpUntil: Date.UTC(2026, 10, 25, 10, 41),
        table: 'msdyn_project',
        name: 'Projects V2',
        names: { fr: 'Projets V2' },
      },
    };
    const row = { name: 'nightly', version: '0.1.0', lastSeen: Date.UTC(2026, 10, 25, 10, 42), maps };
    await ledger.heartbeat(row);
    await ledger.heartbeat(row);
    expect(own.all.size).toBe(1);
    const [written] = own.all.values();
    expect(written).toMatchObject({
      tandem_name: 'nightly',
      tandem_lastseen: '2026-11-25T10:42:00Z',
      tandem_financeurl: 'https://contoso.operations.dynamics.com',
    });
    expect(JSON.parse(String(written?.tandem_maps))[MAP]).toMatchObject({
      caughtUpUntil: '2026-11-25T10:41:00.000Z',
      names: { fr: 'Projets V2' },
    });
  });

  it('log lines go in bulk, and the same line twice is one line', async () => {
    const { ledger, own, client } = ledgerOver();
    const line = {
      kind: 'conflict',
      mapKey: MAP,
      table: 'msdyn_project',
      recordId: guid(1),
      name: 'Bridge',
      at: 1,
      cause: null,
      host: 'nightly',
      towards: 'finance',
      columns: ['Name'],
      result: 'kept dataverse',
      code: 'TDM5001',
      detail: null,
    } as const;
    await ledger.log([line, { ...line, at: 2 }]);
    await ledger.log([line]);
    expect(client.requests.map((request) => request.length)).toEqual([2, 1]);
    expect(own.all.size).toBe(2);
    const [written] = own.all.values();
    expect(written).toMatchObject({ tandem_kind: 718100000, tandem_towards: 718100001, tandem_columns: '["Name"]' });
  });

  it('a log line that cannot be written is no small matter', async () => {
    const { ledger } = ledgerOver(() => error(403, '0x80040220'));
    const line = { kind: 'person', mapKey: MAP, table: 't', recordId: guid(1), name: 'n', at: 1 } as const;
    const rest = {
      cause: null,
      host: 'h',
      towards: 'finance',
      columns: [],
      result: 'r',
      code: null,
      detail: null,
    } as const;
    await expect(ledger.log([{ ...line, ...rest }])).rejects.toBeInstanceOf(SideUnavailable);
  });

  it('a run is one row from beginning to end, even if its map has no row', async () => {
    const { ledger, own } = ledgerOver(({ body }) =>
      'tandem_TableMapId@odata.bind' in body ? error(404, '0x80040217') : null,
    );
    const run = {
      id: guid(60),
      kind: 'initialSync',
      mapKey: MAP,
      state: 'running',
      total: null,
      done: 0,
      written: 0,
      errors: 0,
      started: Date.UTC(2026, 10, 25),
      ended: null,
      host: 'nightly',
      error: null,
    } as const;
    await ledger.writeRun(run);
    await ledger.writeRun({ ...run, state: 'completed', total: 8, done: 8, ended: Date.UTC(2026, 10, 25, 0, 1) });
    expect([...own.all.values()]).toMatchObject([{ tandem_runstate: 718100001, tandem_total: 8 }]);
  });
});
