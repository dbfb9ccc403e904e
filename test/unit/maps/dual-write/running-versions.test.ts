import { expect, it } from 'vitest';
import { runningVersions } from '../../../../plugins-ts/maps/dual-write';

const config = (Revision: unknown, more: object = {}): string =>
  JSON.stringify({
    SourceEntityName: 'msdyn_projects',
    DestinationEntityName: 'Projects V2',
    EntityMapVersion: { Major: 1, Minor: 0, Build: 0, Revision },
    ...more,
  });

it('a configuration names the pair and the version that runs', () => {
  expect(runningVersions([config(3), config(3), config(7, { SourceEntityName: 'accounts' })])).toEqual([
    { pair: { entitySet: 'msdyn_projects', label: 'Projects V2' }, version: '1.0.0.3' },
    { pair: { entitySet: 'accounts', label: 'Projects V2' }, version: '1.0.0.7' },
  ]);
});

it('two that differ are believed neither', () => {
  expect(runningVersions([config(3), config(4), config(3)])).toEqual([]);
});

it.each(['', 'x', '{}', '[]', config('3'), config(3, { SourceEntityName: 5 }), config(3, { EntityMapVersion: null })])(
  'nothing comes of %s',
  (text) => {
    expect(runningVersions([text])).toEqual([]);
  },
);
