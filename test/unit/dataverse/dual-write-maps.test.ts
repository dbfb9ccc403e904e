import { describe, expect, test } from 'vitest';
import { readDualWriteMaps } from '../../../plugins-ts/dataverse';
import { error, FakeClient, rows, type Answer } from './fake-client';

const DEFINITIONS = rows(
  { LogicalName: 'account', EntitySetName: 'accounts' },
  { LogicalName: 'msdyn_dualwriteentitymap', EntitySetName: 'msdyn_dualwriteentitymaps' },
  { LogicalName: 'msdyn_dualwriteruntimeconfig', EntitySetName: 'msdyn_dualwriteruntimeconfigs' },
  { LogicalName: 'nothing', EntitySetName: null },
);

const serve =
  (answers: Readonly<Record<string, Answer>>) =>
  ({ path }: { readonly path: string }): Answer =>
    answers[path.split('?')[0] ?? ''] ?? error(404);

describe('dual-write’s maps in Dataverse', () => {
  test('active maps in every version, what runs, and the tables there are', async () => {
    const client = new FakeClient(
      serve({
        EntityDefinitions: DEFINITIONS,
        msdyn_dualwriteentitymaps: rows({ msdyn_name: 'a' }, { msdyn_name: 'b' }),
        msdyn_dualwriteruntimeconfigs: rows({ msdyn_unsecure: '{}' }, { msdyn_unsecure: null }),
      }),
    );
    const there = await readDualWriteMaps(client);
    expect(there).toMatchObject({ rows: [{ msdyn_name: 'a' }, { msdyn_name: 'b' }], configurations: ['{}'] });
    expect(there?.tables.get('accounts')).toBe('account');
    expect(there?.tables.size).toBe(3);
    const [, maps] = client.asked;
    expect(maps?.path).toContain('$filter=statecode eq 0');
    expect(maps?.path).toContain('msdyn_mapping');
  });

  test('an environment without dual-write is told, not guessed', async () => {
    const client = new FakeClient(
      serve({ EntityDefinitions: rows({ LogicalName: 'account', EntitySetName: 'accounts' }) }),
    );
    expect(await readDualWriteMaps(client)).toBeNull();
    expect(client.asked).toHaveLength(1);
  });

  test('without a runtime configuration, nothing is known of what runs', async () => {
    const [map] = [{ LogicalName: 'msdyn_dualwriteentitymap', EntitySetName: 'sets' }];
    const client = new FakeClient(serve({ EntityDefinitions: rows(map), sets: rows() }));
    expect(await readDualWriteMaps(client)).toMatchObject({ rows: [], configurations: [] });
  });
});
