import pc from 'picocolors';
import { diffMaps, type MapDifference } from '../../maps';
import { EXIT, type ExitCode } from '../failure';
import { readMap, spellSource, type MapPlace, type MapSource } from '../map-source';
import type { Output } from '../output';

/** What the second map says otherwise than the first. 0: nothing, 1: something. */
export async function diffTwoMaps(
  one: MapSource,
  other: MapSource,
  place: MapPlace,
  output: Output,
): Promise<ExitCode> {
  const [before, after] = [await readMap(one, place), await readMap(other, place)];
  const differences = diffMaps(before, after);
  output.answer({ before: spellSource(one), after: spellSource(other), same: differences.length === 0, differences });
  output.line(`${pc.red(`− ${spellSource(one)}`)}\n${pc.green(`+ ${spellSource(other)}`)}`);
  for (const [heading, group] of grouped(differences)) {
    output.line();
    output.line(pc.bold(heading));
    for (const difference of group) output.line(`  ${line(difference)}`);
  }
  output.line();
  output.line(summary(differences.length));
  return differences.length === 0 ? EXIT.done : EXIT.needsPerson;
}

function summary(count: number): string {
  if (count === 0) return 'Both say the same.';
  return count === 1 ? '1 difference.' : `${count} differences.`;
}

/** The map's own first, then column map by column map. */
function grouped(differences: readonly MapDifference[]): ReadonlyMap<string, readonly MapDifference[]> {
  const groups = new Map<string, MapDifference[]>();
  const ofMap = differences.filter(({ column }) => column === null);
  const ofColumns = differences.filter(({ column }) => column !== null);
  for (const difference of [...ofMap, ...ofColumns]) {
    const heading = difference.column ?? 'Table map';
    groups.set(heading, [...(groups.get(heading) ?? []), difference]);
  }
  return groups;
}

function line({ change, message }: MapDifference): string {
  if (change === 'added') return pc.green(`+ ${message}`);
  return change === 'removed' ? pc.red(`− ${message}`) : `${pc.yellow('~')} ${message}`;
}
