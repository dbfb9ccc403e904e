import { describe, expect, it } from 'vitest';
import { createDataverseSide } from '../../../plugins-ts/dataverse';
import { SideUnavailable } from '../../../plugins-ts/sync';
import { error, FakeClient, listed, rows, type Asked } from './fake-client';
import { guid, mapOf, readTable } from './tables';

const PROJECTS = mapOf(
  'msdyn_project',
  ['dataAreaId', 'ProjectID'],
  [
    ['msdyn_owningcompany.cdm_companycode', 'dataAreaId', 'both'],
    ['msdyn_projectnumber', 'ProjectID', 'both'],
    ['msdyn_subject', 'Name', 'both'],
  ],
);

const project = (n: number) => ({
  '@odata.etag': `W/"${n}"`,
  msdyn_projectid: guid(n),
  versionnumber: 9_000 + n,
  modifiedon: '2026-11-20T10:42:00Z',
  _modifiedby_value: guid(900),
  '_modifiedby_value@OData.Community.Display.V1.FormattedValue': 'Camille Roussel',
  _ownerid_value: guid(901).toUpperCase(),
  msdyn_subject: `Project ${n}`,
  msdyn_projectnumber: `P-${n}`,
  _msdyn_owningcompany_value: guid(800),
  msdyn_OwningCompany: { cdm_companycode: 'usmf' },
});

const side = (answer: (asked: Asked) => ReturnType<typeof rows>) => {
  const client = new FakeClient(answer);
  return { client, side: createDataverseSide({ client, tables: readTable, now: () => 0 }) };
};

describe('rows by id', () => {
  it('come with version, etag, owner and who changed them; one that does not exist is absent', async () => {
    const { side: dataverse } = side(() => rows(project(1)));
    const found = await dataverse.rows(PROJECTS, [guid(1), guid(2)]);
    expect([...found.keys()]).toEqual([guid(1)]);
    expect(found.get(guid(1))).toMatchObject({
      version: '9001',
      etag: 'W/"1"',
      name: 'Project 1',
      modifiedBy: 'Camille Roussel',
      modifiedOn: Date.UTC(2026, 10, 20, 10, 42),
      ownerId: guid(901),
      row: { msdyn_projectnumber: 'P-1', 'msdyn_owningcompany.cdm_companycode': 'usmf' },
    });
  });

  it('travel a hundred ids to a query, all queries in one request', async () => {
    const ids = Array.from({ length: 250 }, (_, n) => guid(n));
    const { client, side: dataverse } = side(({ path }) =>
      rows(...listed(path, 'msdyn_projectid').map((id) => project(Number(id.slice(-12))))),
    );
    const found = await dataverse.rows(PROJECTS, [...ids, ids[0]!]);
    expect(found.size).toBe(250);
    expect(client.requests).toHaveLength(1);
    expect(client.asked.map(({ path }) => listed(path, 'msdyn_projectid').length)).toEqual([100, 100, 50]);
  });

  it('asks nothing for no ids', async () => {
    const { client, side: dataverse } = side(() => rows());
    expect(await dataverse.rows(PROJECTS, [])).toEqual(new Map());
    expect(client.requests).toEqual([]);
  });

  it('are all unknown when the service refuses: with how long it wants to be left alone', async () => {
    const { side: dataverse } = side(() => error(429, '0x80072322', 17_000));
    const refused = await dataverse.rows(PROJECTS, [guid(1)]).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(SideUnavailable);
    expect(refused).toMatchObject({ side: 'dataverse', retryAfter: 17_000 });
  });
});

describe('ids by key', () => {
  it('narrows by every column that feeds the key, and matches as Finance compares keys', async () => {
    const { client, side: dataverse } = side(({ path }) => {
      if (path.startsWith('cdm_companies')) return rows({ cdm_companyid: guid(800) });
      if (path.includes('$expand')) return rows(project(1), project(2));
      return rows({ msdyn_projectid: guid(1) }, { msdyn_projectid: guid(2) });
    });
    const found = await dataverse.idsByKey(PROJECTS, [
      { dataAreaId: 'usmf', ProjectID: 'p-1 ' },
      { dataAreaId: 'usmf', ProjectID: 'P-9' },
    ]);
    expect([...found.values()]).toEqual([[guid(1)]]);
    const narrowed = client.asked.find(({ path }) => path.startsWith('msdyn_projects?$select=msdyn_projectid&'))?.path;
    expect(narrowed).toContain(`In(PropertyName='msdyn_owningcompany',PropertyValues=['${guid(800)}'])`);
    expect(listed(narrowed ?? '', 'msdyn_projectnumber')).toEqual(expect.arrayContaining(['P-9']));
    expect(client.requests).toHaveLength(3);
  });

  it('finds nothing where the company is not there', async () => {
    const { client, side: dataverse } = side(() => rows());
    expect(await dataverse.idsByKey(PROJECTS, [{ dataAreaId: 'dat', ProjectID: 'P' }])).toEqual(new Map());
    expect(client.requests).toHaveLength(1);
  });
});
