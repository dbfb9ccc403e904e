import { readDualWriteMaps } from '../dataverse';
import { hasErrors, PROBLEMS, type Finding, type TableMap } from '../maps';
import { importDualWrite, pairKey, pairsOf, readDualWrite, runningVersions, type StoredMap } from '../maps/dual-write';
import { ODataError } from '../odata';
import { SHIPPED_MAPS } from '../project-operations';
import type { Connected } from './connect';
import { factsFrom } from './import-facts';

export interface OwnMaps {
  /** By key of the shipped map of the same pair. */
  readonly maps: ReadonlyMap<string, { readonly map: TableMap; readonly source: string }>;
  /** What the shipped maps say of columns of these, for dual-write has no word for it. */
  readonly said: readonly Finding[];
  /** Why a map of dual-write is not taken: ours takes its place. */
  readonly refused: readonly Finding[];
  /** What dual-write says cannot be read; null where it can, or where it is not installed. */
  readonly unreadable: string | null;
}

const NONE: OwnMaps = { maps: new Map(), said: [], refused: [], unreadable: null };

/**
 * The table maps that dual-write keeps in the environment, of the pairs that ship. They are Microsoft's own, or what the
 * tenant has made of them: better than ours, which are partly reasoned.
 *
 * @throws ODataError
 */
export async function ownMaps(connected: Connected): Promise<OwnMaps> {
  const there = await readable(() => readDualWriteMaps(connected.dataverse));
  if (typeof there === 'string') return { ...NONE, unreadable: there };
  if (there === null || there.rows.length === 0) return NONE;
  const bytes = new TextEncoder().encode(JSON.stringify({ value: there.rows }));
  const read = readDualWrite(bytes, 'dual-write');
  const shippedPairs = new Set(SHIPPED_MAPS.map((map) => pairKey(pairOf(map))));
  const byPair = new Map<string, StoredMap[]>();
  for (const stored of read.maps) {
    const [pair] = pairsOf([stored]);
    if (pair === undefined || !shippedPairs.has(pairKey(pair))) continue;
    const key = pairKey(pair);
    byPair.set(key, [...(byPair.get(key) ?? []), stored]);
  }
  const stored = [...byPair.values()];
  if (stored.length === 0) return NONE;
  const running = runningVersions(there.configurations);
  const facts = await factsFrom(connected, { tables: there.tables, running })(pairsOf(stored.flat()));
  const maps = new Map<string, { map: TableMap; source: string }>();
  const said: Finding[] = [];
  const refused: Finding[] = [];
  // One by one: a map that cannot be taken keeps no other out.
  for (const versions of stored) {
    const { maps: imported, findings } = importDualWrite(versions, facts);
    if (hasErrors(findings)) refused.push(...findings.filter(({ severity }) => severity === 'error'));
    said.push(...findings.filter(({ code }) => code === PROBLEMS.SHIPPED_SAYS));
    for (const { key, map } of imported) {
      if (!SHIPPED_MAPS.some((shipped) => shipped.key === key)) continue;
      maps.set(key, { map, source: `dual-write ${map.version}` });
    }
  }
  return { maps, said, refused, unreadable: null };
}

const pairOf = ({ dataverse, finance }: TableMap): { entitySet: string; label: string } => ({
  entitySet: dataverse.entitySet,
  label: finance.label ?? finance.entity,
});

/** Not every admin of Tandem may read dual-write's tables. */
async function readable<T>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ODataError && error.status === 403) return error.message;
    throw error;
  }
}
