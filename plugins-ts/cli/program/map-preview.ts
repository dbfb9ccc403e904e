import type { Command } from 'commander';
import { previewMap } from '../commands/map-preview';
import { EXIT, Failure, FAILURES } from '../failure';
import { mapSource, readMap } from '../map-source';
import type { Context } from './context';

export function addMapPreview(map: Command, context: Context): void {
  map
    .command('preview')
    .description('what a table map would make of a record, beside what Finance has; writes nothing')
    .argument('<map>', 'a file, shipped:KEY or environment:KEY')
    .option('--record <id>', 'id of a Dataverse record')
    .option('--count', 'how many rows the filters let through on each side', false)
    .action((text: string, given: { record?: string; count: boolean }) =>
      context.act(async (output) => {
        if (given.record === undefined && !given.count) {
          throw new Failure(
            EXIT.wrongInput,
            FAILURES.CALL_WRONG,
            'Nothing is asked for.',
            'Give --record ID, --count, or both.',
          );
        }
        const connected = await context.signIn();
        const place = { readText: context.readText, signIn: () => Promise.resolve(connected) };
        const definition = await readMap(mapSource(text, 'environment'), place);
        const wanted = { record: given.record ?? null, count: given.count };
        return previewMap(connected, definition, context.version, wanted, output);
      }),
    );
}
