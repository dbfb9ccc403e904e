import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { reconcile } from '../commands/reconcile';
import { readSide } from '../commands/resolve';
import { EXIT, Failure, FAILURES } from '../failure';
import { readMoment } from '../moment';
import { checkPlace } from '../place';
import { csvHeadings } from '../reconcile/csv';
import type { Context } from './context';

interface Given {
  readonly company?: string;
  readonly since?: string;
  readonly until?: string;
  readonly record?: string;
  readonly resume: boolean;
  readonly repair?: string;
  readonly csv?: string;
}

export function addReconcile(program: Command, context: Context): void {
  program
    .command('reconcile')
    .description('compares both sides row by row and column by column')
    .argument('[maps...]', 'keys of table maps; all that run without one')
    .option('--company <code>', 'only of this company')
    .option('--since <moment>', 'only rows that were changed in Dataverse from then on: 2026-11-25T08:30Z, or 7d ago')
    .option('--until <moment>', 'only rows that were changed in Dataverse before then')
    .option('--record <record>', 'only this one: its id or the beginning of its name')
    .option('--resume', 'goes on with what was paused or broken off, as it was asked for then', false)
    .option('--repair <side>', 'asks hosts to let this side’s values count where nobody knows why they differ')
    .option('--csv <file>', 'writes every difference as comma-separated values; with --resume, adds to it')
    .action((maps: string[], given: Given) =>
      context.act(async (output) => {
        checkTogether(given);
        const repair = readSide(given.repair, '--repair');
        const connected = await context.signIn();
        checkPlace(connected);
        const now = connected.clock.now();
        const scope = {
          company: given.company?.toLowerCase() ?? null,
          since: readMoment(given.since, '--since', now),
          until: readMoment(given.until, '--until', now),
        };
        context.listenForStop();
        const { terminal, stopping } = context;
        const engine = connected.engine(hostname(), context.version);
        const options = {
          maps,
          scope,
          record: given.record ?? null,
          resume: given.resume,
          repair,
          writeCsv: given.csv === undefined ? null : csvWriter(given.csv, given.resume),
          stopping,
          terminal,
        };
        return reconcile(connected, engine, options, output);
      }),
    );
}

function checkTogether({ resume, record, company, since, until }: Given): void {
  const window = [company, since, until].some((one) => one !== undefined);
  const wrong =
    (resume && (window || record !== undefined) && '--resume goes on with what was asked for then.') ||
    (record !== undefined && window && '--record is one record, whatever its company and its age.');
  if (wrong === false) return;
  throw new Failure(EXIT.wrongInput, FAILURES.CALL_WRONG, wrong, 'Leave out one of the two.');
}

function csvWriter(file: string, adds: boolean): (text: string) => void {
  if (!adds || !existsSync(file)) writeFileSync(file, csvHeadings());
  return (text) => appendFileSync(file, text);
}
