import type { Command } from 'commander';
import { diffTwoMaps } from '../commands/map-diff';
import { mapSource } from '../map-source';
import type { Context } from './context';

export function addMapDiff(map: Command, context: Context): void {
  map
    .command('diff')
    .description('what one table map says otherwise than another, by meaning; exit 0: nothing, 1: something')
    .argument('<before>', 'a file, shipped:KEY or environment:KEY')
    .argument('<after>', 'a file, shipped:KEY or environment:KEY')
    .action((before: string, after: string) =>
      context.act((output) =>
        diffTwoMaps(
          mapSource(before, 'shipped'),
          mapSource(after, 'shipped'),
          { readText: context.readText, signIn: () => context.signIn() },
          output,
        ),
      ),
    );
}
