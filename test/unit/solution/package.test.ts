import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packagesOf } from '../../../solution/build/pack/packages';
import { projectAt } from '../../../solution/build/project';
import { everywhere, parseXml, textOf } from '../../../solution/build/xml';
import { checkout, type Checkout } from './fixture';
import { opened } from './packed';

let here: Checkout;
beforeEach(() => {
  here = checkout();
});
afterEach(() => here.remove());

const pack = (): ReturnType<typeof packagesOf> => packagesOf(projectAt(here.root));
const text = (content: Uint8Array | undefined): string => new TextDecoder().decode(content);

test('the same input gives the same bytes', () => {
  const first = pack();
  const second = pack();
  expect(Buffer.compare(first.managed, second.managed)).toBe(0);
  expect(Buffer.compare(first.unmanaged, second.unmanaged)).toBe(0);
});

test('the two packages differ in what they say of themselves only', () => {
  const { managed, unmanaged } = pack();
  const one = opened(managed);
  const other = opened(unmanaged);
  expect(everywhere(one.solution, 'Managed').map(textOf)).toEqual(['1']);
  expect(everywhere(other.solution, 'Managed').map(textOf)).toEqual(['0']);
  expect(text(other.parts['solution.xml']).replace('<Managed>0</Managed>', '<Managed>1</Managed>')).toBe(
    text(one.parts['solution.xml']),
  );
  const rest = (parts: typeof one.parts): object =>
    Object.fromEntries(Object.entries(parts).filter(([name]) => name !== 'solution.xml'));
  expect(rest(one.parts)).toEqual(rest(other.parts));
});

test('the version is that of the project, with a fourth number', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(everywhere(opened(pack().managed).solution, 'Version').map(textOf)).toEqual([`${version}.0`]);
});

test('every part has a content type, or a reader would not see it', () => {
  const { parts } = opened(pack().managed);
  const types = parseXml(text(parts['[Content_Types].xml']));
  const extensions = new Set(everywhere(types, 'Default').map((node) => node.attributes['Extension']));
  const overridden = new Set(everywhere(types, 'Override').map((node) => node.attributes['PartName']));
  const invisible = Object.keys(parts).filter((name) => {
    const extension = /\.([^./]+)$/.exec(name)?.[1];
    return name !== '[Content_Types].xml' && !extensions.has(extension) && !overridden.has(`/${name}`);
  });
  expect(invisible).toEqual([]);
});

test('every file that is named is there, and nothing else is', () => {
  const { parts, customizations } = opened(pack().managed);
  const named = everywhere(customizations, 'FileName').map((node) => textOf(node).slice(1));
  const control = 'Controls/tandem_Tandem.SyncStatus';
  const expected = [
    '[Content_Types].xml',
    'customizations.xml',
    'solution.xml',
    ...named,
    ...['bundle.js', 'css/SyncStatus.css', 'strings/SyncStatus.1033.resx'].map((file) => `${control}/${file}`),
  ];
  expect(Object.keys(parts).sort()).toEqual(expected.sort());
});

test('the shipped maps are one list, parents first', () => {
  const { parts } = opened(pack().managed);
  const name = Object.keys(parts).find((part) => part.startsWith('WebResources/tandem_mapsshippedjson')) ?? '';
  const maps = JSON.parse(text(parts[name])) as { tandem: { key: string } }[];
  expect(maps.map((map) => map.tandem.key)).toEqual(['first', 'second']);
});

describe('refuses', () => {
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
      'solution/src is not what the model says: run "npm run generate:solution".\nRoles/Tandem user.xml',
    );
  });

  test('a version that a solution cannot have', () => {
    here.put('package.json', '{ "version": "0.2.0-beta.1" }');
    expect(pack).toThrow('package.json has version 0.2.0-beta.1');
  });
});
