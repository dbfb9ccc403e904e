import type { Command } from 'commander';
import { importMaps } from '../commands/map-import';
import { EXIT, Failure, FAILURES } from '../failure';
import { environmentMaps, factsFrom, shippedFacts } from '../import-facts';
import { list, type Context } from './context';

interface Given {
  readonly out: string;
  readonly fromEnvironment: boolean;
  readonly against: boolean;
  readonly only?: string;
  readonly force: boolean;
}

export function addMapImport(map: Command, context: Context): void {
  map
    .command('import')
    .description('makes table maps of what dual-write stores or exports: mappings, rows, lists of rows, solutions')
    .argument('[files...]', 'JSON, solution zips, or their customizations.xml')
    .requiredOption('--out <path>', 'the file to write; a folder when there are several maps')
    .option('--from-environment', 'the active maps of the Dataverse of the connection, instead of files', false)
    .option('--against', 'looks tables, entities and integration keys up on both sides of the connection', false)
    .option('--only <names>', 'only these maps, by table, entity or name, separated by commas')
    .option('--force', 'overwrites files that are there', false)
    .action((files: string[], given: Given) =>
      context.act(async (output) => {
        if (given.fromEnvironment === files.length > 0) throw wrongCall(given.fromEnvironment);
        const shared = { out: given.out, force: given.force, only: list(given.only ?? '') };
        if (given.fromEnvironment) {
          const { facts, ...source } = await environmentMaps(await context.signIn());
          return importMaps([source], { ...shared, environment: true, facts }, output);
        }
        const sources = files.map((name) => ({ name, bytes: context.readBytes(name) }));
        const facts = given.against ? factsFrom(await context.signIn()) : shippedFacts;
        return importMaps(sources, { ...shared, environment: false, facts }, output);
      }),
    );
}

const wrongCall = (fromEnvironment: boolean): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.CALL_WRONG,
    fromEnvironment ? '--from-environment takes no files.' : 'There is nothing to import.',
    'Name files, or give --from-environment.',
  );
