import type { Command } from 'commander';
import type { Context } from './context';
import { addMapCheck } from './map-check';

/** `tandem map …`: one file each, named after what follows `map`. */
const COMMANDS: readonly ((map: Command, context: Context) => void)[] = [addMapCheck];

export function addMap(program: Command, context: Context): void {
  const map = program.command('map').description('table maps as files');
  for (const add of COMMANDS) add(map, context);
}
