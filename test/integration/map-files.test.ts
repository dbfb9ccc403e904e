import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meaningOf, meaningOfStored, readDualWrite } from '../../plugins-ts/maps/dual-write';
import { customizations, REAL_MAP, row, smallMap, solutionZip } from '../unit/maps/dual-write/fixtures/forms';
import { tandem, type Ended } from './world/command';
import { openWorld, type World } from './world/world';

/** Table maps of dual-write in and out, by the command line as it ships. */
let world: World;
let folder: string;
beforeAll(async () => {
  world = await openWorld({ from: 'bare' });
  folder = mkdtempSync(join(tmpdir(), 'tandem-maps-'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
/** A file of this test alone. */
function file(content: string | Uint8Array, name = 'file'): string {
  const path = join(folder, `${(files += 1)}-${name}`);
  writeFileSync(path, content);
  return path;
}
const fresh = (name: string): string => join(folder, `${(files += 1)}-${name}`);
const run = (...args: readonly string[]): Promise<Ended> => tandem(world, args);
const json = (ended: Ended): Record<string, unknown> => JSON.parse(ended.stdout) as Record<string, unknown>;
const read = (path: string): string => readFileSync(path, 'utf8');

const expectNoTrace = ({ stdout, stderr }: Ended): void => {
  expect(stdout + stderr).not.toMatch(/^\s+at .+:\d+/m);
};

describe('tandem map import', () => {
  it('Microsoft’s map comes in, checks, and goes out as it came', async () => {
    const [map, back] = [fresh('actuals.json'), fresh('back.json')];
    const imported = await run('map', 'import', file(REAL_MAP, 'msdyn_mapping.txt'), '--out', map);
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(imported.stdout).toContain('✓ project-operations-integration-actuals');
    expect(JSON.parse(read(map))).toMatchObject({ tandem: { key: 'project-operations-integration-actuals' } });

    expect((await run('map', 'check', map)).code).toBeLessThan(2);

    const exported = await run('map', 'export', map, '--out', back);
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect(exported.stdout).toContain('TDM1427');
    expect(meaningOf(read(back))).toBe(meaningOf(REAL_MAP));
  });

  it('a solution with several maps fills a folder, and comes back map by map', async () => {
    const other = { name: 'x_[new_gadgets - Gadgets]', mapping: smallMap({ sourceSchema: 'Gadgets' }) };
    const zip = file(solutionZip(customizations([{}, other, { mapping: REAL_MAP, name: 'a' }])), 'solution.dat');
    const out = fresh('maps');
    const ended = await run('map', 'import', zip, '--out', out, '--json');
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    const keys = ['gadgets-new-widgets', 'project-operations-integration-actuals', 'widgets-new-widgets'];
    expect(readdirSync(out).sort()).toEqual(keys.map((key) => `${key}.json`));
    expect((json(ended).maps as { key: string }[]).map(({ key }) => key).sort()).toEqual(keys);

    const back = fresh('Customizations.xml');
    expect(
      await run('map', 'export', join(out, `${keys[1] ?? ''}.json`), '--as', 'solution', '--out', back),
    ).toMatchObject({
      code: 0,
    });
    expect(readDualWrite(readFileSync(back), 'back').maps.map(meaningOfStored)).toEqual([
      meaningOfStored(readDualWrite(readFileSync(zip), 'zip').maps[2] ?? never()),
    ]);
  });

  it('a row goes out as a row', async () => {
    const [map, back] = [fresh('map.json'), fresh('row.json')];
    const source = file(JSON.stringify(row({ mapping: REAL_MAP })));
    await run('map', 'import', source, '--out', map);
    await run('map', 'export', map, '--as', 'row', '--out', back);
    const [before, after] = [source, back].map((path) =>
      readDualWrite(readFileSync(path), path).maps.map(meaningOfStored),
    );
    expect(after).toEqual(before);
  });

  it('overwrites nothing unless it is told to', async () => {
    const [source, out] = [file(REAL_MAP), file('precious', 'map.json')];
    const refused = await run('map', 'import', source, '--out', out);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/is there already[^]*TDM2120[^]*--force/) });
    expect(read(out)).toBe('precious');
    expect(await run('map', 'import', source, '--out', out, '--force')).toMatchObject({ code: 0 });
    expect(read(out)).toContain('msdyn_actuals');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('one map that is wrong keeps all of them out', async () => {
    const wrong = { name: 'x', mapping: smallMap({ sourceSchema: 'Gadgets', fieldMappings: 7 }) };
    const source = file(JSON.stringify({ value: [row(), row(wrong)] }, null, 2), 'list.json');
    const out = fresh('maps');
    const ended = await run('map', 'import', source, '--out', out);
    expect(ended).toMatchObject({ code: 2, stderr: '' });
    expect(ended.stdout).toMatch(/to fix TDM1103 .*list\.json:\d+:\d+ gadgets-new-widgets/);
    expect(ended.stdout).toContain('Nothing was written: 1 to fix');
    expect(existsSync(out)).toBe(false);
  });

  it('where it cannot write, nothing of it stays', async () => {
    const taken = file('a file, not a folder');
    const ended = await run('map', 'import', file(REAL_MAP), '--out', join(taken, 'maps', 'x.json'));
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/Nothing was written[^]*TDM2121/) });
    expectNoTrace(ended);
  });

  const NESTED = '['.repeat(5_000_000);
  it.each([
    ['prose', 'Dear all', 'TDM1400'],
    ['10 MB of brackets', NESTED, 'TDM1101'],
    ['half a zip', solutionZip(customizations([{}])).subarray(0, 400), 'TDM1401'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>', 'TDM1406'],
    ['a map of Tandem', readFileSync('plugins-ts/project-operations/maps/projects-v2.json'), 'TDM1423'],
  ])('%s: a code, a place, no trace', async (_, content, code) => {
    const ended = await run('map', 'import', file(content), '--out', fresh('x.json'), '--json');
    expect(ended).toMatchObject({ code: 2, stderr: '' });
    expect(json(ended)).toMatchObject({ maps: [], findings: [{ code, severity: 'error' }] });
    expectNoTrace(ended);
  });

  it('a file that is not there, and calls that are wrong', async () => {
    for (const args of [
      ['nowhere.json', '--out', 'x'],
      ['--out', 'x'],
      [file(REAL_MAP)],
      [file(REAL_MAP), '--from-environment', '--out', 'x'],
    ]) {
      const ended = await run('map', 'import', ...args);
      expect(ended.code).toBe(2);
      expect(ended.stderr).not.toBe('');
      expectNoTrace(ended);
    }
  });

  it('against both sides: a table that is not there is told with its place', async () => {
    const text = smallMap();
    const ended = await run('map', 'import', file(text), '--out', fresh('x.json'), '--against', '--json');
    const line = text.split('\n').findIndex((one) => one.includes('destinationSchema')) + 1;
    expect(ended.code).toBe(2);
    expect(json(ended).findings).toContainEqual(
      expect.objectContaining({
        code: 'TDM1424',
        at: { line, column: 25 },
        message: expect.stringContaining('new_widgets'),
      }),
    );
  });
});

describe('tandem map import --from-environment', () => {
  it('takes the version that runs, else the highest, and never one that is put aside', async () => {
    const out = fresh('environment');
    const ended = await run('map', 'import', '--from-environment', '--out', out, '--json');
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(1);
    const maps = json(ended).maps as { key: string; version: string }[];
    expect(Object.fromEntries(maps.map(({ key, version }) => [key, version]))).toEqual({
      'customers-v3': '1.0.0.3',
      'legal-entities': '1.0.0.0',
      'project-contract-headers': '1.0.0.1',
      'project-operations-integration-actuals': '1.0.0.14',
      'project-tasks': '1.0.0.3',
      'projects-v2': '1.0.0.3',
    });
    expect(readdirSync(out)).toHaveLength(6);
    const codes = (json(ended).findings as { code: string; severity: string }[]).map(({ code }) => code);
    expect(codes).toContain('TDM1410');
    const actuals = JSON.parse(read(join(out, 'project-operations-integration-actuals.json'))) as object;
    expect(actuals).toMatchObject({ tandem: { integrationKey: ['dataAreaId', 'ACTUALSIMPORTID'] } });
    const told = (json(ended).findings as { code: string; map: string }[]).filter(({ map }) => map.endsWith('actuals'));
    expect(told.map(({ code }) => code)).not.toContain('TDM1415');
    expect(JSON.parse(read(join(out, 'projects-v2.json')))).toMatchObject({
      tandem: { dualWrite: { form: 'row', name: 'msdyn_[msdyn_projects - Projects V2]' } },
    });
  });

  it('only the maps that are named', async () => {
    const out = fresh('some');
    const ended = await run(
      'map',
      'import',
      '--from-environment',
      '--out',
      out,
      '--only',
      'msdyn_projects,Customers V3',
    );
    expect(ended.code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['customers-v3.json', 'projects-v2.json']);
    const none = await run('map', 'import', '--from-environment', '--out', out, '--only', 'wurst');
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('TDM2111') });
  });

  it('a user who may not read them', async () => {
    const ended = await tandem(world, ['map', 'import', '--from-environment', '--out', fresh('x')], {
      user: 'accountant',
    });
    expect(ended.code).toBe(3);
    expectNoTrace(ended);
  });
});

describe('tandem map export', () => {
  it('a shipped map: what dual-write does not know is said', async () => {
    const out = fresh('projects.json');
    const ended = await run(
      'map',
      'export',
      resolve('plugins-ts/project-operations/maps/projects-v2.json'),
      '--out',
      out,
    );
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/TDM1425[^]*Date is left out/);
    expect(ended.stdout).toContain('TDM1428');
    expect(JSON.parse(read(out))).not.toHaveProperty('tandem');
  });

  it('a file that is no map writes nothing', async () => {
    const out = fresh('x.json');
    const ended = await run('map', 'export', file('{"legs":[]}'), '--out', out, '--json');
    expect(ended).toMatchObject({ code: 2, stderr: '' });
    expect(json(ended)).toMatchObject({ out: null });
    expect(existsSync(out)).toBe(false);
  });
});

function never(): never {
  throw new Error('not read');
}
