import { describe, expect, test } from 'vitest';
import { listEntitySets, readDualWriteKeys, readDualWriteProjects } from '../../../plugins-ts/finance';
import { storedKeys } from '../../../plugins-ts/maps/dual-write';
import { serverOf, type Reaction } from './server';

const at = (status: number, value?: readonly object[]): Reaction => ({
  status,
  ...(value === undefined ? {} : { body: { value } }),
});

describe('dual-write’s integration keys in Finance', () => {
  test('are read with the running maps, but not the secrets beside them', async () => {
    const { client, requests } = serverOf(() =>
      at(200, [
        {
          ProjectName: 'a',
          ExternalEntityName: 'accounts',
          IntegrationKey: 'accountnumber,msdyn_company.cdm_companycode',
        },
        { ProjectName: 'b', ExternalEntityName: 'accounts', IntegrationKey: '' },
        { ProjectName: 'c', ExternalEntityName: null, IntegrationKey: 'x' },
      ]),
    );
    expect(await readDualWriteKeys(client)).toEqual([
      { entitySet: 'accounts', key: 'accountnumber,msdyn_company.cdm_companycode' },
    ]);
    expect(requests).toEqual([
      'GET DualWriteProjectConfigurations?$select=ProjectName,ExternalEntityName,IntegrationKey',
    ]);
  });

  test.each([400, 403, 404])('%i: they are not known', async (status) => {
    expect(await readDualWriteKeys(serverOf(() => at(status)).client)).toBeNull();
    expect(await listEntitySets(serverOf(() => at(status)).client)).toBeNull();
  });

  test.each([401, 500])('%i is a failure, and not «not known»', async (status) => {
    await expect(readDualWriteKeys(serverOf(() => at(status)).client)).rejects.toMatchObject({ status });
  });

  test('the names of all collections', async () => {
    const { client } = serverOf(() => at(200, [{ Name: 'ProjectV2', EntitySetName: 'ProjectsV2' }, { Name: 'x' }]));
    expect(await listEntitySets(client)).toEqual(['ProjectsV2']);
  });
});

describe('the maps that dual-write has started in Finance', () => {
  test('each with its pair', async () => {
    const { client, requests } = serverOf(() =>
      at(200, [
        { ProjectName: 'a', InternalEntityName: 'Customers V3', ExternalEntityName: 'accounts' },
        { ProjectName: 'b', InternalEntityName: null, ExternalEntityName: 'accounts' },
      ]),
    );
    expect(await readDualWriteProjects(client)).toEqual([{ entity: 'Customers V3', entitySet: 'accounts' }]);
    expect(requests).toEqual([
      'GET DualWriteProjectConfigurations?$select=ProjectName,InternalEntityName,ExternalEntityName',
    ]);
  });

  test.each([403, 404])('%i: they are not known', async (status) => {
    expect(await readDualWriteProjects(serverOf(() => at(status)).client)).toBeNull();
  });
});

describe('what an integration key says', () => {
  const key = (...keys: readonly string[]): unknown =>
    storedKeys(keys.map((one) => ({ entitySet: 'accounts', key: one }))).map((one) => one.paths);

  test.each([
    ['accountnumber', [['accountnumber']]],
    [' accountnumber , msdyn_company.cdm_companycode ', [['accountnumber', 'msdyn_company.cdm_companycode']]],
    ['["accountnumber","name"]', [['accountnumber', 'name']]],
    ['a;b', [['a', 'b']]],
    ['', []],
    ['[broken', [['[broken']]],
  ])('%s', (text, paths) => {
    expect(key(text)).toEqual(paths);
  });

  test('both directions of a map say the same', () => {
    expect(key('a,b', 'B,A')).toEqual([['a', 'b']]);
  });

  test('where they do not, neither is believed', () => {
    expect(key('a,b', 'a', 'a,b')).toEqual([]);
  });
});
