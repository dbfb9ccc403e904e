import { ODataError, query, type ODataClient } from '../odata';

export interface FinanceCompany {
  /** As it stands in `dataAreaId`: lower case. */
  readonly code: string;
  readonly name: string;
}

export interface FinanceEnvironment {
  /** Where people open it: `https://contoso.operations.dynamics.com`. What a copy of the environment has another of. */
  readonly url: string;
  /** `10.0.44`; null where Finance does not tell. */
  readonly version: string | null;
}

/** All companies, by code. @throws ODataError */
export async function listCompanies(client: ODataClient): Promise<readonly FinanceCompany[]> {
  const rows = await client.all(
    `LegalEntities${query({ select: ['LegalEntityId', 'Name'], orderby: ['LegalEntityId'] })}`,
  );
  return rows.map((row) => ({
    code: String(row['LegalEntityId']).toLowerCase(),
    name: typeof row['Name'] === 'string' ? row['Name'] : '',
  }));
}

const VERSION = 'DataManagementEntities/Microsoft.Dynamics.DataEntities.GetApplicationVersion';

/** @throws ODataError when Finance does not answer, or does not admit the caller. */
export async function readFinanceEnvironment(client: ODataClient): Promise<FinanceEnvironment> {
  return { url: new URL(client.root).origin, version: await versionOf(client) };
}

async function versionOf(client: ODataClient): Promise<string | null> {
  try {
    const { body } = await client.send('POST', VERSION, {}, { repeatable: true });
    const value = (body as { value?: unknown } | null)?.value;
    return typeof value === 'string' ? value : null;
  } catch (error) {
    // Not every user may call it, and not every version has it.
    if (error instanceof ODataError && !error.transient && error.status !== 401) return null;
    throw error;
  }
}
