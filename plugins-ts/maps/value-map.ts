import { isProblem, type Cell } from './cells/cell';
import { exactSymbol } from './cells/symbol';
import { familyOf } from './cells/choose';
import type { ColumnSchema } from './schema';
import type { Value } from './value';

/** A value map over neutral values, both ways; and the entries that cannot be used. */
export interface Dictionary {
  /** Undefined: no entry. */
  toDataverse(finance: Value): Value | undefined;
  toFinance(dataverse: Value): Value | undefined;
  readonly unusable: readonly UnusableEntry[];
}

export interface UnusableEntry {
  readonly side: 'finance' | 'dataverse';
  readonly value: string;
  /** `unknown`: not a value of that column. `repeated`: another entry has it already. */
  readonly why: 'unknown' | 'repeated';
}

export interface MappedEnds {
  readonly dataverse: { readonly schema: ColumnSchema; readonly cell: Cell };
  readonly finance: { readonly schema: ColumnSchema; readonly cell: Cell };
}

/**
 * Makes a dictionary from a value map's entries (Finance spelling to Dataverse spelling, both as text). Finance symbols
 * may be spelled as dual-write does (`billedSales`). Texts are looked up without case, as both platforms compare them.
 */
export function dictionaryOf(entries: Readonly<Record<string, string>>, ends: MappedEnds): Dictionary {
  const toDataverse = new Map<Value, Value>();
  const toFinance = new Map<Value, Value>();
  const unusable: UnusableEntry[] = [];
  for (const [there, here] of Object.entries(entries)) {
    const finance = neutralOf(ends.finance, there);
    const dataverse = neutralOf(ends.dataverse, here);
    if (finance === undefined) unusable.push({ side: 'finance', value: there, why: 'unknown' });
    if (dataverse === undefined) unusable.push({ side: 'dataverse', value: here, why: 'unknown' });
    if (finance === undefined || dataverse === undefined) continue;
    if (toDataverse.has(fold(finance))) unusable.push({ side: 'finance', value: there, why: 'repeated' });
    if (toFinance.has(fold(dataverse))) unusable.push({ side: 'dataverse', value: here, why: 'repeated' });
    else toFinance.set(fold(dataverse), finance);
    if (!toDataverse.has(fold(finance))) toDataverse.set(fold(finance), dataverse);
  }
  return {
    toDataverse: (finance) => toDataverse.get(fold(finance)),
    toFinance: (dataverse) => toFinance.get(fold(dataverse)),
    unusable,
  };
}

/** Undefined: the column has no such value. */
function neutralOf({ schema, cell }: MappedEnds['finance'], spelling: string): Value | undefined {
  const spelled = familyOf(schema.type) === 'symbol' ? exactSymbol(schema.members, spelling) : spelling;
  if (spelled === undefined) return undefined;
  const neutral = cell.read(spelled);
  return isProblem(neutral) || isProblem(cell.write(neutral)) ? undefined : neutral;
}

const fold = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);
