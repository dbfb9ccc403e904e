import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, Failure, FAILURES } from './failure';

export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes all of the files, or none. Nothing that is there is overwritten unless `force` says so, and then only once
 * every new file has been written beside it.
 *
 * @throws Failure
 */
export function writeFiles(files: readonly NewFile[], force: boolean): void {
  const there = files.filter(({ path }) => existsSync(path));
  if (there.length > 0 && !force) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.FILE_EXISTS,
      `${there.map(({ path }) => path).join(', ')} ${there.length === 1 ? 'is' : 'are'} there already.`,
      'Give another --out, or --force to overwrite.',
    );
  }
  const folder = there.find(({ path }) => isFolder(path));
  if (folder !== undefined) throw notWritten(folder.path, 'it is a folder');
  const staged: { readonly from: string; readonly to: string }[] = [];
  const done: { readonly path: string; readonly before: string | null }[] = [];
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(path), { recursive: true });
      const from = beside(path, 'new');
      staged.push({ from, to: path });
      writeFileSync(from, text, { flag: 'wx' });
    }
    for (const { from, to } of staged) {
      const before = existsSync(to) ? beside(to, 'old') : null;
      if (before !== null) renameSync(to, before);
      done.push({ path: to, before });
      renameSync(from, to);
    }
  } catch (error) {
    for (const { path, before } of done.reverse()) {
      rmSync(path, { force: true });
      if (before !== null) renameSync(before, path);
    }
    for (const { from } of staged) rmSync(from, { force: true });
    const { path = 'A file', code = String(error) } = error as NodeJS.ErrnoException;
    throw notWritten(path, code);
  }
  for (const { before } of done) if (before !== null) rmSync(before, { force: true });
}

const notWritten = (path: string, reason: string): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.FILE_NOT_WRITTEN,
    `${path} cannot be written: ${reason}. Nothing was written.`,
    'Check the path and the rights on it.',
  );

/** In the same folder, so that a rename is one step. */
const beside = (path: string, what: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.${what}`);

export const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
