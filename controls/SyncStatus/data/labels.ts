import { ownColumn, type Labels } from '../status/columns';
import type { KnownRecord } from '../status/known';

/** The part of `context.utils` that the control uses. */
export interface Metadata {
  getEntityMetadata(table: string, columns?: string[]): Promise<unknown>;
}

/** The Dataverse columns that sync records speak of, each once, in alphabetical order. */
export function columnsIn(records: readonly KnownRecord[]): readonly string[] {
  const names = records.flatMap(({ outcomes, conflict, adjusted, reason }) => [
    ...outcomes.flatMap(({ columns }) => columns),
    ...conflict.map(({ column }) => column),
    ...adjusted,
    ...String(reason?.parameters.columns ?? reason?.parameters.column ?? '').split(/,\s*/),
  ]);
  return [...new Set(names.map(ownColumn).filter((name): name is string => name !== null && name !== ''))].sort();
}

/** Labels in the user's language, from the client's metadata; none where it has none. */
export async function labelsOf(metadata: Metadata, table: string, columns: readonly string[]): Promise<Labels> {
  try {
    const { Attributes } = (await metadata.getEntityMetadata(table, [...columns])) as {
      Attributes?: { get?(name: string): { DisplayName?: unknown } | null };
    };
    const labels = columns.map((name) => [name, Attributes?.get?.(name)?.DisplayName] as const);
    return new Map(labels.filter((pair): pair is readonly [string, string] => typeof pair[1] === 'string'));
  } catch {
    // A name in plain words does as well.
    return new Map();
  }
}
