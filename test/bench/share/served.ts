import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startSandbox } from '../../sandbox';

/** Both services in a process of their own: what they compute is not the host's time. */
export interface Served {
  readonly dataverse: string;
  readonly finance: string;
  stop(): Promise<void>;
}

const WORD = 'serve';

/** True where this process is to be the services: it serves a folder until its input ends. */
export async function servesInstead(args: readonly string[]): Promise<boolean> {
  const [word, dataDir, latency] = args;
  if (word !== WORD || dataDir === undefined) return false;
  const sandbox = await startSandbox({ dataDir, app: false });
  for (const { faults } of [sandbox.dataverse, sandbox.finance]) {
    faults.add({ kind: 'latency', milliseconds: Number(latency) });
  }
  console.log(JSON.stringify({ dataverse: sandbox.dataverse.url, finance: sandbox.finance.url }));
  process.stdin.resume();
  await once(process.stdin, 'end');
  await sandbox.close();
  return true;
}

/** @param latency milliseconds that each request waits before it is handled */
export async function serve(dataDir: string, latency: number): Promise<Served> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', WORD, dataDir, String(latency)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const urls = JSON.parse(line) as { readonly dataverse: string; readonly finance: string };
  return {
    ...urls,
    stop: async () => {
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
    },
  };
}
