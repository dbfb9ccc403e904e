import pc from 'picocolors';
import {
  readTableMaps,
  readUpgradeConflicts,
  seedTableMaps,
  writeUpgradeConflicts,
  type SeedOutcome,
} from '../../dataverse';
import { compareVersions, type MapConflict } from '../../maps';
import { SHIPPED_MAPS } from '../../project-operations';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import { checkedAgainst } from '../host-maps';
import type { Output } from '../output';
import { checkPlace, SOLUTION_VERSION } from '../place';
import { chosenByKey, unknownMap } from '../unknown-map';

export interface UpgradeOptions {
  /** Null: only show what is open. */
  readonly take: 'mine' | 'shipped' | null;
  /** Finance field or Dataverse path; null: everything that is open. */
  readonly column: string | null;
  /** Of this command line: an older one than the one that set the environment up replaces nothing. */
  readonly version: string;
}

/**
 * Decides what a new version and the customer's changes of a table map both change, and puts the two together once nothing
 * is open. Until then the old definition runs, and what has been decided is kept.
 */
export async function upgradeMap(
  connected: Connected,
  mapKey: string,
  { take, column, version }: UpgradeOptions,
  output: Output,
): Promise<ExitCode> {
  const { dataverse, settings } = connected;
  checkPlace(connected);
  const [there] = chosenByKey(await readTableMaps(dataverse), [mapKey], ({ key }) => key);
  const shipped = SHIPPED_MAPS.find(({ key }) => key === there?.key);
  if (shipped === undefined)
    throw unknownMap(
      mapKey,
      SHIPPED_MAPS.map(({ key }) => key),
      'shipped',
    );
  const stored = (await readUpgradeConflicts(dataverse)).get(mapKey) ?? [];
  if (take !== null) await writeUpgradeConflicts(dataverse, mapKey, decided(stored, take, column, mapKey));

  const setUpBy = settings[SOLUTION_VERSION];
  const older = setUpBy !== undefined && compareVersions(version, setUpBy) < 0;
  const [seeded] = await seedTableMaps(dataverse, [{ shipped }], { older, check: checkedAgainst(connected) });
  const open = seeded?.conflicts ?? [];
  const findings = seeded?.findings ?? [];
  output.answer({ map: mapKey, outcome: seeded?.outcome, version: seeded?.version, open, findings });
  if (findings.length > 0) {
    printFindings(output, findings);
    output.line(`${mapKey} goes on as ${seeded?.version ?? ''}: ${OUTCOMES.toFix}`);
    return EXIT.needsPerson;
  }
  if (open.length === 0) {
    output.line(`${pc.green('✓')} ${mapKey} ${seeded?.version ?? ''}: ${OUTCOMES[seeded?.outcome ?? 'unchanged']}`);
    return EXIT.done;
  }
  output.line(`${pc.yellow(`${open.length} to decide`)}; until then ${mapKey} goes on as ${seeded?.version ?? ''}.`);
  for (const [heading, conflicts] of grouped(open)) {
    output.line();
    output.line(pc.bold(heading));
    for (const conflict of conflicts) tell(conflict, output);
  }
  return EXIT.needsPerson;
}

const OUTCOMES = {
  created: 'new.',
  upgraded: 'upgraded.',
  merged: 'upgraded, with its own changes.',
  conflict: 'something is to be decided.',
  toFix: 'what would come out has something to fix. Decide otherwise, or mend the own changes.',
  unchanged: 'nothing to decide, it is as shipped or as it was changed here.',
  overlaid: 'what it was changed to here cannot be read, and stays.',
  newerThere: 'the environment has a newer one than this command line; nothing was done.',
} as const satisfies Readonly<Record<SeedOutcome, string>>;

/** @throws Failure where nothing of that name is open */
function decided(
  stored: readonly MapConflict[],
  take: 'mine' | 'shipped',
  column: string | null,
  mapKey: string,
): readonly MapConflict[] {
  const isMeant = (one: MapConflict): boolean =>
    column === null ? one.take === undefined : namesOf(one).includes(column.toLowerCase());
  if (!stored.some(isMeant)) {
    const open = stored.filter((one) => one.take === undefined);
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.CALL_WRONG,
      `Nothing of ${mapKey}${column === null ? '' : ` in ${column}`} awaits a decision.`,
      open.length > 0
        ? `Open: ${[...new Set(open.map((one) => one.column ?? one.place))].join(', ')}.`
        : 'tandem setup says what a new version changes.',
    );
  }
  return stored.map((one) => (isMeant(one) ? { ...one, take } : one));
}

/** A column map by either end, or what belongs to no column by its place: `dataverseFilter`. */
function namesOf({ column, place }: MapConflict): readonly string[] {
  if (column === null) return [place.toLowerCase()];
  const [, ends = ''] = place.split('/');
  return [column, ...ends.split('=')].map((name) => name.toLowerCase());
}

function grouped(conflicts: readonly MapConflict[]): ReadonlyMap<string, readonly MapConflict[]> {
  const groups = new Map<string, MapConflict[]>();
  for (const conflict of conflicts) {
    const heading = conflict.column ?? 'Table map';
    groups.set(heading, [...(groups.get(heading) ?? []), conflict]);
  }
  return groups;
}

function tell({ code, message, remedy, spelled }: MapConflict, output: Output): void {
  output.line(`  ${pc.yellow('!')} ${pc.bold(code)} ${message}`);
  output.line(`      before:  ${spelled.base}`);
  output.line(`      mine:    ${spelled.mine}`);
  output.line(`      shipped: ${spelled.theirs}`);
  output.line(`      ${pc.dim(remedy)}`);
}
