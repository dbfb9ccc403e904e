import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFiles } from '../../../plugins-ts/cli/write-files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (...names: readonly string[]): string => join(folder, ...names);
const text = (...names: readonly string[]): string => readFileSync(at(...names), 'utf8');

it('writes into folders that are not there yet', () => {
  writeFiles([{ path: at('a', 'b', 'x.json'), text: '1' }], false);
  expect(text('a', 'b', 'x.json')).toBe('1');
  expect(readdirSync(at('a', 'b'))).toEqual(['x.json']);
});

it('one file that is there keeps all from being written', () => {
  writeFileSync(at('y.json'), 'old');
  const files = ['x.json', 'y.json'].map((name) => ({ path: at(name), text: 'new' }));
  expect(() => writeFiles(files, false)).toThrow(/y\.json is there already/);
  expect(readdirSync(folder)).toEqual(['y.json']);
  expect(text('y.json')).toBe('old');
});

it('one that cannot be written keeps all from being written, and what was there stays', () => {
  writeFileSync(at('x.json'), 'old');
  mkdirSync(at('y.json', 'full'), { recursive: true });
  writeFileSync(at('file'), '');
  const files = ['x.json', 'z.json', join('file', 'w.json')].map((name) => ({ path: at(name), text: 'new' }));
  expect(() => writeFiles(files, true)).toThrow(/Nothing was written/);
  expect(text('x.json')).toBe('old');
  expect(existsSync(at('z.json'))).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(['file', 'x.json', 'y.json']);
});

it('a folder is not overwritten, whatever force says', () => {
  mkdirSync(at('y.json'));
  const files = ['x.json', 'y.json'].map((name) => ({ path: at(name), text: 'new' }));
  expect(() => writeFiles(files, true)).toThrow(/y\.json cannot be written: it is a folder/);
  expect(readdirSync(folder)).toEqual(['y.json']);
});

it('with force, overwrites', () => {
  writeFileSync(at('x.json'), 'old');
  writeFiles([{ path: at('x.json'), text: 'new' }], true);
  expect(text('x.json')).toBe('new');
  expect(readdirSync(folder)).toEqual(['x.json']);
});
