import type { Command } from 'commander';
import { checkMaps } from '../commands/map-check';
import type { Context } from './context';

interface Given {
  /** True without a word after it. */
  readonly against?: true | readonly string[];
}

export function addMapCheck(map: Command, context: Context): void {
  const command = map
    .command('check')
    .description('prints everything that is wrong with table maps, each by itself and beside each other')
    .argument('[files...]', 'JSON files')
    .option(
      '--against [side=url...]',
      'also against the metadata of both sides: those of the connection, or dataverse=URL finance=URL',
    )
    .action((files: string[], { against }: Given) => {
      const words = Array.isArray(against) ? (against as readonly string[]) : [];
      // An option that takes several words takes the files after it too.
      const all = [...words.filter((word) => !SIDE.test(word)), ...files];
      if (all.length === 0) return command.error("error: missing required argument 'files'");
      return context.act(async (output) => {
        const texts = all.map((name) => ({ name, text: context.readText(name) }));
        const schemas = against === undefined ? null : (await context.signIn(sidesOf(words))).schemas();
        return checkMaps(texts, schemas, output);
      });
    });
}

const SIDE = /^(dataverse|finance)=(.*)$/;

const sidesOf = (words: readonly string[]): Partial<Record<'dataverse' | 'finance', string>> =>
  Object.fromEntries(
    words.flatMap((word) => {
      const [, side, url] = SIDE.exec(word) ?? [];
      return side === undefined ? [] : [[side, url]];
    }),
  );
