import type { Command } from 'commander';
import { explainCodes } from '../commands/explain';
import type { Context } from './context';

export function addExplain(program: Command, context: Context): void {
  program
    .command('explain')
    .description('what codes mean and what to do')
    .argument('[codes...]', 'TDM3001, or dual-write’s DIPV1025; all without one')
    .option('--markdown', 'as a page', false)
    .action((codes: string[], given: { markdown: boolean }) =>
      context.act((output) => Promise.resolve(explainCodes(codes, given.markdown, output))),
    );
}
