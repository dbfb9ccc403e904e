import { Option, type Command } from 'commander';
import { exportMap } from '../commands/map-export';
import type { ExportForm } from '../../maps/dual-write';
import type { Context } from './context';

export function addMapExport(map: Command, context: Context): void {
  map
    .command('export')
    .description('writes a table map as dual-write stores it')
    .argument('<file>', 'a table map')
    .requiredOption('--out <file>', 'the file to write')
    .addOption(
      new Option('--as <form>', 'the mapping alone, a row for the Web API, or the customizations of a solution')
        .choices(['mapping', 'row', 'solution'])
        .default('mapping'),
    )
    .option('--force', 'overwrites a file that is there', false)
    .action((file: string, given: { out: string; as: ExportForm; force: boolean }) =>
      context.act((output) => exportMap({ name: file, text: context.readText(file) }, given, output)),
    );
}
