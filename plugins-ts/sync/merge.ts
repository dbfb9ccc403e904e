import { valueHere, valueThere, type CompiledColumn, type CompiledMap, type ValueProblem } from '../maps/compiled-map';
import type { ConflictPolicy } from '../maps/table-map';
import type { Row, Value, Values } from '../maps/value';
import { fingerprint, joinFingerprints } from './fingerprint';
import type { ConflictingColumn } from './record';

/** Both sides changed the column, and the policy (or a person's choice) kept one. */
export interface DecidedConflict {
  readonly column: string;
  readonly kept: 'dataverse' | 'finance';
}

export interface Merge {
  /** Finance fields that have to change, with the values they shall have. */
  readonly toFinance: Values;
  /** Dataverse columns that have to change. */
  readonly toDataverse: Values;
  /** Columns that wait for a person. */
  readonly open: readonly ConflictingColumn[];
  /** Columns that are left to differ. */
  readonly left: readonly string[];
  readonly decided: readonly DecidedConflict[];
  /** The base once everything above is written. */
  readonly base: Values;
  /** The record's hash once everything above is written. */
  readonly hash: string;
  readonly problems: readonly ValueProblem[];
}

export interface MergeInput {
  readonly map: CompiledMap;
  /** The row's company, whose zone decides which day a moment belongs to. */
  readonly company?: string | null;
  readonly dataverse: Row;
  readonly finance: Row;
  /** What both sides last agreed on; null where that is not known, or cannot be trusted. */
  readonly base: Values | null;
  /** A person's choices, which go before any policy. */
  readonly choices: Readonly<Record<string, 'dataverse' | 'finance'>>;
  /** Columns that a side has set itself and nobody has touched since: another write would only be answered the same. */
  readonly leave?: ReadonlySet<string>;
}

/**
 * The three-way merge of one row, column by column, on values in Finance's normal form.
 *
 * | Dataverse and Finance | since the base        | what happens                       |
 * | --------------------- | --------------------- | ---------------------------------- |
 * | equal                 | whatever              | agreed                             |
 * | different             | only Dataverse moved  | to Finance                         |
 * | different             | only Finance moved    | to Dataverse                       |
 * | different             | both, or no base      | choice, else policy; said and kept |
 *
 * A column that goes one way follows its source, whatever the base says.
 */
export function merge(input: MergeInput): Merge {
  const toFinance: Record<string, Value> = {};
  const toDataverse: Record<string, Value> = {};
  const base: Record<string, Value> = {};
  const open: ConflictingColumn[] = [];
  const left: string[] = [];
  const decided: DecidedConflict[] = [];
  const problems: ValueProblem[] = [];
  /** What each side will hold afterwards, for the fingerprints. */
  const here: Record<string, Value> = {};
  const there: Record<string, Value> = {};

  for (const column of comparable(input.map)) {
    const seen = see(column, input.dataverse, input.finance, input.company);
    if ('problem' in seen) {
      problems.push(seen.problem);
      continue;
    }
    const { d, f } = seen;
    const isLeft = d !== f && input.leave?.has(column.name) === true;
    if (isLeft) left.push(column.name);
    const winner = isLeft ? null : decide(column, d, f, input, decided, open);
    if (winner === 'dataverse' && d !== f && column.finance !== undefined) toFinance[column.finance] = d;
    if (winner === 'finance' && d !== f && column.dataverse !== undefined) {
      const back = column.toDataverse(valueThere(column, input.finance), input.company);
      if ('problem' in back) {
        problems.push(back.problem);
        continue;
      }
      toDataverse[column.dataverse] = back.value;
    }
    const agreed = winner === 'finance' ? f : d;
    const before = input.base?.[column.name];
    if (winner !== null) base[column.name] = agreed;
    else if (before !== undefined) base[column.name] = before;
    if (column.direction !== 'toDataverse') here[column.name] = winner === null ? d : agreed;
    if (column.direction !== 'toFinance') there[column.name] = winner === null ? f : agreed;
  }

  const hash = joinFingerprints({ dataverse: fingerprint(here), finance: fingerprint(there) });
  return { toFinance, toDataverse, open, left, decided, base, hash, problems };
}

/** Columns that have to be equal on both sides: what is only a default is written once, on create. */
export const comparable = (map: CompiledMap): readonly CompiledColumn[] =>
  map.columns.filter((column) => !column.createOnly);

/** Finance's half of the hash, from a row alone: tells a compare whether the row has moved since both sides agreed. */
export function financeFingerprint(map: CompiledMap, finance: Row): string {
  const there: Record<string, Value> = {};
  for (const column of comparable(map)) {
    if (column.direction !== 'toFinance') there[column.name] = column.normalFinance(valueThere(column, finance));
  }
  return fingerprint(there);
}

/** Dataverse's half, in Finance's normal form; what cannot be carried is named instead. */
export function dataverseValues(
  map: CompiledMap,
  dataverse: Row,
  company: string | null,
): { readonly values: Values; readonly problems: readonly ValueProblem[] } {
  const values: Record<string, Value> = {};
  const problems: ValueProblem[] = [];
  for (const column of comparable(map)) {
    if (column.direction === 'toDataverse') continue;
    const mapped = column.toFinance(valueHere(column, dataverse), company);
    if ('problem' in mapped) problems.push(mapped.problem);
    else values[column.name] = column.normalFinance(mapped.value);
  }
  return { values, problems };
}

/** The hash of two rows as they are, whether they agree or not; null where a value cannot be carried. */
export function hashOf(map: CompiledMap, dataverse: Row, finance: Row, company: string | null): string | null {
  const here = dataverseValues(map, dataverse, company);
  if (here.problems.length > 0) return null;
  return joinFingerprints({ dataverse: fingerprint(here.values), finance: financeFingerprint(map, finance) });
}

/** Has Dataverse something else in a column that only Finance may set? */
export function owesDataverse(map: CompiledMap, dataverse: Row, finance: Row, company: string | null): boolean {
  return comparable(map).some((column) => {
    if (column.direction !== 'toDataverse') return false;
    const seen = see(column, dataverse, finance, company);
    return !('problem' in seen) && seen.d !== seen.f;
  });
}

/** The columns in which two rows differ, in Finance's normal form; one that cannot be carried differs too. */
export function differingColumns(
  map: CompiledMap,
  dataverse: Row,
  finance: Row,
  company: string | null,
): readonly ConflictingColumn[] {
  return comparable(map).flatMap((column) => {
    const seen = see(column, dataverse, finance, company);
    if (!('problem' in seen) && seen.d === seen.f) return [];
    const here = 'problem' in seen || seen.d === OTHER ? valueHere(column, dataverse) : seen.d;
    return [{ column: column.name, here, finance: column.normalFinance(valueThere(column, finance)) }];
  });
}

function see(
  column: CompiledColumn,
  dataverse: Row,
  finance: Row,
  company: string | null | undefined,
): { readonly d: Value; readonly f: Value } | { readonly problem: ValueProblem } {
  const f = column.normalFinance(valueThere(column, finance));
  const here = valueHere(column, dataverse);
  if (column.direction === 'toDataverse') {
    // Compared where it lands: a value that only Finance may write need not be expressible on the way back.
    const back = column.toDataverse(valueThere(column, finance), company);
    if ('problem' in back) return { problem: back.problem };
    return { f, d: column.normalDataverse(here) === column.normalDataverse(back.value) ? f : OTHER };
  }
  const mapped = column.toFinance(here, company);
  return 'problem' in mapped ? { problem: mapped.problem } : { d: column.normalFinance(mapped.value), f };
}

/** Stands for "something else than Finance has"; never written, since such a column follows Finance. */
const OTHER = '\u0000';

function decide(
  column: CompiledColumn,
  d: Value,
  f: Value,
  input: MergeInput,
  decided: DecidedConflict[],
  open: ConflictingColumn[],
): 'dataverse' | 'finance' | null {
  if (column.direction === 'toFinance') return 'dataverse';
  if (column.direction === 'toDataverse') return 'finance';
  if (d === f) return 'dataverse';
  // A person's word goes before everything that can be computed.
  const chosen = input.choices[column.name];
  if (chosen !== undefined) {
    decided.push({ column: column.name, kept: chosen });
    return chosen;
  }
  const base = input.base?.[column.name];
  if (base !== undefined && f === base) return 'dataverse';
  if (base !== undefined && d === base) return 'finance';

  const policy: ConflictPolicy = column.definition.conflict ?? input.map.definition.policies.conflict;
  if (policy === 'ask') {
    open.push({ column: column.name, here: d, finance: f });
    return null;
  }
  decided.push({ column: column.name, kept: policy });
  return policy;
}
