import type { Fetch, Outgoing } from '../../../plugins-ts/odata/fetch';

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly request: Outgoing;
}

export type Answer = Response | Error | (() => Response | Error | Promise<Response>);

/** Answers what it was given, in order, the last one again and again; keeps what was sent. */
export function fakeFetch(...answers: readonly Answer[]): { fetch: Fetch; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, request) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push({
      method: request.method ?? 'GET',
      url,
      headers: new Headers(request.headers),
      body: typeof request.body === 'string' ? request.body : '',
      request,
    });
    const given = typeof answer === 'function' ? await answer() : answer;
    if (given === undefined) throw new Error('the fake has no answer');
    if (given instanceof Error) throw given;
    return given.clone();
  };
  return { fetch, sent };
}

export const EXACT =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=true;charset=utf-8';
export const ROUNDING = 'application/json; odata.metadata=minimal; charset=utf-8';

/** Text is sent as it stands, anything else as JSON. */
export const reply = (status: number, body?: unknown, headers: Record<string, string> = {}): Response =>
  new Response(body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { ...(body === undefined ? {} : { 'content-type': EXACT }), ...headers },
  });

/** A multipart reply, line by line, with the line ends of HTTP. */
export const multipart = (lines: readonly string[], options: { status?: number; end?: string } = {}): Response =>
  reply(options.status ?? 200, lines.join(options.end ?? '\r\n'), {
    'content-type': 'multipart/mixed; boundary="batchresponse_7c0b"',
  });

/** Waits take no time; what was waited for is kept. */
export function fakeSleep(): { sleep: (milliseconds: number) => Promise<void>; slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      return Promise.resolve();
    },
  };
}
