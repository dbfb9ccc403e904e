import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { knownEntity } from '../../sandbox/finance/model/entity';
import { openFinanceStore } from '../../sandbox/finance/index';

/** Writes currencies one after the other, and says each that is written, until it is killed. */
const WRITER = `
  import { openFinanceStore } from './test/sandbox/finance/index';
  import { knownEntity } from './test/sandbox/finance/model/entity';
  const store = openFinanceStore(process.argv[2]);
  const entity = knownEntity('Currencies');
  const empty = Object.fromEntries(entity.fields.map((field) => [field.name, '']));
  for (let n = 100; n < 1000; n += 1) {
    store.insert(entity, { ...empty, CurrencyCode: String(n) });
    process.stdout.write(n + '\\n');
  }`;

it('keeps what was written when it is killed', async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  mkdirSync(join(root, 'out'), { recursive: true });
  const folder = mkdtempSync(join(root, 'out', 'kill-'));
  const data = mkdtempSync(join(tmpdir(), 'finance-'));
  const outfile = join(folder, 'writer.mjs');
  await build({
    stdin: { contents: WRITER, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const child = spawn(process.execPath, [outfile, data]);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('150\n')) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  const store = openFinanceStore(data);
  const last = Number(said.trim().split('\n').at(-1));
  expect(last).toBeGreaterThanOrEqual(150);
  expect(store.count(knownEntity('Currencies'), [])).toBeGreaterThanOrEqual(last - 99);
  store.close();
  rmSync(folder, { recursive: true });
  rmSync(data, { recursive: true });
});
