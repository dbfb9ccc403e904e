import type { CompiledMap } from '../maps/compiled-map';
import type { ODataClient } from '../odata';
import type { DataverseSide } from '../sync/sides';
import { rowsByVersion } from './by-version';
import { readChanges } from './changes';
import { onSide, unavailable } from './failure';
import { findIdsByKey } from './keys';
import { tableReader } from './metadata';
import { findPointing } from './pointing';
import { planRead, type ReadPlan } from './read-plan';
import { readRows } from './rows';
import type { TableReader } from './table';
import { writeRows } from './write';

export interface DataverseSideOptions {
  readonly client: ODataClient;
  /** Metadata; by default read once per table, when first needed. */
  readonly tables?: TableReader;
  /** The server's time in milliseconds. */
  readonly now: () => number;
}

/** The Dataverse side of `sync/sides.ts`, over the Web API. */
export function createDataverseSide(options: DataverseSideOptions): DataverseSide {
  const { client, tables = tableReader(client), now } = options;
  const plans = new WeakMap<CompiledMap, Promise<ReadPlan>>();
  const planOf = (map: CompiledMap): Promise<ReadPlan> => {
    const known = plans.get(map);
    if (known !== undefined) return known;
    const planning = planRead(map, tables);
    plans.set(map, planning);
    planning.catch(() => plans.delete(map));
    return planning;
  };
  return {
    probe: () =>
      onSide(async () => {
        await client.get('WhoAmI');
      }),
    async *changes(map, token) {
      try {
        const { table } = await planOf(map);
        yield* readChanges(client, table, token, now);
      } catch (error) {
        throw unavailable(error);
      }
    },
    async *byVersion(map, window) {
      try {
        yield* rowsByVersion(client, (await planOf(map)).table, window);
      } catch (error) {
        throw unavailable(error);
      }
    },
    rows: (map, ids) => onSide(async () => (ids.length === 0 ? new Map() : readRows(client, await planOf(map), ids))),
    idsByKey: (map, keys) =>
      onSide(async () => (keys.length === 0 ? new Map() : findIdsByKey(client, map, await planOf(map), tables, keys))),
    pointing: (table, columns, to) =>
      onSide(async () => (to.length === 0 ? new Map() : findPointing(client, await tables(table), columns, to))),
    write: (map, writes) =>
      onSide(async () => (writes.length === 0 ? [] : writeRows(client, map, await planOf(map), tables, writes))),
  };
}
