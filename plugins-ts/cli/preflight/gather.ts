import {
  installedSolution,
  readCaller,
  readDualWriteRuns,
  readHolders,
  readHosts,
  readLinkedCompanies,
  readTableFacts,
  whoAmI,
} from '../../dataverse';
import { readDataEntity, readDualWriteProjects } from '../../finance';
import { ODataError, type ODataClient } from '../../odata';
import { schemasOf, type StoredTableMap } from '../../sync';
import type { Connected } from '../connect';
import { ZONES } from '../host-maps';
import { PINNED, SOLUTION_VERSION } from '../place';
import type { Caller, DualWriteFacts, MapFacts, PreflightFacts, Read } from './facts';

const OWN_TABLES = ['tandem_syncrecord', 'tandem_tablemap', 'tandem_setting'];

/**
 * Reads what `preflight` decides upon. What the signed-in user may not look at is told as that; nothing is written.
 * @param version of this command line, four numbers
 * @throws SideUnavailable, ODataError
 */
export async function gatherFacts(
  connected: Connected,
  stored: readonly StoredTableMap[],
  version: string,
): Promise<PreflightFacts> {
  const { dataverse, settings, organizationId, connection } = connected;
  const schemas = connected.schemas();
  const maps: MapFacts[] = [];
  for (const { map, state, companies } of stored) {
    const read = await schemasOf(map, schemas);
    const isHidden = map.policies.transport === 'dataPackage' && read.finance === null;
    const hidden = isHidden ? { hidden: await readDataEntity(connected.finance, map.finance.entity) } : {};
    maps.push({ map, state, companies, schemas: read, ...hidden });
  }
  const tables = new Set([...OWN_TABLES, ...maps.flatMap((one) => Object.keys(one.schemas.dataverse))]);
  const { userId } = await whoAmI(dataverse);
  // Hosts need not be allowed to read solutions: setup has written down which one is there.
  const installed = await allowed(() => installedSolution(dataverse, 'Tandem'));
  return {
    place: {
      organization: organizationId,
      pinnedOrganization: settings[PINNED.organization] ?? null,
      finance: connection.finance,
      pinnedFinance: settings[PINNED.finance] ?? null,
    },
    versions: {
      own: version,
      solution: ('value' in installed ? installed.value?.version : settings[SOLUTION_VERSION]) ?? null,
      hosts: await readHosts(dataverse),
    },
    callers: await callersOf(dataverse, userId),
    zones: JSON.parse(settings[ZONES] ?? '{}') as Readonly<Record<string, string>>,
    companies: await schemas.companies(),
    linked: await allowed(() => readLinkedCompanies(dataverse)),
    ...(await gatherDualWrite(connected)),
    tables: await readTableFacts(dataverse, [...tables]),
    ownTables: OWN_TABLES,
    maps,
  };
}

/** What dual-write runs, as far as this sign-in may know it. @throws ODataError */
export const gatherDualWrite = async ({ dataverse, finance }: Connected): Promise<DualWriteFacts> => ({
  dualWrite: await allowed(() => readDualWriteRuns(dataverse)),
  dualWriteInFinance: await readDualWriteProjects(finance),
});

const HOST_ROLE = 'Tandem host';

/** An admin looks for the hosts too: what an admin may read says nothing about them. */
async function callersOf(dataverse: ODataClient, userId: string): Promise<readonly Caller[]> {
  const callers: Caller[] = [{ who: 'This sign-in', ...(await readCaller(dataverse, userId)) }];
  for (const { id, name } of (await readHolders(dataverse, HOST_ROLE)) ?? []) {
    if (id !== userId) callers.push({ who: name, ...(await readCaller(dataverse, id)) });
  }
  return callers;
}

/** A refusal is an answer too. */
async function allowed<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof ODataError && (error.status === 403 || error.status === 404))
      return { problem: error.message };
    throw error;
  }
}
