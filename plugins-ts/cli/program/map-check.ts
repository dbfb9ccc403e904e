import type { Command } from 'commander';
import { checkMaps } from '../commands/map-check';
import type { Context } from './context';

export function addMapCheck(map: Command, context: Context): void {
  map
    .command('check')
    .description('prints everything that is wrong with table maps')
    .argument('<files...>', 'JSON files')
    .option('--against', 'also against the metadata of both sides of the connection', false)
    .action((files: string[], given: { against: boolean }) =>
      context.act(async (output) => {
        const texts = files.map((name) => ({ name, text: context.readText(name) }));
        const schemas = given.against ? (await context.signIn()).schemas() : null;
        return checkMaps(texts, schemas, output);
      }),
    );
}
