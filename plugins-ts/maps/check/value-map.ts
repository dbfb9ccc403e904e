import type { BoundColumn } from '../bind';
import type { Cell } from '../cells/cell';
import { familyOf } from '../cells/choose';
import { dictionaryFor, firstSymbol } from '../compile-column';
import type { Finding } from '../finding';
import type { ColumnSchema } from '../schema';
import { suggestion } from '../suggest';
import type { Value } from '../value';
import type { Dictionary } from '../value-map';
import type { Say } from './column';

/** Entries that name what is not there, entries that contradict each other, values without an entry. */
export function checkValueMap(
  column: BoundColumn,
  cells: { readonly dataverse?: Cell; readonly finance?: Cell },
  say: Say,
): readonly Finding[] {
  const { dataverse, finance } = column;
  const dictionary = dictionaryFor(column, cells);
  if (dictionary === undefined || dataverse === undefined || finance === undefined) return [];
  const members = finance.members ?? [];
  const unusable = dictionary.unusable.flatMap(({ side, value, why }): readonly Finding[] => {
    if (why === 'repeated') {
      // Several Finance values may become one in Dataverse, as long as none has to come back.
      const matters = side === 'finance' || column.definition.direction !== 'toDataverse';
      return matters ? [say('VALUE_MAP_TWICE', { value })] : [];
    }
    return side === 'finance'
      ? [say('UNKNOWN_MAP_SYMBOL', { value, allowed: members.join(', '), suggestion: suggestion(value, members) })]
      : [say('UNKNOWN_MAP_OPTION', { value, allowed: valuesOf(dataverse).join(', ') })];
  });
  return [...unusable, ...checkCover(column, dictionary, dataverse, finance, say)];
}

function checkCover(
  column: BoundColumn,
  dictionary: Dictionary,
  dataverse: ColumnSchema,
  finance: ColumnSchema,
  say: Say,
): readonly Finding[] {
  const { direction, transforms } = column.definition;
  // In a two-way column the first symbol is nothing's, both ways.
  const isNothing = (one: Value): boolean =>
    direction === 'both' && !transforms.some(({ kind }) => kind === 'default') && one === firstSymbol(finance);
  const here =
    direction === 'toDataverse' ? [] : valuesOf(dataverse).filter((one) => dictionary.toFinance(one) === undefined);
  const there =
    direction === 'toFinance'
      ? []
      : valuesOf(finance).filter((one) => dictionary.toDataverse(one) === undefined && !isNothing(one));
  const values = [...here, ...there];
  return values.length === 0 ? [] : [say('VALUE_MAP_INCOMPLETE', { values: values.join(', ') })];
}

/** All values that a column can have, where they can be counted. */
function valuesOf(schema: ColumnSchema): readonly Exclude<Value, null>[] {
  switch (familyOf(schema.type)) {
    case 'boolean':
      return [false, true];
    case 'choice':
      return schema.options ?? [];
    case 'symbol':
      return schema.members ?? [];
    default:
      return [];
  }
}
