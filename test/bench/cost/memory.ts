import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runMap } from '../../../plugins-ts/sync';
import { TASKS } from '../../simulation/world/maps';
import { generatedEngine } from './generated';

const WORD = 'memory';

/** True where this process is to be measured: it syncs so many generated rows and says what it took at most. */
export async function isMeasuredInstead(args: readonly string[]): Promise<boolean> {
  const [word, rows] = args;
  if (word !== WORD) return false;
  const running = { map: TASKS, companies: [] };
  const counts = await runMap(generatedEngine(TASKS, Number(rows)), 'initialSync', running, [running], [], () => {});
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ created: counts.created, megabytes }));
  return true;
}

/** Megabytes that a process had at most while it synced so many rows that nobody else keeps in memory. */
export async function peakMemory(rows: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [process.argv[1] ?? '', WORD, String(rows)]);
  const { created, megabytes } = JSON.parse(stdout) as { readonly created: number; readonly megabytes: number };
  if (created !== rows) throw new Error(`${created} of ${rows} rows were created`);
  return megabytes;
}
