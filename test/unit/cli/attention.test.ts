import { expect, test } from 'vitest';
import { causesOf } from '../../../plugins-ts/cli/commands/attention';
import { newRecord, type SyncRecord } from '../../../plugins-ts/sync/record';

const record = (mapKey: string, code: string, since: number | null, name: string): SyncRecord => ({
  ...newRecord({ id: name, mapKey, recordId: name, table: 'msdyn_project', name }),
  status: 'error',
  reason: { code, parameters: {} },
  since,
});

test('records that need a person are grouped by cause and map, the largest group first', () => {
  const causes = causesOf([
    record('projects-v2', 'TDM4003', 500, 'a'),
    record('projects-v2', 'TDM3001', 300, 'b'),
    record('customers-v3', 'TDM3001', 100, 'c'),
    record('projects-v2', 'TDM3001', 200, 'd'),
    record('projects-v2', 'TDM3001', null, 'e'),
  ]);
  expect(
    causes.map(({ code, mapKey, since, records }) => [code, mapKey, since, records.map(({ name }) => name)]),
  ).toEqual([
    ['TDM3001', 'projects-v2', 200, ['b', 'd', 'e']],
    ['TDM3001', 'customers-v3', 100, ['c']],
    ['TDM4003', 'projects-v2', 500, ['a']],
  ]);
  expect(causes[0]).toMatchObject({
    message: 'Finance refused the record.',
    remedy: 'Mend what Finance names, then retry.',
  });
});

test('nothing is no cause', () => {
  expect(causesOf([])).toEqual([]);
});
