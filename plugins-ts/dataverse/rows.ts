import { inList, query, type ODataClient, type WireRow } from '../odata';
import type { RecordId } from '../sync/record';
import type { SourceRow } from '../sync/sides';
import { etagOf, formatted, id, instant, NAMES, text } from './cell';
import { chunks, gather } from './gather';
import { flatten, type ReadPart, type ReadPlan } from './read-plan';

/** Ids in one condition: the request line of a guid list, with what is selected and expanded, stays under 16 KB. */
const IDS_AT_ONCE = 100;

/**
 * Rows by id, in few requests. A row that does not exist is absent.
 * @throws ODataError
 */
export async function readRows(
  client: ODataClient,
  plan: ReadPlan,
  ids: readonly RecordId[],
): Promise<ReadonlyMap<RecordId, SourceRow>> {
  const some = chunks([...new Set(ids)], IDS_AT_ONCE);
  const found = await gather(
    client,
    // A row's version comes with its first part: what changes between two parts then shows as a newer version.
    some.flatMap((chunk) => plan.parts.map((part) => queryOf(plan, part, inList(plan.table.primaryId, chunk)))),
    [NAMES],
  );
  const rows = new Map<RecordId, SourceRow>();
  some.forEach((_, place) => {
    const answers = found.slice(place * plan.parts.length, (place + 1) * plan.parts.length);
    for (const row of join(plan, answers)) rows.set(row.id, row);
  });
  return rows;
}

/** The queries that read one row, for a batch; `rowFrom` joins what they answer. */
export const rowPaths = (plan: ReadPlan, recordId: RecordId): readonly string[] =>
  plan.parts.map((part) => queryOf(plan, part, inList(plan.table.primaryId, [recordId])));

/** Null where one of the parts has no row. */
export const rowFrom = (plan: ReadPlan, answers: readonly (readonly WireRow[])[]): SourceRow | null =>
  join(plan, answers)[0] ?? null;

function queryOf(plan: ReadPlan, part: ReadPart, filter: string): string {
  const { select, expand } = part;
  return plan.table.entitySet + query({ select, filter, ...(expand === undefined ? {} : { expand: [expand] }) });
}

function join(plan: ReadPlan, answers: readonly (readonly WireRow[])[]): readonly SourceRow[] {
  const [first = [], ...others] = answers;
  const more = others.map((rows) => new Map(rows.map((raw) => [id(raw[plan.table.primaryId]), raw])));
  return first.flatMap((raw) => {
    const recordId = id(raw[plan.table.primaryId]) ?? '';
    const flat = flatten(raw, plan.parts[0].branch);
    for (const [place, rows] of more.entries()) {
      const part = rows.get(recordId);
      const branch = plan.parts[place + 1]?.branch;
      // Deleted between two parts.
      if (part === undefined || branch === undefined) return [];
      flatten(part, branch, flat);
    }
    const { primaryName } = plan.table;
    return {
      id: recordId,
      version: text(raw.versionnumber) ?? '0',
      etag: etagOf(raw),
      row: flat.row,
      name: primaryName === undefined ? null : text(raw[primaryName]),
      lookupNames: flat.names,
      lookupTables: flat.targets,
      modifiedBy: formatted(raw, '_modifiedby_value') ?? id(raw._modifiedby_value),
      modifiedOn: instant(raw.modifiedon),
      createdOn: instant(raw.createdon),
      ownerId: id(raw._ownerid_value),
    };
  });
}
