import type { CompiledMap, Value } from '../../../plugins-ts/maps';
import { valueHere } from '../../../plugins-ts/maps';
import type { DataverseSide, FinanceSide, FinanceWrite, SourceRow } from '../../../plugins-ts/sync';

export interface Sides {
  readonly dataverse: DataverseSide;
  readonly finance: FinanceSide;
}

/**
 * A copy loop that keeps no books: the same pages of ids, the same rows by id, mapped and sent in the same batches, one
 * after the other as the engine does it. It knows of nothing that was there before, waits for nobody, notes nothing, and
 * what is refused is lost. Answers how many rows Finance took.
 *
 * @param sizes rows of each batch, in turn; what is left over goes in batches of the last one
 */
export async function bareLoop(
  { dataverse, finance }: Sides,
  map: CompiledMap,
  sizes: readonly number[],
): Promise<number> {
  let written = 0;
  let batch = 0;
  for await (const { changes } of dataverse.changes(map, null)) {
    for (let from = 0; from < changes.length;) {
      const some = changes.slice(from, from + (sizes[batch] ?? sizes.at(-1) ?? changes.length));
      from += some.length;
      batch += 1;
      const rows = await dataverse.rows(
        map,
        some.map(({ id }) => id),
      );
      const outcomes = await finance.write(
        map,
        [...rows.values()].flatMap((source) => createOf(map, source)),
      );
      written += outcomes.filter(({ kind }) => kind === 'written').length;
    }
  }
  return written;
}

function createOf(map: CompiledMap, { row }: SourceRow): readonly FinanceWrite[] {
  if (!map.includesDataverse(row)) return [];
  const keyed = map.financeKey(row);
  if (!('key' in keyed)) return [];
  const company = map.definition.finance.companyField;
  const values: Record<string, Value> = {};
  for (const column of map.columns) {
    if (column.finance === undefined || column.isKey || column.direction === 'toDataverse') continue;
    const mapped = column.toFinance(valueHere(column, row), company === undefined ? null : String(keyed.key[company]));
    if ('value' in mapped && mapped.value !== null) values[column.finance] = mapped.value;
  }
  return [{ kind: 'create', key: keyed.key, values }];
}
