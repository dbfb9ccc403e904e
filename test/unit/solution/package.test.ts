import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packagesOf, type Packages } from '../../../solution/build/pack/packages';
import { projectAt } from '../../../solution/build/project';
import { everywhere, parseXml, textOf } from '../../../solution/build/xml';
import { checkout, type Checkout } from './fixture';
import { opened, type Opened } from './packed';

const text = (content: Uint8Array | undefined): string => new TextDecoder().decode(content);

describe('what is packed', () => {
  let here: Checkout;
  let packages: Packages;
  let managed: Opened;
  beforeAll(() => {
    here = checkout();
    packages = packagesOf(projectAt(here.root));
    managed = opened(packages.managed);
  });
  afterAll(() => here.remove());

  test('the same input gives the same bytes', () => {
    const again = packagesOf(projectAt(here.root));
    expect(Buffer.compare(packages.managed, again.managed)).toBe(0);
    expect(Buffer.compare(packages.unmanaged, again.unmanaged)).toBe(0);
  });

  test('a package tells nothing of when it was made', () => {
    expect(timesIn(packages.managed)).toEqual(new Set(['1980-01-01 00:00:00']));
  });

  test('the two packages differ in what they say of themselves only', () => {
    const unmanaged = opened(packages.unmanaged);
    expect(everywhere(managed.solution, 'Managed').map(textOf)).toEqual(['1']);
    expect(everywhere(unmanaged.solution, 'Managed').map(textOf)).toEqual(['0']);
    const same = text(unmanaged.parts['solution.xml']).replace('<Managed>0</Managed>', '<Managed>1</Managed>');
    const parts = { ...unmanaged.parts, 'solution.xml': new TextEncoder().encode(same) };
    expect(hashes(parts)).toEqual(hashes(managed.parts));
  });

  test('the version is that of the project, with a fourth number', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(everywhere(managed.solution, 'Version').map(textOf)).toEqual([`${version}.0`]);
  });

  test('every part has a content type, or a reader would not see it', () => {
    const types = parseXml(text(managed.parts['[Content_Types].xml']));
    const extensions = new Set(everywhere(types, 'Default').map((node) => node.attributes['Extension']));
    const overridden = new Set(everywhere(types, 'Override').map((node) => node.attributes['PartName']));
    const invisible = Object.keys(managed.parts).filter((name) => {
      const extension = /\.([^./]+)$/.exec(name)?.[1];
      return name !== '[Content_Types].xml' && !extensions.has(extension) && !overridden.has(`/${name}`);
    });
    expect(invisible).toEqual([]);
  });

  test('every file that is named is there, and nothing else is', () => {
    const named = everywhere(managed.customizations, 'FileName').map((node) => textOf(node).slice(1));
    const control = 'Controls/tandem_Tandem.SyncStatus';
    const expected = [
      '[Content_Types].xml',
      'customizations.xml',
      'solution.xml',
      ...named,
      ...['bundle.js', 'css/SyncStatus.css', 'strings/SyncStatus.1033.resx'].map((file) => `${control}/${file}`),
    ];
    expect(Object.keys(managed.parts).sort()).toEqual(expected.sort());
  });

  test('the shipped maps are one list, parents first', () => {
    const name = Object.keys(managed.parts).find((part) => part.startsWith('WebResources/tandem_mapsshippedjson'));
    const maps = JSON.parse(text(managed.parts[name ?? ''])) as { tandem: { key: string } }[];
    expect(maps.map((map) => map.tandem.key)).toEqual(['first', 'second']);
  });
});

const CENTRAL_ENTRY = 0x02014b50;
const CENTRAL_ENTRY_LENGTH = 46;
const END = 22;

/** Times of all entries, from the directory at the end of a zip file, which has them in the way of DOS. */
function timesIn(zip: Uint8Array): Set<string> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const two = (number: number): string => String(number).padStart(2, '0');
  const times = new Set<string>();
  let at = view.getUint32(zip.length - END + 16, true);
  while (view.getUint32(at, true) === CENTRAL_ENTRY) {
    const time = view.getUint16(at + 12, true);
    const date = view.getUint16(at + 14, true);
    const day = `${1980 + (date >> 9)}-${two((date >> 5) & 15)}-${two(date & 31)}`;
    times.add(`${day} ${two(time >> 11)}:${two((time >> 5) & 63)}:${two((time & 31) * 2)}`);
    const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    at += CENTRAL_ENTRY_LENGTH + lengths.reduce((sum, length) => sum + length, 0);
  }
  return times;
}

function hashes(parts: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, createHash('sha256').update(part).digest('hex')]),
  );
}

describe('refuses', () => {
  let here: Checkout;
  beforeEach(() => {
    here = checkout();
  });
  afterEach(() => here.remove());
  const pack = (): Packages => packagesOf(projectAt(here.root));

  test('what has not been built, all at once and with the command to run', () => {
    here.put('plugins-ts/web-resources/dist/form.js', null);
    here.put('controls/SyncStatus/out/controls/css/SyncStatus.css', null);
    expect(pack).toThrow(
      'The solution cannot be packed.\n' +
        'plugins-ts/web-resources/dist/form.js is not there: run "npm run build"\n' +
        'controls/SyncStatus/out/controls/css/SyncStatus.css is not there: run "npm run build"',
    );
  });

  test('a control that has not been built', () => {
    here.put('controls/SyncStatus/out/controls/ControlManifest.xml', null);
    expect(pack).toThrow('controls/SyncStatus/out/controls/ControlManifest.xml is not there: run "npm run build"');
  });

  test('a source that is not what the model says', () => {
    here.put('solution/src/Roles/Tandem user.xml', '<Role/>');
    expect(pack).toThrow(
      'solution/src is not what the model says: run "node solution/build/generate.mjs".\nRoles/Tandem user.xml',
    );
  });

  test('a version that a solution cannot have', () => {
    here.put('package.json', '{ "version": "0.2.0-beta.1" }');
    expect(pack).toThrow('package.json has version 0.2.0-beta.1');
  });
});
