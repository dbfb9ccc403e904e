import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer, NOW, openSession, says, type Session } from './session';

let session: Session;
beforeEach(async () => {
  session = await openSession();
  await session.send('DELETE', 'sandbox/requests');
});
afterEach(() => session.stop());

const arm = async (...faults: object[]): Promise<void> => {
  const reply = await session.send('POST', 'sandbox/faults', faults);
  expect(reply.status, reply.text).toBe(201);
};
const read = () => session.send('GET', 'data/Currencies');

describe('faults', () => {
  it('throttles as often as asked, with Retry-After', async () => {
    await arm({ kind: 'throttle', retryAfter: 2, times: 2 });
    const replies = [await read(), await read(), await read()];
    expect(replies.map((reply) => reply.status)).toEqual([429, 429, 200]);
    expect(replies[0]?.headers.get('retry-after')).toBe('2');
    expect(says(replies[0]!)).toContain('resource utilization');
  });

  it.each([502, 503, 504])('answers %i with a page', async (status) => {
    await arm({ kind: 'status', status, times: 1 });
    const reply = await read();
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(reply.json).toBeUndefined();
  });

  it('loses an answer after the write', async () => {
    await arm({ kind: 'lost', method: 'POST', times: 1 });
    await expect(session.send('POST', 'data/CustomersV3', customer('US-C0001'))).rejects.toThrow('fetch failed');
    const again = await session.send('POST', 'data/CustomersV3', customer('US-C0001'));
    expect(says(again)).toContain('already exists');
  });

  it('picks requests by what they carry', async () => {
    await arm({ kind: 'lost', body: '"CustomerAccount":"US-C0002"', times: 1 }, { kind: 'status', path: 'Currencies' });
    expect((await read()).status).toBe(503);
    expect((await session.send('POST', 'data/CustomersV3', customer('US-C0001'))).status).toBe(201);
    await expect(session.send('POST', 'data/CustomersV3', customer('US-C0002'))).rejects.toThrow('fetch failed');
    expect(says(await session.send('POST', 'data/CustomersV3', customer('US-C0002')))).toContain('already exists');
  });

  it('cuts the n-th matching request before it is handled', async () => {
    await arm({ kind: 'cut', method: 'POST', path: 'CustomersV3', after: 1, times: 1 });
    expect((await session.send('POST', 'data/CustomersV3', customer('US-C0001'))).status).toBe(201);
    await expect(session.send('POST', 'data/CustomersV3', customer('US-C0002'))).rejects.toThrow('fetch failed');
    expect((await session.send('POST', 'data/CustomersV3', customer('US-C0002'))).status).toBe(201);
  });

  it('is down until it is lifted, but for its own addresses', async () => {
    await arm({ kind: 'down' });
    await expect(read()).rejects.toThrow('fetch failed');
    await expect(read()).rejects.toThrow('fetch failed');
    await session.send('DELETE', 'sandbox/faults');
    expect((await read()).status).toBe(200);
  });

  it('refuses rows that match, in a batch too, and no others', async () => {
    await arm({
      kind: 'refuse',
      method: 'POST',
      row: { CustomerAccount: '^US-C000[1-3]$' },
      message: 'Period is closed.',
    });
    const refused = await session.send('POST', 'data/CustomersV3', customer('US-C0001'));
    expect(refused.status).toBe(400);
    expect(says(refused)).toBe(
      "Write failed for table row of type 'CustCustomerV3Entity'. Infolog: Error: Period is closed..",
    );
    expect((await session.send('POST', 'data/CustomersV3', customer('US-C0004'))).status).toBe(201);
    const part = [
      '--b',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      'POST CustomersV3 HTTP/1.1',
      'Content-Type: application/json',
      '',
      JSON.stringify(customer('US-C0003')),
      '--b--',
      '',
    ].join('\r\n');
    const batch = await session.send('POST', 'data/$batch', part, { 'content-type': 'multipart/mixed; boundary=b' });
    expect(batch.text).toContain('Period is closed.');
  });

  it('moves its clock', async () => {
    await arm({ kind: 'skew', seconds: -86_400 });
    const reply = await session.send('POST', 'data/ProjectsV2', { ProjectId: 'P1', ProjectName: 'One' });
    expect(reply.headers.get('date')).toBe(new Date(NOW - 86_400_000).toUTCString());
    expect(reply.json.DateOfCreation).toBe('2026-11-24T12:00:00Z');
  });

  it('waits before it handles', async () => {
    await arm({ kind: 'latency', milliseconds: 5, times: 1 });
    await read();
    const { recent } = (await session.send('GET', 'sandbox/requests')).json;
    expect(recent).toEqual([{ method: 'GET', path: '/data/Currencies', status: 200, fault: 'latency' }]);
  });

  it('counts every request but its own', async () => {
    await read();
    await session.send('GET', 'data/Nothing');
    await arm({ kind: 'cut', times: 1 });
    await expect(read()).rejects.toThrow('fetch failed');
    const { count, recent } = (await session.send('GET', 'sandbox/requests')).json;
    expect(count).toBe(3);
    expect(recent.map((seen: { status: number }) => seen.status)).toEqual([200, 404, 0]);
    await session.send('DELETE', 'sandbox/requests');
    expect((await session.send('GET', 'sandbox/requests')).json.count).toBe(0);
  });

  it('lets the fault that was set first win, and wastes no other', async () => {
    await arm({ kind: 'status', status: 500, times: 1 }, { kind: 'throttle', times: 1 });
    expect([(await read()).status, (await read()).status, (await read()).status]).toEqual([500, 429, 200]);
  });

  it.each([
    [{ kind: 'storm' }, 400],
    [{ kind: 'cut', tims: 1 }, 400],
    [{ kind: 'cut', path: '(' }, 400],
    [{ kind: 'cut', times: 'often' }, 400],
    [{ kind: 'expireTokens' }, 501],
    [{ kind: 'lateCommit' }, 501],
  ])('says no to %o', async (fault, status) => {
    expect((await session.send('POST', 'sandbox/faults', fault)).status).toBe(status);
    expect((await session.send('GET', 'sandbox/faults')).json).toEqual([]);
  });

  it('lifts one fault and keeps the others', async () => {
    await arm({ kind: 'status', path: 'Currencies' }, { kind: 'status', path: 'CustomerGroups' });
    const [first] = (await session.send('GET', 'sandbox/faults')).json;
    await session.send('DELETE', `sandbox/faults/${first.id}`);
    expect((await read()).status).toBe(200);
    expect((await session.send('GET', 'data/CustomerGroups')).status).toBe(503);
  });
});
