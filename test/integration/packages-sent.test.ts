import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAcceptances } from '../../plugins-ts/cli/acceptance';
import { setup } from '../../plugins-ts/cli/commands/setup';
import { CODES } from '../../plugins-ts/sync';
import { HIDDEN_ENTITIES } from '../sandbox/finance/model/entity';
import { ACCEPTED, ASKED_FOR_NOTHING, SILENT } from './world/prepared';
import { standing, type Stands } from './world/records';
import { VERSION } from './world/sign-in';
import { openWorld, type TestHost, type World } from './world/world';

const MAPS = ['integration-entity-for-project-transaction-relationships', 'project-operations-integration-actuals'];

let world: World;
let host: TestHost;

beforeAll(async () => {
  world = await openWorld();
  await stopInDualWrite('msdyn_actual');
  await setup(
    () => world.signIn('admin'),
    (connected) => connected.engine('setup', VERSION),
    SILENT,
    {
      ...ASKED_FOR_NOTHING,
      start: MAPS,
      accept: [...ACCEPTED, ...readAcceptances(['TDM1510', 'TDM1219:TransactionType'])],
      sleep: world.time.skip,
    },
  );
  host = await world.host('a host');
  await host.settle();
}, 240_000);
afterAll(() => world.close());

type Row = Readonly<Record<string, unknown>>;

/** Another row like one of the seed data, made now, as the platform's own transactions make them. */
function another(table: string, like: (row: Row) => boolean, values: Row): string {
  const { organization } = world.sandbox.dataverse;
  const found = organization.rows(table).find(like);
  if (found === undefined) throw new Error(`no ${table} in the seed data is like that`);
  const id = randomUUID();
  const createdon = new Date(world.time.now()).toISOString();
  organization.put(table, { ...found, createdon, ...values, [`${table}id`]: id } as typeof found);
  return id;
}

/** What an admin does there before a map starts here. */
async function stopInDualWrite(table: string): Promise<void> {
  const { organization } = world.sandbox.dataverse;
  for (const row of organization.rows('msdyn_dualwriteruntimeconfig', { msdyn_internalentityname: table }))
    organization.put('msdyn_dualwriteruntimeconfig', { ...row, statecode: 1 } as typeof row);
  const there = await world.finance(
    'GET',
    `DualWriteProjectConfigurations?$filter=ExternalLogicalEntityName eq '${table}'`,
  );
  for (const { ProjectName } of there.value as readonly { ProjectName: string }[])
    await world.finance('DELETE', `DualWriteProjectConfigurations(ProjectName='${encodeURIComponent(ProjectName)}')`);
}

const related = (): readonly string[] => {
  const entity = HIDDEN_ENTITIES.find((one) => one.dataEntity === 'ProjCDSTransactionRelationshipImportEntity');
  return world.sandbox.finance.store.select(entity!, { where: [] }).map(({ values }) => values.ConnectionId ?? '');
};

const staged = async (actual: string): Promise<readonly unknown[]> => {
  const found = await world.finance('GET', `ProjActualsImports?cross-company=true&$filter=ActualId eq ${actual}`);
  return found.value as readonly unknown[];
};

it('an actual is held while its connection is in a package, and both are in Finance once', async () => {
  const actual = another('msdyn_actual', (row) => row.msdyn_project != null, { msdyn_actualimportid: randomUUID() });
  const connection = another('msdyn_transactionconnection', () => true, {
    msdyn_transaction1: actual.toUpperCase(),
    msdyn_transaction2: randomUUID(),
  });
  await host.turn();
  const [sent, held]: Stands[] = [standing(world, connection), standing(world, actual)];
  expect(sent).toMatchObject({ status: 'sending' });
  expect(held).toMatchObject({ status: 'waiting', code: CODES.RELEASE_GROUP });
  expect(await staged(actual)).toEqual([]);
  world.time.pass(10 * 60_000);
  await host.settle();
  expect(standing(world, connection)).toMatchObject({ status: 'inSync' });
  expect(standing(world, actual)).toMatchObject({ status: 'inSync' });
  expect(related().filter((id) => id === connection)).toHaveLength(1);
  expect(await staged(actual)).toHaveLength(1);
  // The name of the import is what a person looks up in Finance.
  const [record] = world.sandbox.dataverse.organization.rows('tandem_syncrecord', { tandem_recordid: connection });
  expect(record?.tandem_executionid).toMatch(/^Tandem-/);
});

it('a host that dies with a package under way leaves it to the next one', async () => {
  const connection = another('msdyn_transactionconnection', () => true, { msdyn_transaction1: randomUUID() });
  await host.turn();
  expect(standing(world, connection)).toMatchObject({ status: 'sending' });
  const next = await world.host('another host');
  world.time.pass(20 * 60_000);
  await next.settle();
  expect(standing(world, connection)).toMatchObject({ status: 'inSync' });
  expect(related().filter((id) => id === connection)).toHaveLength(1);
});
