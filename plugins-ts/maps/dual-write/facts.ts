import type { TableSchema } from '../schema';
import type { TableMap } from '../table-map';
import { lettersOf, pairKey, type Pair } from './open-map';
import type { RunningVersion } from './versions';

/** What is known besides the map itself. */
export interface ImportFacts {
  readonly shipped: readonly TableMap[];
  /** Tables of the environment by entity set; null: it has none of that name. Absent: nobody looked. */
  readonly tables?: ReadonlyMap<string, TableSchema | null>;
  /** Entities of Finance by the label that dual-write uses; null: there is none. Absent: nobody looked. */
  readonly entities?: ReadonlyMap<string, TableSchema | null>;
  /** dual-write's integration keys, as far as they could be read. */
  readonly integrationKeys?: readonly StoredKey[];
  readonly running?: readonly RunningVersion[];
}

/** dual-write's integration key of a Dataverse table: lookup paths or columns of that table. */
export interface StoredKey {
  readonly entitySet: string;
  readonly paths: readonly string[];
}

/** The shipped map of the same pair. */
export const shippedFor = (pair: Pair, facts: ImportFacts): TableMap | undefined =>
  facts.shipped.find(
    ({ dataverse, finance }) =>
      pairKey({ entitySet: dataverse.entitySet, label: finance.label ?? '' }) === pairKey(pair) ||
      (dataverse.entitySet.toLowerCase() === pair.entitySet.toLowerCase() &&
        lettersOf(finance.entity) === lettersOf(pair.label)),
  );
