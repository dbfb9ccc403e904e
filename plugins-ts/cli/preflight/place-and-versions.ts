import { compareVersions, finding, type Finding } from '../../maps';
import type { PreflightFacts } from './facts';

/** How findings name what is not about one map. */
export const ENVIRONMENT = 'environment';

const HERE = { map: ENVIRONMENT };

/** Is this the environment that was set up, and do solution, hosts and this command line fit together? */
export function checkPlaceAndVersions(facts: PreflightFacts): readonly Finding[] {
  return [...checkPins(facts), ...checkVersions(facts), ...checkOwnKeys(facts)];
}

function checkPins({ place }: PreflightFacts): readonly Finding[] {
  const { organization, pinnedOrganization, finance, pinnedFinance } = place;
  if (pinnedOrganization === null || pinnedFinance === null) return [finding('NOT_PINNED', HERE)];
  return [
    ...(pinnedOrganization === organization
      ? []
      : [finding('OTHER_ORGANIZATION', HERE, { pinned: pinnedOrganization, found: organization })]),
    ...(pinnedFinance === finance ? [] : [finding('OTHER_FINANCE', HERE, { pinned: pinnedFinance, found: finance })]),
  ];
}

function checkVersions({ versions: { own, solution, hosts } }: PreflightFacts): readonly Finding[] {
  if (solution === null) return [finding('NOT_INSTALLED', HERE)];
  const order = compareVersions(own, solution);
  return [
    ...(order < 0 ? [finding('VERSION_TOO_OLD', HERE, { version: own, solution })] : []),
    ...(order > 0 ? [finding('SOLUTION_OLDER', HERE, { version: own, solution })] : []),
    ...hosts
      // A host that has never run has no version.
      .filter(({ version }) => version !== '' && compareVersions(fourParts(version), solution) < 0)
      .map(({ name, version }) => finding('HOST_OLDER', HERE, { host: name, version, solution })),
  ];
}

/** `0.1.0` is `0.1.0.0`. */
const fourParts = (version: string): string => [...version.split('.'), '0', '0', '0', '0'].slice(0, 4).join('.');

const checkOwnKeys = ({ ownTables, tables }: PreflightFacts): readonly Finding[] =>
  ownTables.flatMap((table) =>
    (tables.get(table)?.inactiveKeys ?? []).map(({ columns, status }) =>
      finding('OWN_KEY_NOT_ACTIVE', HERE, { table, keys: columns.join(' + '), status }),
    ),
  );
