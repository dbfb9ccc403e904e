import { describe, expect, it } from 'vitest';
import { readConnection } from '../../../plugins-ts/cli/connection';
import { readZones } from '../../../plugins-ts/cli/host-maps';
import { age } from '../../../plugins-ts/cli/output';

const FILE = JSON.stringify({
  dataverse: 'https://contoso.crm.dynamics.com/',
  finance: 'https://contoso.operations.dynamics.com',
  authentication: { kind: 'clientSecret', tenant: 't', client: 'c', secretVariable: 'MINE' },
});

describe('a connection', () => {
  it('comes from a file, its secret from the variable that the file names', () => {
    expect(readConnection(FILE, 'tandem.json', { MINE: 's' })).toEqual({
      dataverse: 'https://contoso.crm.dynamics.com',
      finance: 'https://contoso.operations.dynamics.com',
      authentication: { kind: 'clientSecret', tenant: 't', client: 'c', secret: 's' },
    });
  });

  it('comes from the environment, which goes before the file', () => {
    const environment = {
      TANDEM_DATAVERSE_URL: 'http://127.0.0.1:1',
      TANDEM_FINANCE_URL: 'http://127.0.0.1:2',
      TANDEM_AUTH: 'token',
      TANDEM_TOKEN: 'x',
    };
    const expected = {
      dataverse: 'http://127.0.0.1:1',
      finance: 'http://127.0.0.1:2',
      authentication: { kind: 'token', token: 'x' },
    };
    expect(readConnection(FILE, 'tandem.json', environment)).toEqual(expected);
    expect(readConnection(null, 'tandem.json', environment)).toEqual(expected);
  });

  it.each([
    ['nothing at all', null, {}, /no tandem\.json.*"dataverse" is missing; "finance" is missing/],
    ['broken JSON, with its place', '{\n  "dataverse": ,\n}', {}, /line 2, column 16/],
    ['no object', '[]', {}, /holds no object/],
    ['a secret in the file', FILE.replace('"secretVariable":"MINE"', '"secret":"s"'), {}, /does not belong in a file/],
    ['an empty variable', FILE, {}, /MINE holds no secret/],
    ['an unknown kind', FILE.replace('clientSecret', 'password'), {}, /not password/],
    [
      'plain http to somewhere',
      FILE.replace('https://contoso.crm', 'http://contoso.crm'),
      { MINE: 's' },
      /must be https/,
    ],
  ])('%s is refused, with what is wrong', (_, text, environment, words) => {
    expect(() => readConnection(text, 'tandem.json', environment)).toThrow(words);
  });
});

it.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [44 * 60_000, '44 min'],
  [71 * 60_000, '1 h 11'],
  [51 * 3_600_000, '2 d 3 h'],
])('%i ms is %s', (milliseconds, words) => expect(age(milliseconds)).toBe(words));

describe('zones', () => {
  it('are read by company, in lower case', () => {
    expect(readZones('USMF=America/Chicago, frrt=Europe/Paris')).toEqual({
      usmf: 'America/Chicago',
      frrt: 'Europe/Paris',
    });
  });

  it.each(['usmf', 'usmf=Nowhere/Else', '=Europe/Paris'])('%s is refused', (text) => {
    expect(() => readZones(text)).toThrow(/no company with a time zone/);
  });
});
