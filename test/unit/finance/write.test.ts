import { describe, expect, test } from 'vitest';
import { createFinanceSide } from '../../../plugins-ts/finance';
import { SideUnavailable, type FinanceWrite } from '../../../plugins-ts/sync/sides';
import { key, mapOf, metadataOf, PROJECTS, type MapOptions } from './projects';
import { infolog, serverOf, type React, type Reaction } from './server';

const ETAG = 'W/"JzEsMjI1NjU0MjE0OTsn"';
const row = (etag: string | null = ETAG, budget = '12.50') => ({
  ...(etag === null ? {} : { '@odata.etag': etag }),
  dataAreaId: 'usmf',
  ProjectId: 'P-1',
  ProjectName: 'Bridge',
  Budget: budget,
});

const CREATE: FinanceWrite = { kind: 'create', key: key('P-1'), values: { ProjectName: 'Bridge', Budget: '12.50' } };
const UPDATE: FinanceWrite = { kind: 'update', key: key('P-1'), values: { Budget: '12.50' }, etag: ETAG };
const BLIND: FinanceWrite = { kind: 'update', key: key('P-1'), values: { Budget: '12.50' }, etag: null };
const DELETE: FinanceWrite = { kind: 'delete', key: key('P-1'), etag: ETAG };

async function outcomes(writes: readonly FinanceWrite[], react: React, options: MapOptions = {}) {
  const server = serverOf(react);
  const side = createFinanceSide({ client: server.client, metadata: metadataOf(PROJECTS) });
  return { ...server, outcomes: await side.write(mapOf(options), writes) };
}

type Reply = Reaction | 'silence' | 'stop';

/** Answers by verb; several looks are answered one after the other. */
function byVerb(write: Reply, ...looks: Reply[]): React {
  let seen = 0;
  return ({ method }) => {
    if (method !== 'GET') return write;
    seen += 1;
    return looks[Math.min(seen, looks.length) - 1] ?? { status: 404 };
  };
}

const found: Reaction = { status: 200, body: row() };
const moved: Reaction = { status: 200, body: row('W/"other"') };
const gone: Reaction = { status: 404, body: { error: { code: '', message: 'Resource not found' } } };
const refusal: Reaction = { status: 500, body: infolog("Warning: Field 'Project group' must be filled in.") };
const busy: Reaction = { status: 503, headers: { 'retry-after': '4' } };

const WRITTEN = {
  kind: 'written',
  row: { key: key('P-1'), etag: ETAG, row: { ProjectName: 'Bridge', Budget: '12.50' } },
};
const REFUSED = { kind: 'refused', code: '500', says: "Field 'Project group' must be filled in." };

describe('what becomes of one write', () => {
  test.each<[string, FinanceWrite, React, unknown]>([
    ['created', CREATE, byVerb({ status: 201, body: row() }, found), WRITTEN],
    [
      'created, and Finance changed it',
      CREATE,
      byVerb({ status: 201 }, { status: 200, body: row(ETAG, '13') }),
      { kind: 'written', row: { row: { Budget: '13' } } },
    ],
    [
      'created, the look is missing: the answer to the create has the row',
      CREATE,
      byVerb({ status: 201, body: row() }, 'silence'),
      WRITTEN,
    ],
    ['created, the look failed and comes again', CREATE, byVerb({ status: 201 }, busy, found), WRITTEN],
    [
      'created, but it cannot be seen',
      CREATE,
      byVerb({ status: 201 }, gone),
      { kind: 'refused', code: 'KeyNotKept', says: /none with its key/ },
    ],
    [
      'created, and Finance falls silent',
      CREATE,
      byVerb({ status: 201 }, busy, 'silence'),
      { kind: 'failed', says: /did not show/, unknown: true },
    ],
    [
      'a create meets a row, whatever the words',
      CREATE,
      byVerb({ status: 500, body: infolog('Error: Der Datensatz ist bereits vorhanden.') }, found),
      { kind: 'exists' },
    ],
    [
      'a create meets a row, plain 400',
      CREATE,
      byVerb({ status: 400, body: { error: { code: '', message: 'no' } } }, found),
      { kind: 'exists' },
    ],
    ['a create whose answer was lost met a row', CREATE, byVerb('silence', found), { kind: 'exists' }],
    [
      'a create without any answer',
      { ...CREATE },
      byVerb('silence', gone),
      { kind: 'failed', says: /no answer/, unknown: true },
    ],
    ['a create is refused', CREATE, byVerb(refusal, gone), REFUSED],
    ['a create is refused, the look comes later', CREATE, byVerb(refusal, 'silence', gone), REFUSED],
    ['a create is refused, the later look finds a row', CREATE, byVerb(refusal, busy, found), { kind: 'exists' }],
    [
      'a create is refused, and nobody can look',
      CREATE,
      byVerb(refusal, busy, 'silence'),
      { kind: 'failed', says: /Project group/, unknown: true },
    ],
    ['updated', UPDATE, byVerb({ status: 204 }, found), WRITTEN],
    ['updated, the look comes again', UPDATE, byVerb({ status: 204 }, busy, found), WRITTEN],
    ['updated and deleted at once', UPDATE, byVerb({ status: 204 }, gone), { kind: 'missing' }],
    [
      'updated, and Finance falls silent',
      UPDATE,
      byVerb({ status: 204 }, busy, 'silence'),
      { kind: 'failed', unknown: true },
    ],
    [
      'an update met another etag',
      UPDATE,
      byVerb({ status: 412, body: { error: { code: '', message: 'no' } } }, moved),
      { kind: 'changed' },
    ],
    ['an update met no row', UPDATE, byVerb(gone, gone), { kind: 'missing' }],
    ['an update met no row, and says so otherwise', UPDATE, byVerb({ status: 400 }, gone), { kind: 'missing' }],
    [
      'an update is refused because somebody was faster, in any language',
      UPDATE,
      byVerb(refusal, moved),
      { kind: 'changed' },
    ],
    ['an update is refused', UPDATE, byVerb(refusal, found), REFUSED],
    ['an update is refused, nobody can look', UPDATE, byVerb(refusal, 'silence'), REFUSED],
    ['an update failed', UPDATE, byVerb({ status: 500 }, found), { kind: 'failed', says: 'HTTP 500: Whatever' }],
    [
      'updated without etag',
      BLIND,
      byVerb({ status: 204 }, found, { status: 200, body: row(null) }),
      { kind: 'written', row: { etag: null } },
    ],
    ['an update without etag met no row', BLIND, byVerb(gone, gone, gone), { kind: 'missing' }],
    ['an update without etag: gone before', BLIND, byVerb({ status: 400 }, gone, 'silence'), { kind: 'missing' }],
    ['an update without etag is refused', BLIND, byVerb(refusal, found, moved), REFUSED],
    ['deleted', DELETE, byVerb({ status: 204 }, gone), { kind: 'written', row: null }],
    ['deleted, and made again by somebody', DELETE, byVerb({ status: 204 }, found), { kind: 'written', row: null }],
    ['a delete met another etag', DELETE, byVerb({ status: 412 }, moved), { kind: 'changed' }],
    ['a delete is refused because somebody was faster', DELETE, byVerb(refusal, moved), { kind: 'changed' }],
    ['a delete met no row', DELETE, byVerb(gone, gone), { kind: 'missing' }],
    ['a delete met no row, and says so as a refusal', DELETE, byVerb(refusal, gone), { kind: 'missing' }],
    ['a delete is refused', DELETE, byVerb(refusal, found), REFUSED],
    ['a delete without any answer', DELETE, byVerb('silence', found), { kind: 'failed', unknown: true }],
    ['a delete without any answer, and no row', DELETE, byVerb('silence', gone), { kind: 'missing' }],
  ])('%s', async (_, write, react, expected) => {
    expect((await outcomes([write], react)).outcomes).toEqual([matching(expected)]);
  });

  /** Expectations name what matters of a row and may hold patterns. */
  function matching(expected: unknown): unknown {
    if (expected instanceof RegExp) return expect.stringMatching(expected);
    if (typeof expected !== 'object' || expected === null) return expected;
    const inner = Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, matching(value)] as const));
    return expect.objectContaining(inner);
  }
});

describe('what is sent', () => {
  test('a create is a POST with its whole key, in a batch that goes out once', async () => {
    const { operations, requests } = await outcomes(
      [
        {
          kind: 'create',
          key: key("P'1/é"),
          values: { Budget: '12.50', Lines: 3, Stage: 'InProcess', StartDate: null },
        },
      ],
      byVerb({ status: 201 }, found),
    );
    expect(requests).toEqual(['POST $batch']);
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST ProjectsV2?cross-company=true',
      "GET ProjectsV2(dataAreaId='usmf',ProjectId='P''1/é')?$select=dataAreaId,ProjectId,ProjectName,Budget&cross-company=true",
    ]);
    expect(operations[0]?.body).toEqual({
      dataAreaId: 'usmf',
      ProjectId: "P'1/é",
      Budget: '12.50',
      Lines: 3,
      Stage: 'InProcess',
      StartDate: '1900-01-01T00:00:00Z',
    });
    expect(operations[0]?.headers.get('if-match')).toBeNull();
  });

  test('an update is a PATCH with the etag, without key fields', async () => {
    const { operations } = await outcomes(
      [{ ...UPDATE, values: { ProjectId: 'P-1', Budget: '1' } }],
      byVerb({ status: 204 }, found),
    );
    expect(operations[0]).toMatchObject({ method: 'PATCH', body: { Budget: '1' }, contentId: '1' });
    expect(operations[0]?.path).toBe("ProjectsV2(dataAreaId='usmf',ProjectId='P-1')?cross-company=true");
    expect(operations[0]?.headers.get('if-match')).toBe(ETAG);
  });

  test('without an etag the row is looked at before and after, and never created', async () => {
    const { operations } = await outcomes([BLIND], byVerb({ status: 204 }, found));
    expect(operations.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET']);
    expect(operations[1]?.headers.get('if-match')).toBe('*');
  });
});

test('a decimal that is none is left to Finance to refuse', async () => {
  const { operations } = await outcomes([{ ...UPDATE, values: { Budget: 'much' } }], byVerb(refusal, found));
  expect(operations[0]?.body).toEqual({ Budget: 'much' });
});

describe('several writes', () => {
  const at = (number: number): FinanceWrite => ({
    kind: 'update',
    key: key(`P-${number}`),
    values: { Lines: number },
    etag: ETAG,
  });
  const rowAt = (path: string): Reaction => {
    const id = /ProjectId='([^']*)'/.exec(path)?.[1] ?? '';
    return { status: 200, body: { ...row(), ProjectId: id } };
  };

  test('each has its own outcome; one bad row holds up nobody', async () => {
    const { outcomes: all, requests } = await outcomes([at(1), at(2), DELETE, at(3)], ({ method, path }) => {
      if (method === 'PATCH' && path.includes('P-2')) return refusal;
      return method === 'GET' ? rowAt(path) : { status: 204 };
    });
    expect(all.map(({ kind }) => kind)).toEqual(['written', 'refused', 'written', 'written']);
    expect(all[3]).toMatchObject({ row: { key: key('P-3') } });
    expect(requests).toHaveLength(1);
  });

  test('many go in several batches', async () => {
    const { outcomes: all, requests } = await outcomes(
      Array.from({ length: 220 }, (_, number) => at(number)),
      ({ method, path }) => (method === 'GET' ? rowAt(path) : { status: 204 }),
    );
    expect(requests).toHaveLength(3);
    expect(all.map((outcome) => outcome.kind === 'written' && outcome.row?.key['ProjectId'])).toEqual(
      Array.from({ length: 220 }, (_, number) => `P-${number}`),
    );
  });

  test('a server that stops at a failure gets the rest again', async () => {
    let first = true;
    const { outcomes: all, requests } = await outcomes([at(1), at(2), at(3)], ({ method, path }) => {
      if (first && path.includes('P-2')) {
        first = false;
        return 'stop';
      }
      return method === 'GET' ? rowAt(path) : { status: 204 };
    });
    expect(all.map(({ kind }) => kind)).toEqual(['written', 'written', 'written']);
    expect(requests).toHaveLength(2);
  });

  test.each([
    [true, 1],
    [false, 2],
  ])('posted once %s: a create without an answer is sent %i times', async (insertOnce, times) => {
    const posts: unknown[] = [];
    const react: React = ({ method, path, body }) => {
      if (method === 'POST') posts.push(body);
      if (method === 'POST' || path.includes('P-1')) return 'silence';
      return method === 'GET' ? rowAt(path) : { status: 204 };
    };
    const { outcomes: all } = await outcomes([CREATE, at(2)], react, { insertOnce });
    expect(all.map(({ kind }) => kind)).toEqual(['failed', 'written']);
    expect(posts).toHaveLength(times);
  });

  test('nothing to write, nothing sent', async () => {
    const { outcomes: all, requests } = await outcomes([], () => ({ status: 500 }));
    expect([all, requests]).toEqual([[], []]);
  });
});

describe('the side as a whole', () => {
  const failing = (react: React, writes: readonly FinanceWrite[] = [UPDATE]) => outcomes(writes, react);

  test.each<[string, React, unknown]>([
    ['signed out inside the batch', () => ({ status: 401 }), { message: 'HTTP 401: Whatever' }],
    [
      'no access to the entity',
      () => ({ status: 403, body: { error: { code: '', message: 'Forbidden' } } }),
      { message: 'Forbidden' },
    ],
    ['throttled, all of it', () => ({ status: 429, headers: { 'retry-after': '30' } }), { retryAfter: 30_000 }],
  ])('%s', async (_, react, expected) => {
    const thrown = await failing(react).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(SideUnavailable);
    expect(thrown).toMatchObject({ side: 'finance', ...(expected as object) });
  });

  test('throttled in the middle is about the rows that met it', async () => {
    const { outcomes: all } = await outcomes([UPDATE, { ...UPDATE, key: key('P-2') }], ({ method, path }) =>
      path.includes('P-2')
        ? { status: 429, headers: { 'retry-after': '4' } }
        : method === 'GET'
          ? found
          : { status: 204 },
    );
    expect(all).toMatchObject([{ kind: 'written' }, { kind: 'failed', retryAfter: 4000 }]);
  });

  test('a 403 with an Infolog is about the row', async () => {
    const { outcomes: all } = await outcomes(
      [UPDATE],
      byVerb({ status: 403, body: infolog('Error: Period closed') }, found),
    );
    expect(all).toMatchObject([{ kind: 'refused', code: '403', says: 'Period closed.' }]);
  });

  test('no answer to the batch', async () => {
    const server = serverOf(() => ({ status: 204 }));
    const client = { ...server.client, batch: () => Promise.reject(new TypeError('a mistake of ours')) };
    const side = createFinanceSide({ client, metadata: metadataOf(PROJECTS) });
    await expect(side.write(mapOf(), [UPDATE])).rejects.toThrow(TypeError);
  });
});
