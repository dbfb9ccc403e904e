import { seedId } from '../../sandbox/seed';
import type { World } from './world';

export const PROJECT = seedId('project', 'PRJ-001042');
export const CONTRACT_WAITING = seedId('contract', 'CON-000518');

export interface Stands {
  readonly tandem_name: string;
  readonly tandem_status: number;
  readonly tandem_reasoncode: string | null;
  readonly tandem_financesays: string | null;
  readonly tandem_hash: string | null;
  readonly tandem_conflict: string | null;
  readonly tandem_reasonparameters: string | null;
}

/** Option values of the sync status. */
export const STATUS = {
  notApplicable: 0,
  pending: 1,
  sending: 2,
  waiting: 3,
  inSync: 4,
  error: 5,
  conflict: 6,
} as const;

/** The sync record of a Dataverse row, as the form reads it. */
export async function standing(world: World, recordId: string): Promise<Stands> {
  const columns =
    'tandem_name,tandem_status,tandem_reasoncode,tandem_financesays,tandem_hash,tandem_conflict,tandem_reasonparameters';
  const { value } = (await world.dataverse(
    'GET',
    `tandem_syncrecords?$select=${columns}&$filter=tandem_recordid eq '${recordId}'`,
    undefined,
    'admin',
  )) as unknown as { value: Stands[] };
  const [found] = value;
  if (found === undefined) throw new Error(`no sync record of ${recordId}`);
  return { ...found, tandem_status: found.tandem_status - 718_100_000 };
}

export const projectInFinance = (world: World, number: string, company = 'frrt'): Promise<Record<string, unknown>> =>
  world.finance('GET', `ProjectsV2(dataAreaId='${company}',ProjectId='${number}')?cross-company=true`);

export const customerInFinance = (world: World, number: string, company: string): Promise<Record<string, unknown>> =>
  world.finance('GET', `CustomersV3(dataAreaId='${company}',CustomerAccount='${number}')?cross-company=true`);

/** Every project of both sides by company and number, with what the map carries: for comparing whole sides. */
export async function projectsOfBothSides(world: World): Promise<{ dataverse: string[]; finance: string[] }> {
  const here = (await world.dataverse(
    'GET',
    'msdyn_projects?$select=msdyn_projectnumber,msdyn_subject&$expand=msdyn_OwningCompany($select=cdm_companycode)',
    undefined,
    'admin',
  )) as unknown as {
    value: { msdyn_projectnumber: string; msdyn_subject: string; msdyn_OwningCompany: { cdm_companycode: string } }[];
  };
  const there = (await world.finance(
    'GET',
    'ProjectsV2?cross-company=true&$select=dataAreaId,ProjectId,ProjectName',
  )) as unknown as { value: { dataAreaId: string; ProjectId: string; ProjectName: string }[] };
  return {
    dataverse: here.value
      .map(
        (row) =>
          `${row.msdyn_OwningCompany.cdm_companycode.toLowerCase()} ${row.msdyn_projectnumber} ${row.msdyn_subject}`,
      )
      .sort(),
    finance: there.value.map((row) => `${row.dataAreaId.toLowerCase()} ${row.ProjectId} ${row.ProjectName}`).sort(),
  };
}
