import { randomUUID } from 'node:crypto';
import { createRequest } from '../../dataverse';
import type { ODataClient } from '../../odata';
import type { Difference, RunningMap } from '../../sync';

export interface Repair {
  /** The side whose values count. */
  readonly side: 'dataverse' | 'finance';
  /** A person has named these very rows: then rows that are posted once are asked for as well. */
  readonly byName: boolean;
}

/** What may be done about a difference that nobody can explain. */
export type RepairVerdict =
  /** A host is asked to. */
  | 'ask'
  /** The named side does not have the row, nobody knows it, or why it differs is known. */
  | 'leave'
  /** It is posted once: a person has to look at this row, and say so. */
  | 'postedOnce';

/** Pure. */
export function repairOf(difference: Difference, { map }: RunningMap, repair: Repair): RepairVerdict {
  const { isExplained, recordId, kind } = difference;
  const makes = kind === 'different' || repair.side === (kind === 'onlyDataverse' ? 'dataverse' : 'finance');
  if (isExplained || recordId === null || !makes) return 'leave';
  return map.definition.policies.insertOnce && !repair.byName ? 'postedOnce' : 'ask';
}

/** Leaves a request for the host: it repairs the row as it does what a person asks for. @throws ODataError */
export async function askForRepair(
  dataverse: ODataClient,
  { recordId, mapKey, name, columns }: Difference,
  { map }: RunningMap,
  side: Repair['side'],
): Promise<void> {
  await createRequest(dataverse, {
    id: randomUUID(),
    kind: columns.length > 0 ? 'resolve' : 'retry',
    table: map.definition.dataverse.table,
    recordId: recordId ?? '',
    mapKey,
    name,
    ...(columns.length > 0 ? { choice: Object.fromEntries(columns.map(({ column }) => [column, side])) } : {}),
  });
}
