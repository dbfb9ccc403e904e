import { describe, expect, it } from 'vitest';
import { isNoRight, wordsOf } from '../../../controls/SyncStatus/data/failures';
import { formRecord } from '../../../controls/SyncStatus/data/form-record';
import { columnsIn, labelsOf } from '../../../controls/SyncStatus/data/labels';
import { look } from '../../../controls/SyncStatus/data/look';
import { ask } from '../../../controls/SyncStatus/data/requests';
import type { ApiRow, WebApi } from '../../../controls/SyncStatus/data/web-api';
import { at, NOW, record } from './known';

const ID = '11111111-0000-4000-8000-000000000001';
const FORM = { table: 'msdyn_project', id: ID };

const hostRow = (lastSeen: number): ApiRow => ({
  tandem_name: 'tandem-prod-1',
  tandem_lastseen: new Date(lastSeen).toISOString(),
  tandem_financeurl: 'https://finance.example',
  tandem_maps: JSON.stringify({
    'projects-v2': {
      state: 'running',
      caughtUpUntil: '2026-11-04T09:42:07Z',
      table: 'msdyn_project',
      name: 'Projects V2',
    },
  }),
});

const recordRow = (host: ApiRow | null): ApiRow => ({
  '@odata.etag': 'W/"77"',
  tandem_mapkey: 'projects-v2',
  tandem_status: 718_100_005,
  tandem_since: '2026-11-04T09:42:07Z',
  tandem_reasoncode: 'TDM4004',
  tandem_reasonparameters: '{"before":"A","now":"B"}',
  tandem_financesays: null,
  tandem_conflict: '[]',
  tandem_company: 'frrt',
  tandem_financekey: '{"dataAreaId":"frrt","ProjectID":"PRJ-001042"}',
  tandem_hash: 'd1:f1',
  tandem_adjusted: '["ProjectGroupId"]',
  tandem_outcomes: '[{"at":1793785327000,"status":"inSync","action":"created","columns":["ProjectName"]}]',
  tandem_attempts: 2,
  tandem_nextattempt: '2026-11-04T09:47:00Z',
  tandem_claimedat: null,
  tandem_checkedat: '2026-11-04T09:42:07Z',
  tandem_HostId: host,
  tandem_WaitingForId: {
    tandem_name: 'Northwind',
    tandem_recordtable: 'account',
    tandem_recordid: 'acc',
    tandem_status: 718_100_003,
    tandem_since: '2026-11-04T08:58:00Z',
  },
});

/** Answers each table with rows, and writes down what it is asked. */
function fakeApi(rows: Record<string, readonly ApiRow[]>): WebApi & { readonly asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  return {
    asked,
    retrieveMultipleRecords: async (table, query) => {
      asked.push([table, query]);
      return { entities: rows[table] ?? [] };
    },
    createRecord: async (table, row) => {
      asked.push([table, row]);
      return {};
    },
  };
}

describe('a look', () => {
  it('is one request, host and waited-for record included', async () => {
    const api = fakeApi({ tandem_syncrecord: [recordRow(hostRow(NOW))] });
    const { records, hosts } = await look(
      api,
      FORM,
      () => NOW,
      () => false,
    );
    expect(api.asked).toEqual([['tandem_syncrecord', expect.stringContaining(`tandem_recordid eq '${ID}'`)]]);
    expect(api.asked[0]?.[1]).toMatch(/\$expand=tandem_HostId\(\$select=[^)]+\),tandem_WaitingForId\(\$select=[^)]+\)/);
    expect(records).toEqual([
      {
        mapKey: 'projects-v2',
        status: 'error',
        since: at('10:42:07'),
        reason: { code: 'TDM4004', parameters: { before: 'A', now: 'B' } },
        financeSays: null,
        conflict: [],
        company: 'frrt',
        financeKey: { dataAreaId: 'frrt', ProjectID: 'PRJ-001042' },
        isInFinance: true,
        adjusted: ['ProjectGroupId'],
        outcomes: [{ at: 1793785327000, status: 'inSync', action: 'created', columns: ['ProjectName'] }],
        attempts: 2,
        nextAttempt: at('10:47:00'),
        claimedAt: null,
        checkedAt: at('10:42:07'),
        waitingFor: { table: 'account', recordId: 'acc', name: 'Northwind', status: 'waiting', since: at('09:58:00') },
        revision: 'W/"77"',
      },
    ]);
    expect(hosts).toMatchObject([{ name: 'tandem-prod-1', lastSeen: NOW, financeUrl: 'https://finance.example' }]);
    expect(hosts[0]?.maps['projects-v2']).toMatchObject({
      state: 'running',
      caughtUpUntil: at('10:42:07'),
      page: null,
    });
  });

  it.each([
    ['there is no sync record', []],
    ['the host that settled it was not seen for ten minutes', [recordRow(hostRow(NOW - 11 * 60_000))]],
    ['no host has settled it yet', [recordRow(null)]],
  ])('asks for all hosts when %s', async (_, rows) => {
    const api = fakeApi({ tandem_syncrecord: rows, tandem_host: [hostRow(NOW)] });
    const { hosts } = await look(
      api,
      FORM,
      () => NOW,
      () => false,
    );
    expect(api.asked.map(([table]) => table)).toEqual(['tandem_syncrecord', 'tandem_host']);
    expect(hosts).toMatchObject([{ lastSeen: NOW }]);
  });

  it('concludes nothing from an empty answer where a record may be out of reach', async () => {
    const empty = fakeApi({ tandem_host: [hostRow(NOW)] });
    const refusal: unknown = await look(
      empty,
      FORM,
      () => NOW,
      () => true,
    ).catch((thrown: unknown) => thrown);
    expect(isNoRight(refusal)).toBe(true);
    const found = fakeApi({ tandem_syncrecord: [recordRow(hostRow(NOW))] });
    expect(
      (
        await look(
          found,
          FORM,
          () => NOW,
          () => true,
        )
      ).records,
    ).toHaveLength(1);
  });

  it('shows what it can of a row with unreadable JSON', async () => {
    const api = fakeApi({
      tandem_syncrecord: [{ ...recordRow(hostRow(NOW)), tandem_outcomes: '[{"at":', tandem_reasonparameters: '' }],
    });
    const { records } = await look(
      api,
      FORM,
      () => NOW,
      () => false,
    );
    expect(records[0]).toMatchObject({ status: 'error', outcomes: [], reason: { code: 'TDM4004', parameters: {} } });
  });
});

describe('a request', () => {
  it('names record, map and kind, and is open', async () => {
    const api = fakeApi({});
    await ask(api, FORM, { kind: 'retry', mapKey: 'projects-v2' });
    expect(api.asked).toEqual([
      [
        'tandem_syncrequest',
        {
          tandem_name: `retry msdyn_project ${ID}`,
          tandem_kind: 718_100_001,
          tandem_recordtable: 'msdyn_project',
          tandem_recordid: ID,
          tandem_mapkey: 'projects-v2',
          tandem_requeststate: 718_100_000,
        },
      ],
    ]);
  });

  it('carries a choice by column', async () => {
    const api = fakeApi({});
    await ask(api, FORM, { kind: 'choice', mapKey: 'projects-v2', choice: { CreditLimit: 'finance' } });
    expect(api.asked[0]?.[1]).toMatchObject({
      tandem_kind: 718_100_002,
      tandem_choice: '{"CreditLimit":"finance"}',
    });
  });
});

describe('the form’s record', () => {
  const none = { recordId: null, recordTable: null };
  const contextInfo = { entityId: '{11111111-0000-4000-8000-00000000000A}', entityTypeName: 'msdyn_project' };

  it('is what the form says of itself', () => {
    expect(formRecord(none, { contextInfo })).toEqual({
      table: 'msdyn_project',
      id: '11111111-0000-4000-8000-00000000000a',
    });
  });

  it('is what the inputs say, where they do', () => {
    expect(formRecord({ recordId: ID, recordTable: 'account' }, { contextInfo })).toEqual({ table: 'account', id: ID });
  });

  it.each([
    ['without an id', { entityTypeName: 'msdyn_project' }],
    ['with an id of zeros', { ...contextInfo, entityId: '00000000-0000-0000-0000-000000000000' }],
    ['with an empty id', { ...contextInfo, entityId: '' }],
  ])('is not there %s', (_, info) => {
    expect(formRecord(none, { contextInfo: info })).toBeNull();
  });

  it('is not there where the form says nothing', () => {
    expect(formRecord(none, {})).toBeNull();
  });
});

describe('a failure', () => {
  it.each([
    ['signed code', { errorCode: -2147220960 }],
    ['unsigned code', { errorCode: 2147746336 }],
    ['code as text', { code: '0x80040220' }],
    ['status', { status: 403 }],
    ['words only', { message: 'Principal user (Id=…) is missing prvReadtandem_SyncRecord privilege' }],
    ['no role at all', { errorCode: 0x80042f09 }],
  ])('for lack of a right is known by its %s', (_, thrown) => {
    expect(isNoRight(thrown)).toBe(true);
  });

  it.each([[{ errorCode: 2147746581, message: 'Does Not Exist' }], [new TypeError('Failed to fetch')], [null], ['no']])(
    'of another kind is not: %s',
    (thrown) => {
      expect(isNoRight(thrown)).toBe(false);
    },
  );

  it('has words', () => {
    expect([wordsOf({ message: 'No.' }), wordsOf('No.'), wordsOf(null)]).toEqual(['No.', 'No.', 'null']);
  });
});

describe('labels', () => {
  it('are asked for Dataverse columns only, each once', () => {
    const known = record({
      outcomes: [{ at: 0, status: 'inSync', action: 'updated', columns: ['msdyn_subject', 'ProjectName'] }],
      adjusted: ['msdyn_customer.accountnumber'],
      reason: { code: 'TDM4002', parameters: { columns: 'msdyn_projectnumber, msdyn_subject' } },
    });
    expect(columnsIn([known])).toEqual(['msdyn_customer', 'msdyn_projectnumber', 'msdyn_subject']);
  });

  it('are those of the client’s metadata', async () => {
    const names: Record<string, string> = { msdyn_subject: 'Nom' };
    const metadata = {
      getEntityMetadata: async () => ({
        Attributes: { get: (name: string) => (names[name] ? { DisplayName: names[name] } : null) },
      }),
    };
    expect(await labelsOf(metadata, 'msdyn_project', ['msdyn_subject', 'msdyn_finish'])).toEqual(
      new Map([['msdyn_subject', 'Nom']]),
    );
  });

  it('are none where there is no metadata', async () => {
    const metadata = { getEntityMetadata: () => Promise.reject(new Error('offline')) };
    expect(await labelsOf(metadata, 'msdyn_project', ['msdyn_subject'])).toEqual(new Map());
  });
});
