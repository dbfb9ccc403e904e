import { Option, type Command } from 'commander';
import { countRows, previewMap } from '../commands/map-preview';
import { EXIT, Failure, FAILURES } from '../failure';
import { readZones } from '../host-maps';
import { mapSource, readMap } from '../map-source';
import type { Way } from '../preview/columns';
import type { PreviewedSource } from '../preview/look';
import type { Context } from './context';

interface Given {
  readonly record?: string;
  readonly row?: string;
  readonly key?: string;
  readonly direction?: Way;
  readonly beside?: string;
  readonly against: boolean;
  readonly zones?: string;
  readonly count: boolean;
}

export function addMapPreview(map: Command, context: Context): void {
  map
    .command('preview')
    .description('what a table map would make of a row, beside what the other side has; writes nothing')
    .argument(
      '<map>',
      'a file, shipped:KEY or environment:KEY; a bare KEY is the environment’s, with --row the shipped one',
    )
    .option('--record <id>', 'id of a Dataverse record')
    .option('--key <key>', 'key of a Finance row, for the way to Dataverse: dataAreaId=usmf,ProjectId=PRJ-1')
    .option(
      '--row <file>',
      'a row as the service gives it, as JSON: of Dataverse, or with --direction toDataverse of Finance',
    )
    .addOption(
      new Option('--direction <way>', 'which way the row goes (default: to Finance, where the map goes there)').choices(
        ['toFinance', 'toDataverse'],
      ),
    )
    .option('--beside <file>', 'with --row: the row of the other side, as JSON')
    .option('--against', 'with --row: by the metadata of both sides, beside the row that is there', false)
    .option('--zones <zones>', 'with --row: time zone of each company, for days: usmf=America/Chicago')
    .option('--count', 'how many rows the filters let through on each side', false)
    .action((text: string, given: Given) =>
      context.act(async (output) => {
        const sources = sourcesOf(given, context);
        const [source] = sources;
        if (sources.length > 1 || (source === undefined) !== given.count) throw nothingOrTooMuch();
        const isOffline = source?.kind === 'file' && !given.against;
        const connected = isOffline ? null : await context.signIn();
        const place = {
          readText: context.readText,
          signIn: () => (connected === null ? context.signIn() : Promise.resolve(connected)),
        };
        const definition = await readMap(mapSource(text, isOffline ? 'shipped' : 'environment'), place);
        if (source === undefined) return countRows(await place.signIn(), definition, output);
        const beside = given.beside;
        const options = {
          source,
          way: given.direction ?? null,
          beside: beside === undefined ? null : { name: beside, text: context.readText(beside) },
          zones: given.zones === undefined ? null : readZones(given.zones),
          version: context.version,
        };
        return previewMap(connected, definition, options, output);
      }),
    );
}

function sourcesOf({ record, key, row }: Given, context: Context): readonly PreviewedSource[] {
  return [
    ...(record === undefined ? [] : [{ kind: 'record', id: record } as const]),
    ...(key === undefined ? [] : [{ kind: 'key', text: key } as const]),
    ...(row === undefined ? [] : [{ kind: 'file', name: row, text: context.readText(row) } as const]),
  ];
}

const nothingOrTooMuch = (): Failure =>
  new Failure(
    EXIT.wrongInput,
    FAILURES.CALL_WRONG,
    'One thing is to be asked for.',
    'Give --record ID, --key KEY, --row FILE or --count.',
  );
