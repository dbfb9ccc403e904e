import { describe, expect, test } from 'vitest';
import {
  pathWithoutValues,
  SignInFailed,
  TimedOut,
  withAuthorization,
  withLayers,
  withRetry,
  withThrottle,
  withTimeout,
  type RequestEvent,
} from '../../../plugins-ts/odata';
import { ATTEMPT, ONCE, type Fetch } from '../../../plugins-ts/odata/fetch';
import { fakeFetch, fakeSleep, reply } from './fake-fetch';

const URL_ = 'https://x.test/data/A';

describe('authorization', () => {
  test('a refused token is replaced once, and the answer then stands', async () => {
    const asked: boolean[] = [];
    const { fetch, sent } = fakeFetch(reply(401), reply(401));
    const signed = withAuthorization(fetch, ({ fresh }) => {
      asked.push(fresh);
      return Promise.resolve(fresh ? 'new' : 'old');
    });
    expect((await signed(URL_, { method: 'POST', headers: { 'X-A': 'b' } })).status).toBe(401);
    expect(asked).toEqual([false, true]);
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
    expect(sent.every(({ headers, method }) => headers.get('x-a') === 'b' && method === 'POST')).toBe(true);
  });

  test('a create too: what was not admitted was not carried out', async () => {
    const { fetch, sent } = fakeFetch(reply(401), reply(201));
    const signed = withAuthorization(fetch, () => Promise.resolve('t'));
    expect((await signed(URL_, { method: 'POST', [ONCE]: true })).status).toBe(201);
    expect(sent).toHaveLength(2);
  });

  test('no token, no request', async () => {
    const { fetch, sent } = fakeFetch(reply(200));
    const signed = withAuthorization(fetch, () => Promise.reject(new Error('AADSTS700016')));
    await expect(signed(URL_, {})).rejects.toThrow(SignInFailed);
    await expect(signed(URL_, {})).rejects.toThrow('AADSTS700016');
    expect(sent).toHaveLength(0);
  });
});

describe('retry', () => {
  test.each([408, 429, 502, 503, 504])('%i is tried again', async (status) => {
    const { sleep, slept } = fakeSleep();
    const { fetch, sent } = fakeFetch(reply(status), reply(status), reply(200));
    expect((await withRetry(fetch, { random: () => 0.5, sleep })(URL_, {})).status).toBe(200);
    expect(sent.map(({ request }) => request[ATTEMPT])).toEqual([1, 2, 3]);
    expect(slept).toEqual([250, 500]);
  });

  test.each([200, 304, 400, 401, 403, 404, 409, 412, 413, 500, 501])('%i is an answer', async (status) => {
    const { sleep, slept } = fakeSleep();
    const { fetch, sent } = fakeFetch(reply(status));
    expect((await withRetry(fetch, { random: () => 1, sleep })(URL_, {})).status).toBe(status);
    expect([sent.length, slept.length]).toEqual([1, 0]);
  });

  test('a broken connection is tried again, and in the end told', async () => {
    const { sleep, slept } = fakeSleep();
    const { fetch, sent } = fakeFetch(new TypeError('fetch failed'));
    const retried = withRetry(fetch, { random: () => 1, sleep, attempts: 3, firstDelay: 100, longestDelay: 150 });
    await expect(retried(URL_, {})).rejects.toThrow('fetch failed');
    expect(sent).toHaveLength(3);
    expect(slept).toEqual([100, 150]);
  });

  test.each([new TypeError('fetch failed'), reply(503), reply(429, undefined, { 'retry-after': '1' })])(
    'what may be sent once is sent once (%#)',
    async (answer) => {
      const { sleep, slept } = fakeSleep();
      const { fetch, sent } = fakeFetch(answer);
      await withRetry(fetch, { random: () => 1, sleep })(URL_, { method: 'POST', [ONCE]: true }).catch(() => undefined);
      expect([sent.length, slept.length]).toEqual([1, 0]);
    },
  );

  test.each([
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': 'Wed, 25 Nov 2026 10:00:20 GMT', date: 'Wed, 25 Nov 2026 10:00:00 GMT' }, 20_000],
  ])('the server is waited for: %j', async (headers, expected) => {
    const { sleep, slept } = fakeSleep();
    const { fetch } = fakeFetch(reply(429, undefined, headers as Record<string, string>), reply(200));
    await withRetry(fetch, { random: () => 0, sleep })(URL_, {});
    expect(slept).toEqual([expected]);
  });

  test('a server that wants to be left alone for long is left alone', async () => {
    const { sleep, slept } = fakeSleep();
    const { fetch, sent } = fakeFetch(reply(429, undefined, { 'retry-after': '600' }));
    expect((await withRetry(fetch, { random: () => 0, sleep })(URL_, {})).status).toBe(429);
    expect([sent.length, slept.length]).toEqual([1, 0]);
  });

  test('an aborted request and a refused sign-in are over', async () => {
    const { sleep } = fakeSleep();
    const aborted = fakeFetch(new DOMException('aborted', 'AbortError'));
    await expect(
      withRetry(aborted.fetch, { random: () => 0, sleep })(URL_, { signal: AbortSignal.abort() }),
    ).rejects.toThrow('aborted');
    const refused = fakeFetch(new SignInFailed('no'));
    await expect(withRetry(refused.fetch, { random: () => 0, sleep })(URL_, {})).rejects.toThrow(SignInFailed);
    expect([aborted.sent.length, refused.sent.length]).toEqual([1, 1]);
  });
});

/** A server whose answers are given by hand. */
function manualServer() {
  const open: ((response: Response) => void)[] = [];
  let started = 0;
  const fetch: Fetch = () => {
    started += 1;
    return new Promise((resolve) => open.push(resolve));
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    fetch,
    started: () => started,
    /** Answers everything that is under way. */
    answer: async (status: number, headers: Record<string, string> = {}) => {
      for (const resolve of open.splice(0)) resolve(reply(status, undefined, headers));
      await settle();
    },
    underWay: async () => {
      await settle();
      return open.length;
    },
  };
}

describe('throttle', () => {
  const many = (fetch: Fetch, count: number) => Array.from({ length: count }, () => fetch(URL_, {}));

  test('grows by one for a round of good answers', async () => {
    const server = manualServer();
    const throttled = withThrottle(server.fetch, { ...fakeSleep(), start: 2, most: 4 });
    const all = many(throttled, 30);
    const rounds: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      rounds.push(await server.underWay());
      await server.answer(200);
    }
    expect(rounds).toEqual([2, 2, 3, 4, 4]);
    while ((await server.underWay()) > 0) await server.answer(200);
    await Promise.all(all);
    expect(server.started()).toBe(30);
  });

  test('halves once for all that were under way together', async () => {
    const server = manualServer();
    const throttled = withThrottle(server.fetch, { ...fakeSleep(), start: 8, most: 16 });
    const all = many(throttled, 40);
    expect(await server.underWay()).toBe(8);
    await server.answer(429);
    expect(await server.underWay()).toBe(4);
    await server.answer(503);
    expect(await server.underWay()).toBe(2);
    await server.answer(429);
    await server.answer(429);
    expect(await server.underWay()).toBe(1);
    while ((await server.underWay()) > 0) await server.answer(200);
    expect(await Promise.all(all)).toHaveLength(40);
  });

  test('Retry-After holds back what has not gone out', async () => {
    const { fetch, sent } = fakeFetch(reply(429, undefined, { 'retry-after': '5' }), reply(200));
    const wakes: (() => void)[] = [];
    const slept: number[] = [];
    const sleep = (milliseconds: number) => {
      slept.push(milliseconds);
      return new Promise<void>((resolve) => wakes.push(resolve));
    };
    const throttled = withThrottle(fetch, { sleep, start: 1 });
    await throttled(URL_, {});
    const next = throttled(URL_, {});
    await new Promise((resolve) => setImmediate(resolve));
    expect([sent.length, ...slept]).toEqual([1, 5000]);
    wakes.forEach((wake) => wake());
    await next;
    expect(sent).toHaveLength(2);
  });

  test('the hint of Dataverse is a ceiling', async () => {
    const server = manualServer();
    const throttled = withThrottle(server.fetch, { ...fakeSleep(), start: 8 });
    const all = many(throttled, 20);
    expect(await server.underWay()).toBe(8);
    await server.answer(200, { 'x-ms-dop-hint': '3' });
    expect(await server.underWay()).toBe(3);
    while ((await server.underWay()) > 0) await server.answer(200);
    await Promise.all(all);
  });

  test('a broken connection frees its place', async () => {
    const { fetch, sent } = fakeFetch(new TypeError('fetch failed'));
    const throttled = withThrottle(fetch, { ...fakeSleep(), start: 1 });
    const all = await Promise.allSettled([throttled(URL_, {}), throttled(URL_, {}), throttled(URL_, {})]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(sent).toHaveLength(3);
  });
});

describe('time-out', () => {
  const byHand = () => {
    const timers: { run: () => void; stopped: boolean; milliseconds: number }[] = [];
    return {
      timers,
      timer: (run: () => void, milliseconds: number) => {
        const entry = { run, stopped: false, milliseconds };
        timers.push(entry);
        return () => {
          entry.stopped = true;
        };
      },
    };
  };

  test('an answer in time comes through whole', async () => {
    const { timer, timers } = byHand();
    const { fetch } = fakeFetch(reply(200, { a: 1 }, { etag: 'W/"1"' }));
    const response = await withTimeout(fetch, { timer, milliseconds: 1000 })(URL_, {});
    expect([response.status, response.headers.get('etag'), await response.json()]).toEqual([200, 'W/"1"', { a: 1 }]);
    expect(timers).toMatchObject([{ stopped: true, milliseconds: 1000 }]);
    const empty = await withTimeout(fakeFetch(reply(204)).fetch, { timer })(URL_, {});
    expect([empty.status, await empty.text()]).toEqual([204, '']);
  });

  test('a server that is silent, or stops in the middle, is given up', async () => {
    const stalled = new Response(new ReadableStream({ start: (control) => control.enqueue(new Uint8Array([123])) }));
    for (const fetch of [() => new Promise<Response>(() => undefined), () => Promise.resolve(stalled)]) {
      const { timer, timers } = byHand();
      let signal: AbortSignal | null | undefined;
      const timed = withTimeout(
        (_, request) => {
          signal = request.signal;
          return fetch();
        },
        { timer, milliseconds: 2000 },
      );
      const waiting = timed(URL_, {});
      timers[0]?.run();
      await expect(waiting).rejects.toThrow(TimedOut);
      expect(signal?.aborted).toBe(true);
    }
  });

  test("the caller's own signal still works", async () => {
    const { timer } = byHand();
    const control = new AbortController();
    const waiting = withTimeout(() => new Promise(() => undefined), { timer })(URL_, { signal: control.signal });
    control.abort(new Error('page closed'));
    await expect(waiting).rejects.toThrow('page closed');
    await expect(
      withTimeout(() => new Promise(() => undefined), { timer })(URL_, {
        signal: AbortSignal.abort(new Error('before')),
      }),
    ).rejects.toThrow('before');
  });
});

describe('trace', () => {
  test('one event per attempt, without a value', async () => {
    const events: RequestEvent[] = [];
    let time = 0;
    const { fetch } = fakeFetch(reply(503), new TypeError('x'), reply(200, {}, { 'x-ms-service-request-id': 'r1' }));
    const layers = withLayers(fetch, {
      ...fakeSleep(),
      random: () => 0,
      trace: { now: () => (time += 5), told: (event) => events.push(event) },
    });
    await layers("https://x.test/data/P(dataAreaId='usmf',ProjectId='Secret')?$filter=a eq 'secret'", {
      method: 'PATCH',
    });
    expect(events).toEqual([
      { method: 'PATCH', path: '/data/P(dataAreaId,ProjectId)', status: 503, ms: 5, attempt: 1, requestId: null },
      { method: 'PATCH', path: '/data/P(dataAreaId,ProjectId)', status: 0, ms: 5, attempt: 2, requestId: null },
      { method: 'PATCH', path: '/data/P(dataAreaId,ProjectId)', status: 200, ms: 5, attempt: 3, requestId: 'r1' },
    ]);
  });

  test.each([
    [
      'https://x.test/api/data/v9.2/accounts(0a000000-0000-4000-8000-000000000001)/name',
      '/api/data/v9.2/accounts(…)/name',
    ],
    ["https://x.test/data/A(Name='a(b)c')", '/data/A(Name)'],
    ["https://x.test/data/A(Name='O''Brien',Line=2)/N.Do", '/data/A(Name,Line)/N.Do'],
    ["https://x.test/data/A('secret')", '/data/A(…)'],
    ['https://x.test/api/data/v9.2/WhoAmI()', '/api/data/v9.2/WhoAmI()'],
    ['https://x.test/api/data/v9.2/$batch', '/api/data/v9.2/$batch'],
  ])('%s', (url, path) => {
    expect(pathWithoutValues(url)).toBe(path);
  });
});
