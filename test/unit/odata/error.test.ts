import { describe, expect, test } from 'vitest';
import { errorOf, noAnswer } from '../../../plugins-ts/odata/error';
import { readInfolog } from '../../../plugins-ts/odata/infolog';

const fail = (status: number, body: unknown, headers: Record<string, string> = {}, statusText = '') =>
  errorOf({
    status,
    statusText,
    headers: new Headers(headers),
    text: typeof body === 'string' ? body : JSON.stringify(body),
  });

const dataverse = (code: string, message = 'm') => ({ error: { code, message } });

const finance = (message: string, internal?: string) => ({
  error: {
    code: '',
    message: 'An error has occurred.',
    innererror: {
      message,
      type: 'System.Exception',
      stacktrace: '   at …',
      ...(internal === undefined ? {} : { internalexception: { message: internal, internalexception: null } }),
    },
  },
});

const INFOLOG =
  "Write failed for table row of type 'ProjProjectV2Entity'. Infolog: Warning: Field 'Project group' must be filled in.; " +
  "Warning: validateField failed on field 'ProjProjectV2Entity.ProjectGroup'; Warning: Field 'Project group' must be filled in..";

describe('what may pass by itself', () => {
  test.each<[boolean, number, unknown, string]>([
    [true, 408, '', 'request time-out'],
    [true, 429, dataverse('0x80072322'), 'too many requests'],
    [true, 429, '<html><title>Too Many Requests</title></html>', 'a gateway that says so'],
    [true, 500, '', 'an empty 500'],
    [true, 502, '<html><head><title>502 Bad Gateway</title></head></html>', 'a gateway without a server'],
    [true, 503, '', 'service unavailable'],
    [true, 504, '', 'gateway time-out'],
    [true, 400, dataverse('0x80072321'), 'execution time'],
    [true, 400, dataverse('0x80072326'), 'concurrency'],
    [true, 400, dataverse('0x8004418D'), 'plug-in sandbox not available, capitals'],
    [true, 400, dataverse('0x80044151'), 'SQL time-out'],
    [true, 400, dataverse('0x80071151'), 'solution import running'],
    [true, 400, dataverse('0x80044150', 'SQL Server error calling x: Sql Number: 1205'), 'deadlock'],
    [false, 500, dataverse('0x80044150', 'Sql Number: 2627'), 'duplicate key'],
    [true, 500, dataverse('0x80044150', 'Generic SQL error.'), 'a SQL error that says no more'],
    [false, 400, dataverse('0x80044150', 'Generic SQL error.'), 'the same as a refusal'],
    [false, 400, dataverse('0x80040265'), 'a plug-in said no'],
    [false, 500, dataverse('0x80040265'), 'a plug-in said no, in a bad mood'],
    [false, 401, '', 'not signed in'],
    [false, 403, dataverse('0x80040220'), 'no privilege'],
    [false, 404, dataverse('0x80040217'), 'no such row'],
    [false, 412, dataverse('0x80060882'), 'changed meanwhile'],
    [false, 501, '', 'not implemented'],
    [false, 500, finance(INFOLOG), 'Finance refuses a row'],
    [true, 500, finance('Exception has been thrown by the target of an invocation.'), 'Finance breaks'],
    [true, 503, '', 'Finance is being serviced'],
  ])('%s: %i %j (%s)', (transient, status, body) => {
    expect(fail(status, body).transient).toBe(transient);
  });

  test('no answer at all', () => {
    const error = noAnswer(
      'https://x.test/data/A?$filter=secret',
      new TypeError('fetch failed', { cause: new Error('ECONNRESET') }),
    );
    expect(error).toMatchObject({ status: 0, code: '', transient: true, message: 'No answer from x.test: ECONNRESET' });
  });
});

describe('what a refusal says', () => {
  test('Dataverse: code, message, and its annotations', () => {
    const error = fail(400, {
      error: {
        code: '0x80040265',
        message: 'Generic plug-in failure.',
        '@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode': '2147746336',
        '@Microsoft.PowerApps.CDS.TraceText': '[Contoso.Plugins]',
        '@Microsoft.PowerApps.CDS.InnerError.Message': 'The project is closed.',
      },
    });
    expect(error).toMatchObject({
      name: 'ODataError',
      status: 400,
      code: '0x80040265',
      message: 'Generic plug-in failure.',
      inner: 'The project is closed.',
    });
    expect(error.details['@Microsoft.PowerApps.CDS.TraceText']).toBe('[Contoso.Plugins]');
  });

  test('Finance: the Infolog, without the sentence before it', () => {
    expect(fail(500, finance(INFOLOG))).toMatchObject({
      code: '',
      message: 'An error has occurred.',
      inner:
        "Field 'Project group' must be filled in. validateField failed on field 'ProjProjectV2Entity.ProjectGroup'.",
    });
  });

  test('Finance: the Infolog may sit deeper, or in the message itself', () => {
    expect(fail(500, finance('Exception has been thrown.', 'Infolog: Error: Closed period')).inner).toBe(
      'Closed period.',
    );
    expect(fail(400, { error: { code: '', message: 'Write failed. Infolog: Info: Done nothing' } })).toMatchObject({
      inner: 'Done nothing.',
      transient: false,
    });
  });

  test.each([
    ['{"Message":"The request is invalid."}', 'The request is invalid.'],
    ['<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>', '502 Bad Gateway'],
    ['', 'HTTP 502: Bad Gateway'],
    ['upstream connect error', 'HTTP 502: Bad Gateway'],
    ['{"value":"no error at all"}', 'HTTP 502: Bad Gateway'],
    ['{"error":', 'HTTP 502: Bad Gateway'],
  ])('%s', (body, message) => {
    expect(fail(502, body, {}, 'Bad Gateway')).toMatchObject({ message, code: '', inner: null });
  });

  test('an empty 401', () => {
    expect(fail(401, '')).toMatchObject({ status: 401, message: 'HTTP 401', transient: false });
  });

  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Wed, 25 Nov 2026 10:00:30 GMT', date: 'Wed, 25 Nov 2026 10:00:00 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 25 Nov 2026 09:59:00 GMT', date: 'Wed, 25 Nov 2026 10:00:00 GMT' }, 0],
    [{ 'retry-after': 'Wed, 25 Nov 2026 10:00:30 GMT' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('Retry-After %j is %s ms', (headers, wait) => {
    expect(fail(429, '', headers as Record<string, string>).retryAfter).toBe(wait);
  });
});

test.each([
  ['Infolog: Warning: A; Error: B.', 'A. B.'],
  ['Write failed. Infolog: Error: one; two; three', 'one; two; three.'],
  ['Infolog: diagnostic without severity', 'diagnostic without severity.'],
  ['Infolog: Error: A; Error: A', 'A.'],
  ['No log here', 'No log here'],
])('Infolog: %s', (message, words) => {
  expect(readInfolog(message)).toBe(words);
});
