import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { doctor } from '../commands/doctor';
import { probe } from '../commands/probe';
import { INFERRED, readAcceptances } from '../acceptance';
import { repeated, type Context } from './context';

interface Given {
  readonly accept?: readonly string[];
  readonly acceptInferred: boolean;
  readonly probe: boolean;
  readonly yes: boolean;
}

export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('looks whether everything is there for table maps to run: both sides, rights, keys, zones, dual-write')
    .argument('[maps...]', 'keys of table maps, as if they started now; without any, all that run')
    .option('--accept <codes>', 'warnings that are known and meant, by code or code:column; may be repeated', repeated)
    .option('--accept-inferred', 'what is unverified has been looked at', false)
    .option('--probe', 'instead asks both services what no documentation says for certain', false)
    .option('--yes', 'with --probe: writes what a probe says it writes, without asking', false)
    .action((maps: string[], given: Given) =>
      context.act(async (output) => {
        const connected = await context.signIn();
        const version = `${context.version}.0`;
        if (given.probe) {
          const ask = (writes: string): Promise<boolean> =>
            context.terminal && !output.json ? confirm(writes) : Promise.resolve(false);
          return probe(connected, version, (_, writes) => (given.yes ? Promise.resolve(true) : ask(writes)), output);
        }
        const accept = [...readAcceptances(given.accept ?? []), ...(given.acceptInferred ? [INFERRED] : [])];
        return doctor(connected, { maps, accept, version }, output);
      }),
    );
}

/** Where nobody answers, nothing is written. */
async function confirm(writes: string): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asked.question(`This probe writes ${writes}. Go on? [y/N] `)).trim());
  } finally {
    asked.close();
  }
}
