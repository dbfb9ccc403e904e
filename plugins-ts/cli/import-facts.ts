import { readDualWriteMaps, readEntitySets } from '../dataverse';
import { listEntitySets, readDualWriteKeys } from '../finance';
import type { TableSchema } from '../maps';
import {
  lettersOf,
  pairKey,
  runningVersions,
  storedKeys,
  type ImportFacts,
  type Pair,
  type RunningVersion,
} from '../maps/dual-write';
import { SHIPPED_MAPS } from '../project-operations';
import type { Connected } from './connect';
import { EXIT, Failure, FAILURES } from './failure';

/** Without a connection: only what is shipped is known. */
export const shippedFacts = (): Promise<ImportFacts> => Promise.resolve({ shipped: SHIPPED_MAPS });

/** What both sides say of the pairs that come in: whether they are there, their metadata and integration keys. */
export function factsFrom(
  connected: Connected,
  known: { readonly tables?: ReadonlyMap<string, string>; readonly running?: readonly RunningVersion[] } = {},
): (pairs: readonly Pair[]) => Promise<ImportFacts> {
  return async (pairs) => {
    const sets = known.tables ?? (await readEntitySets(connected.dataverse));
    const names = new Map([...sets].map(([entitySet, name]) => [entitySet.toLowerCase(), name]));
    const schemas = connected.schemas();
    const collections = await listEntitySets(connected.finance);
    const keys = await readDualWriteKeys(connected.finance);
    const tables = new Map<string, TableSchema | null>();
    const entities = new Map<string, TableSchema | null>();
    await Promise.all(
      pairs.map(async (pair) => {
        const isShipped = SHIPPED_MAPS.some((map) => isOf(pair, map.dataverse.entitySet, map.finance));
        const table = names.get(pair.entitySet.toLowerCase());
        // What a shipped map says needs no look at the metadata, as long as the table is there.
        if (table === undefined) tables.set(pair.entitySet, null);
        else if (!isShipped) tables.set(pair.entitySet, await schemas.dataverse(table));
        const collection = isShipped ? undefined : collections?.find((one) => isLike(one, pair.label));
        if (collection !== undefined) entities.set(pair.label, await schemas.finance(collection));
      }),
    );
    return {
      shipped: SHIPPED_MAPS,
      tables,
      entities,
      ...(keys === null ? {} : { integrationKeys: storedKeys(keys) }),
      ...(known.running === undefined ? {} : { running: known.running }),
    };
  };
}

const isOf = (pair: Pair, entitySet: string, finance: { readonly label?: string; readonly entity: string }): boolean =>
  [finance.label, finance.entity].some((label) => pairKey({ entitySet, label: label ?? '' }) === pairKey(pair));

/** `Widgets V2` is WidgetsV2; a label in the singular has its collection in the plural. */
function isLike(collection: string, label: string): boolean {
  const letters = lettersOf(label);
  return [letters, `${letters}s`, `${letters}es`, letters.replace(/y$/, 'ies')].includes(lettersOf(collection));
}

/** The active maps of an environment as a file would hold them, and what is known of them. @throws Failure */
export async function environmentMaps(connected: Connected): Promise<{
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly facts: (pairs: readonly Pair[]) => Promise<ImportFacts>;
}> {
  const there = await readDualWriteMaps(connected.dataverse);
  if (there === null) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.DUAL_WRITE_MISSING,
      `${connected.connection.dataverse} has no dual-write: the table msdyn_dualwriteentitymap is not there.`,
      'Check the address. Without dual-write, start from the shipped maps: tandem setup.',
    );
  }
  return {
    name: connected.connection.dataverse,
    bytes: new TextEncoder().encode(JSON.stringify({ value: there.rows })),
    facts: factsFrom(connected, { tables: there.tables, running: runningVersions(there.configurations) }),
  };
}
