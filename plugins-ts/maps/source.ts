import { parse, v5 } from 'uuid';
import { transformOf, type BoundColumn } from './bind';
import { isProblem } from './cells/cell';
import { chooseDataverseCell } from './cells/choose';
import type { CompiledColumn } from './compiled-map';
import { lookupsOf } from './lookup-path';
import type { Row, Value } from './value';

/** Ids are made in this namespace; changing it gives every row another one. */
const NAMESPACE = parse('2b7a1f0e-9c3d-5b64-8a51-7d4e6f1c0b93');
const UTF8 = new TextEncoder();

/** The id that a row has in a map: the same row, the same id, from every host and at any time. */
export const deterministicGuid = (mapKey: string, recordId: string): string =>
  v5(UTF8.encode(`${mapKey}|${recordId.toLowerCase()}`), NAMESPACE);

const PLAIN = { companyCode: false, cut: false, round: false, translated: false } as const;

/**
 * How a column map gets its value out of a Dataverse row, where that is more than reading one path; and what has to be read
 * for it.
 */
export function sourceOf(bound: BoundColumn, mapKey: string): Pick<CompiledColumn, 'from' | 'reads'> {
  const { definition, joined, primaryId } = bound;
  const join = transformOf(definition, 'join');
  if (join !== undefined && joined !== undefined) {
    const parts = joined.map(({ path, schema }) => {
      const cell = schema === undefined ? undefined : chooseDataverseCell(schema, PLAIN);
      return (row: Row): string | null => {
        const read = cell?.read(row[path] ?? null) ?? null;
        return read === null || isProblem(read) ? null : String(read);
      };
    });
    return {
      from: (row) => parts.flatMap((part) => part(row) ?? []).join(join.separator) || null,
      reads: join.columns.flatMap((path) => [...lookupsOf(path), path]),
    };
  }
  if (transformOf(definition, 'deterministicGuid') !== undefined && primaryId !== undefined) {
    const path = definition.dataverse;
    const made = remembered((recordId) => deterministicGuid(mapKey, recordId));
    return {
      from: (row) => {
        const own: Value = path === undefined ? null : (row[path] ?? null);
        const recordId = row[primaryId];
        return own === null && typeof recordId === 'string' ? made(recordId) : own;
      },
      reads: [primaryId],
    };
  }
  return {};
}

/** The last answer is kept: of one row after the other, each is asked for several times, for its key and for its field. */
function remembered(make: (given: string) => string): (given: string) => string {
  let last: string | undefined;
  let made = '';
  return (given) => {
    if (given !== last) [last, made] = [given, make(given)];
    return made;
  };
}
