import type { Command } from 'commander';
import type { Context } from './context';
import { addMapCheck } from './map-check';
import { addMapDiff } from './map-diff';
import { addMapExport } from './map-export';
import { addMapImport } from './map-import';
import { addMapPreview } from './map-preview';
import { addMapUpgrade } from './map-upgrade';

/** `tandem map …`: one file each, named after what follows `map`. */
const COMMANDS: readonly ((map: Command, context: Context) => void)[] = [
  addMapCheck,
  addMapPreview,
  addMapDiff,
  addMapUpgrade,
  addMapImport,
  addMapExport,
];

export function addMap(program: Command, context: Context): void {
  const map = program.command('map').description('table maps as files');
  for (const add of COMMANDS) add(map, context);
}
