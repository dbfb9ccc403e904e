import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importSolution } from '../../sandbox/dataverse/import/import-solution';
import { openOrganization, type Organization } from '../../sandbox/dataverse/organization';
import { activeKeys } from '../../sandbox/dataverse/schema/keys';
import { plantComponents } from '../../sandbox/shell/forms/components';

const ZIP = readFileSync('solution/bin/Tandem_managed.zip');
const PROJECT_FORM = '105ef076-a72a-4382-bde5-35e3c3d9db40';

let folder: string;
let now: number;
let organization: Organization;

function open(): void {
  folder = mkdtempSync(join(tmpdir(), 'tandem-import-'));
  now = Date.parse('2026-11-25T08:00:00Z');
  organization = openOrganization({ dataDir: folder, clock: () => now });
  plantComponents(organization);
}

function close(): void {
  organization.close();
  rmSync(folder, { recursive: true, force: true });
}

/** The packed solution with some of its parts replaced, or taken away with null. */
function changed(change: (name: string, text: string) => string | null): Uint8Array {
  const parts = Object.entries(unzipSync(ZIP)).flatMap(([name, bytes]) => {
    if (!/\.xml$/.test(name)) return [[name, bytes] as const];
    const text = change(name, strFromU8(bytes));
    return text === null ? [] : [[name, strToU8(text)] as const];
  });
  return zipSync(Object.fromEntries(parts));
}

const inFile = (file: string, from: string | RegExp, to: string): Uint8Array =>
  changed((name, text) => {
    if (name !== file) return text;
    expect(text).toMatch(from);
    return text.replace(from, to);
  });

describe('the packed solution', () => {
  beforeEach(open);
  afterEach(close);

  it('brings its tables, keys, roles, app, control and forms', () => {
    importSolution(organization, ZIP);
    const table = organization.catalog.table('tandem_syncrecord');
    expect(table).toMatchObject({
      entitySet: 'tandem_syncrecords',
      ownership: 'UserOwned',
      primaryName: 'tandem_name',
    });
    expect(organization.rows('solution', { uniquename: 'Tandem' })).toMatchObject([
      { ismanaged: true, version: '0.1.0.0' },
    ]);
    expect(organization.rows('role', { name: 'Tandem user' })).toHaveLength(1);
    expect(organization.rows('appmodule', { uniquename: 'tandem_Tandem' })).toHaveLength(1);
    expect(organization.rows('customcontrol', { name: 'tandem_Tandem.SyncStatus' })).toHaveLength(1);
    expect(organization.rows('savedquery', { returnedtypecode: 'tandem_syncrecord' }).length).toBeGreaterThan(4);
  });

  it('names the lookups that every table has as the platform does: an owner is a user or a team', () => {
    importSolution(organization, ZIP);
    const { relationships } = organization.catalog.table('tandem_syncrecord');
    const to = (column: string) =>
      relationships.filter((one) => one.column === column).map(({ navigation, target }) => `${navigation} ${target}`);
    expect(to('ownerid')).toEqual(['ownerid systemuser', 'ownerid team']);
    expect(to('createdby')).toEqual(['createdby systemuser']);
    expect(to('tandem_hostid')).toEqual(['tandem_HostId tandem_host']);
  });

  it('has keys that are Active some time after the import, not at once', () => {
    importSolution(organization, ZIP);
    const table = organization.catalog.table('tandem_syncrecord');
    expect(activeKeys(table, organization.now())).toEqual([]);
    now += 10_000;
    expect(activeKeys(table, organization.now())).toMatchObject([{ columns: ['tandem_recordid', 'tandem_mapkey'] }]);
  });

  it('puts its section on the project form once, however often it is imported', () => {
    importSolution(organization, ZIP);
    importSolution(organization, ZIP);
    const form = String(organization.row('systemform', PROJECT_FORM)?.formxml);
    expect(form.split('name="tandem_finance"')).toHaveLength(2);
    expect(form).not.toContain('solutionaction');
    expect(form.split('Tandem.Form.onLoad')).toHaveLength(2);
  });

  it('keeps the rows of its tables when it is imported again', () => {
    importSolution(organization, ZIP);
    const id = organization.put('tandem_host', { tandem_name: 'a host' });
    importSolution(organization, ZIP);
    expect(organization.row('tandem_host', id)).toMatchObject({ tandem_name: 'a host' });
  });
});

describe('what the platform refuses', () => {
  beforeAll(open);
  afterAll(close);

  it.each([
    ['a file that is no zip', () => strToU8('no zip'), '0x80048060'],
    ['no solution.xml', () => changed((name, text) => (name === 'solution.xml' ? null : text)), '0x80048060'],
    ['broken XML', () => inFile('customizations.xml', /<Entities>/, '<Entities'), '0x80048060'],
    [
      'a unique name with a space',
      () => inFile('solution.xml', '<UniqueName>Tandem<', '<UniqueName>Tan dem<'),
      '0x8004f002',
    ],
    ['a version in words', () => inFile('solution.xml', '<Version>0.1.0.0<', '<Version>one<'), '0x8004f01e'],
    [
      'a table that is not listed',
      () => inFile('solution.xml', /<RootComponent type="1" schemaName="tandem_host"[^>]*\/>/, ''),
      '0x8004803a',
    ],
    [
      'a dependency that is not there',
      () =>
        inFile(
          'solution.xml',
          /<Required type="1" schemaName="msdyn_project"/,
          '<Required type="1" schemaName="msdyn_nowhere"',
        ),
      '0x80048034',
    ],
    [
      'a role with an unknown privilege',
      () => inFile('customizations.xml', 'name="prvReadtandem_Host"', 'name="prvReadtandem_Ghost"'),
      '0x8004f102',
    ],
    [
      'a part that nobody asks for',
      () => zipSync({ ...unzipSync(ZIP), 'stray/left.xml': strToU8('<x/>') }),
      '0x80072035',
    ],
  ])('%s', (_, zip, code) => {
    expect(() => importSolution(organization, zip())).toThrow(expect.objectContaining({ code }));
    // Nothing of it stays.
    expect(organization.catalog.find('tandem_syncrecord')).toBeUndefined();
  });

  it('a version below the installed one, another publisher, unmanaged over managed', () => {
    importSolution(organization, ZIP);
    const refused = (zip: Uint8Array, code: string): void =>
      expect(() => importSolution(organization, zip)).toThrow(expect.objectContaining({ code }));
    refused(inFile('solution.xml', '<Version>0.1.0.0<', '<Version>0.0.9.0<'), '0x8004801b');
    refused(inFile('solution.xml', /<Publisher>\s*<UniqueName>tandem</, '<Publisher><UniqueName>other<'), '0x8004801c');
    refused(readFileSync('solution/bin/Tandem.zip'), '0x8004f036');
  });
});
