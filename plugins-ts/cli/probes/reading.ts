import { ODataError, query, type ODataClient } from '../../odata';
import type { MapFacts } from '../preflight';
import { notSupported, supported, unknown, type Probe, type ProbeResult } from './probe';

type Seen = Omit<ProbeResult, 'probe'>;

/** Probes that only read. */
export const READING: readonly Probe[] = [
  {
    name: 'Entities of Finance are public, and take rows',
    run: ({ maps }) => Promise.resolve(unique(maps, ({ map }) => map.finance.entity).map(entitySeen)),
  },
  {
    name: 'Tables of Dataverse track changes',
    run: ({ dataverse, maps }) =>
      each(
        unique(maps, ({ map }) => map.dataverse.entitySet),
        ({ map }) => {
          const path = `${map.dataverse.entitySet}${query({ select: [`${map.dataverse.table}id`] })}`;
          return seen(map.dataverse.table, async () => {
            const options = { prefer: ['odata.track-changes', 'odata.maxpagesize=1'] };
            const { headers } = await dataverse.send('GET', path, undefined, options);
            return headers.get('preference-applied')?.includes('odata.track-changes') === true;
          });
        },
      ),
  },
  {
    name: 'Rows can be read from a version number on',
    run: async ({ dataverse }) => [
      await seen('msdyn_project', async () => {
        const filter = 'versionnumber gt 0';
        await dataverse.get(`msdyn_projects${query({ select: ['msdyn_projectid'], filter, top: 1 })}`);
        return true;
      }),
    ],
  },
  {
    name: 'IEEE754Compatible is honoured',
    run: async ({ dataverse, finance }) => [
      await seen('Dataverse', () =>
        honours(dataverse, `msdyn_projects${query({ select: ['msdyn_projectid'], top: 1 })}`),
      ),
      await seen('Finance', () => honours(finance, `LegalEntities${query({ select: ['LegalEntityId'], top: 1 })}`)),
    ],
  },
  {
    name: 'The column behind Skip Sync',
    run: async ({ dataverse }) => [
      await seen('msdyn_actual.msdyn_skipsync', async () => {
        await dataverse.get(`msdyn_actuals${query({ select: ['msdyn_skipsync'], top: 1 })}`);
        return true;
      }),
    ],
  },
  {
    name: 'Actuals take columns of others',
    run: async ({ dataverse }) => [
      await seen('msdyn_actual', async () => {
        const row = await dataverse.get("EntityDefinitions(LogicalName='msdyn_actual')?$select=CanCreateAttributes");
        return (row.CanCreateAttributes as { Value?: unknown } | null)?.Value === true;
      }),
    ],
  },
];

function entitySeen({ map, schemas: { finance } }: MapFacts): Seen {
  const { entity } = map.finance;
  if (finance === null) return notSupported(`${entity} is not public`);
  return 'readOnly' in finance && finance.readOnly === true
    ? notSupported(`${entity} is public, and read-only`)
    : supported(`${entity} is public`);
}

/** The server says in its content type what it has honoured. */
async function honours(client: ODataClient, path: string): Promise<boolean> {
  const headers = { Accept: 'application/json;IEEE754Compatible=true' };
  const reply = await client.send('GET', path, undefined, { headers });
  return /ieee754compatible=true/i.test(reply.headers.get('content-type') ?? '');
}

/** 403 says nothing about the service, only about this sign-in. */
export async function seen(what: string, ask: () => Promise<boolean>): Promise<Seen> {
  try {
    return (await ask()) ? supported(what) : notSupported(what);
  } catch (error) {
    if (!(error instanceof ODataError) || error.transient || error.status === 401) throw error;
    const says = `${what}: ${error.status} ${error.inner ?? error.message}`;
    return error.status === 403 ? unknown(says) : notSupported(says);
  }
}

async function each<T>(all: readonly T[], ask: (one: T) => Promise<Seen>): Promise<readonly Seen[]> {
  const results: Seen[] = [];
  for (const one of all) results.push(await ask(one));
  return results;
}

function unique<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
