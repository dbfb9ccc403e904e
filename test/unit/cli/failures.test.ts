import { describe, expect, it, test } from 'vitest';
import type { Connected } from '../../../plugins-ts/cli/connect';
import { describeError } from '../../../plugins-ts/cli/describe-error';
import { Failure } from '../../../plugins-ts/cli/failure';
import { environmentMaps } from '../../../plugins-ts/cli/import-facts';
import { waitForKeys } from '../../../plugins-ts/cli/wait-for-keys';
import { ImportFailed, MapNotFound, TableNotFound } from '../../../plugins-ts/dataverse';
import { finding, MapRefused } from '../../../plugins-ts/maps';
import { ODataError, TimedOut } from '../../../plugins-ts/odata';
import { FeedTaken, SideUnavailable } from '../../../plugins-ts/sync';
import { FakeClient, ok, rows } from '../dataverse/fake-client';

/** Whatever a command dies of is a sentence with a code, a remedy and an exit code. */
const SERVICES = { dataverse: 'https://here', finance: 'https://there' };

const answered = (status: number, message = 'No.', transient = false): ODataError =>
  new ODataError({ status, code: '0x1', message, inner: null, transient, retryAfter: null });

test.each<[string, unknown, string, number, RegExp]>([
  ['what nobody expected', new TypeError('x is undefined'), 'TDM9100', 70, /did not expect this: x is undefined/],
  ['what is no error', 'x', 'TDM9100', 70, /did not expect this: x/],
  ['a feed that somebody else has', new FeedTaken('Another host has it.'), 'TDM2115', 1, /^Another host has it\.$/],
  ['a map that is not there', new MapNotFound('wurst'), 'TDM2111', 2, /no table map wurst in this environment/],
  ['a table that is not there', new TableNotFound('tandem_host'), 'TDM2107', 2, /no table tandem_host/],
  ['an import', new ImportFailed('It lacks a component.', null), 'TDM2107', 2, /It lacks a component/],
  ['a map with findings', new MapRefused('a', [finding('NO_INTEGRATION_KEY', { map: 'a' })]), 'TDM2114', 2, /TDM1003/],
  ['no answer', new TimedOut('late'), 'TDM2102', 3, /^https:\/\/here does not answer/],
  [
    'a side that is down',
    new SideUnavailable('finance', 'Down'),
    'TDM2102',
    3,
    /^https:\/\/there does not answer: Down\./,
  ],
  ['a sign-in', answered(401), 'TDM2103', 3, /https:\/\/here refused the sign-in/],
  ['a right', answered(403), 'TDM2104', 3, /https:\/\/here says: No\./],
  ['another answer', answered(400), 'TDM2102', 2, /answered 400: No\./],
])('%s', (_, error, code, exit, words) => {
  const failure = describeError(error, SERVICES);
  expect([failure.code, failure.exit]).toEqual([code, exit]);
  expect(failure.message).toMatch(words);
  expect(failure.remedy).not.toBe('');
});

it('keys of Tandem’s tables are waited for two minutes, and no longer', async () => {
  const table = {
    LogicalName: 'tandem_setting',
    EntitySetName: 'tandem_settings',
    PrimaryIdAttribute: 'tandem_settingid',
    Attributes: [],
    Keys: [{ KeyAttributes: ['tandem_name'], EntityKeyIndexStatus: 'Pending' }],
    ManyToOneRelationships: [],
    value: [],
  };
  let waited = 0;
  const sleep = (milliseconds: number): Promise<void> => {
    waited += milliseconds;
    return Promise.resolve();
  };
  const waiting = waitForKeys(new FakeClient(() => ok(table)), sleep);
  await expect(waiting).rejects.toMatchObject({
    code: 'TDM2110',
    message: 'The keys of tandem_syncrecord, tandem_tablemap, tandem_setting are not Active.',
  });
  expect(waited).toBe(119_000);
});

describe('maps of an environment', () => {
  it('without dual-write are not there', async () => {
    const connected = {
      connection: SERVICES,
      dataverse: new FakeClient(() => rows({ LogicalName: 'account', EntitySetName: 'accounts' })),
    };
    const asked = environmentMaps(connected as unknown as Connected);
    await expect(asked).rejects.toBeInstanceOf(Failure);
    await expect(asked).rejects.toMatchObject({ code: 'TDM2122', exit: 2 });
  });
});
