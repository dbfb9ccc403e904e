import { checkAcrossMaps, checkTableMap, finding, PROBLEMS, type Finding } from '../../maps';
import { transportFor } from '../../finance';
import { lettersOf } from '../../maps/dual-write';
import { checkCompanies } from './companies';
import type { DualWriteFacts, MapFacts, PreflightFacts } from './facts';
import { checkPlaceAndVersions, ENVIRONMENT } from './place-and-versions';
import { checkTables } from './tables';

/**
 * What stands in the way of starting these maps, and what somebody should know before. A pure decision: everything that it
 * looks at has been read before.
 *
 * @param together maps that run or are to be started, side by side
 */
export function preflight(facts: PreflightFacts, together: (one: MapFacts) => boolean): readonly Finding[] {
  return [
    ...checkPlaceAndVersions(facts),
    ...unread(facts),
    ...facts.maps.flatMap((one) => checkMap(facts, one)),
    ...checkAcrossMaps(facts.maps.filter(together), { together: true }),
  ];
}

/**
 * The same for maps that are about to start: what is said of each of them, and what they bring to those that run already,
 * paused ones too. What is said of the others without them does not keep them from starting.
 */
export function preflightOfStart(facts: PreflightFacts, starting: ReadonlySet<string>): readonly Finding[] {
  const isStarting = ({ map }: MapFacts): boolean => starting.has(map.key);
  const already = facts.maps.filter((one) => one.state !== 'stopped' && !isStarting(one));
  const before = new Set(checkAcrossMaps(already, { together: true }).map((found) => JSON.stringify(found)));
  const together = facts.maps.filter((one) => one.state !== 'stopped' || isStarting(one));
  return [
    ...checkPlaceAndVersions(facts),
    ...unread(facts),
    ...facts.maps.filter(isStarting).flatMap((one) => checkMap(facts, one)),
    ...checkAcrossMaps(together, { together: true }).filter((found) => !before.has(JSON.stringify(found))),
  ];
}

/** What could not be looked at is no reason to think that it is well. */
function unread({ callers, dualWrite, dualWriteInFinance }: PreflightFacts): readonly Finding[] {
  const place = { map: ENVIRONMENT };
  return [
    ...callers
      .filter(({ isAdministrator, privileges }) => !isAdministrator && privileges === null)
      .map(({ who }) => finding('RIGHTS_NOT_KNOWN', place, { who })),
    ...('problem' in dualWrite ? [finding('DUAL_WRITE_NOT_KNOWN', place, { problem: dualWrite.problem })] : []),
    // Where it is not installed in Dataverse, it runs nothing.
    ...('value' in dualWrite && dualWrite.value !== null && dualWriteInFinance === null
      ? [finding('DUAL_WRITE_NOT_KNOWN', place, { problem: 'Finance does not show DualWriteProjectConfigurations.' })]
      : []),
  ];
}

function checkMap(facts: PreflightFacts, one: MapFacts): readonly Finding[] {
  return [
    ...checkTableMap(one.map, one.schemas).filter((found) => !isAnswered(found, facts)),
    ...checkEntity(one),
    ...checkTables(facts, one),
    ...checkCompanies(facts, one),
    ...checkDualWrite(facts, one),
  ];
}

/** That a column is secured is a warning only as long as nobody knows whether the host may read it. */
const isAnswered = ({ code }: Finding, { callers }: PreflightFacts): boolean =>
  code === PROBLEMS.SECURED_COLUMN &&
  callers.some(({ isAdministrator, readable }) => !isAdministrator && readable !== null);

function checkEntity({ map, schemas, hidden }: MapFacts): readonly Finding[] {
  if (hidden !== undefined && (hidden === null || transportFor(hidden) === null))
    return [finding('NO_WAY_TO_FINANCE', { map: map.key }, { entity: map.finance.entity })];
  const isReadOnly = schemas.finance !== null && 'readOnly' in schemas.finance && schemas.finance.readOnly === true;
  const goesThere = map.columns.some(({ direction }) => direction !== 'toDataverse');
  return isReadOnly && goesThere ? [finding('ENTITY_READ_ONLY', { map: map.key }, { entity: map.finance.entity })] : [];
}

/** Does dual-write run this map? Then Tandem does not: both would write the same rows. Pure. */
export function checkDualWrite(
  { dualWrite, dualWriteInFinance }: DualWriteFacts,
  { map }: Pick<MapFacts, 'map'>,
): readonly Finding[] {
  const names = [map.finance.label, map.finance.entity].flatMap((name) => (name === undefined ? [] : lettersOf(name)));
  const isSame = (entity: string): boolean => names.includes(lettersOf(entity));
  const { table, entitySet } = map.dataverse;
  const here = ('value' in dualWrite ? (dualWrite.value ?? []) : []).find(
    (one) => one.table === table && isSame(one.entity),
  );
  const there = dualWriteInFinance?.find((one) => one.entitySet === entitySet && isSame(one.entity));
  const entity = here?.entity ?? there?.entity;
  if (entity === undefined) return [];
  const where = [here && 'Dataverse', there && 'Finance'].filter((side) => side !== undefined).join(' and ');
  return [finding('DUAL_WRITE_RUNS', { map: map.key }, { table, entity, where })];
}
