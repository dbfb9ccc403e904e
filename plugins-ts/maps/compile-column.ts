import { transformOf, type BoundColumn } from './bind';
import { isProblem, type Cell, type Outcome, type Problem } from './cells/cell';
import {
  chooseCells,
  chooseDataverseCell,
  chooseFinanceCell,
  emptyInFinance,
  familyOf,
  type CellSettings,
} from './cells/choose';
import { exactSymbol } from './cells/symbol';
import { dataverseText, guid } from './cells/text';
import { zoneExists } from './cells/zone';
import { PROBLEMS } from './codes';
import type { CompiledColumn, Mapped } from './compiled-map';
import type { ColumnSchema } from './schema';
import type { ColumnMap } from './table-map';
import type { Value } from './value';
import { sourceOf } from './source';
import { textStepsOf } from './text-steps';
import { dictionaryOf, type Dictionary } from './value-map';

export type ZoneOf = (company: string) => string | undefined;

/** What a column map asks of its cells. */
export function settingsOf(column: BoundColumn): CellSettings {
  const truncate = transformOf(column.definition, 'truncate');
  const date = transformOf(column.definition, 'date');
  return {
    companyCode: column.isCompanyCode,
    cut: truncate === undefined ? false : (truncate.length ?? true),
    round: roundOf(column.definition),
    translated: transformOf(column.definition, 'valueMap') !== undefined,
    ...(date === undefined ? {} : { holds: date.holds }),
  };
}

/** Round: as far as the target goes, or to so many digits. */
function roundOf(column: ColumnMap): boolean | number {
  const round = transformOf(column, 'round');
  return round === undefined ? false : (round.scale ?? true);
}

/** Builds the closures of one column map. The map has been checked: both ends are there and fit. */
export function compileColumn(
  bound: BoundColumn,
  mapKey: string,
  zoneOf?: ZoneOf,
): CompiledColumn & { /** A key value of a Finance row as it stands in a key. */ spellKey(value: Value): Value } {
  const { definition, recordName: name, isKey, createOnly, path } = bound;
  const ends = cellsOf(bound);
  const zone = zoneFor(definition, zoneOf);
  const dictionary = dictionaryFor(bound, ends);
  const empty = bound.finance === undefined ? undefined : emptyInFinance(bound.finance);
  // A default is spelled for the side that gets it; in a two-way column for Finance.
  const fallsBackIn = definition.direction === 'toDataverse' ? 'dataverse' : 'finance';
  const fallback = fallbackOf(bound, ends, fallsBackIn);
  const constant = constantOf(bound, ends);
  const text = textStepsOf(definition.transforms);
  const isTwoWay = definition.direction === 'both';

  const carry = (from: Cell | undefined, to: Cell | undefined, steps: Steps): CompiledColumn['toFinance'] => {
    if (to === undefined) return () => ({ value: null });
    if (constant !== undefined) return () => ({ value: constant });
    return (value, company) => {
      const here = zone(company);
      return mapped(name, typeof here === 'object' ? here : through(from, to, steps, value, here));
    };
  };
  const normal = (cell: Cell | undefined): ((value: Value) => Value) => {
    if (cell === undefined) return (value) => value;
    return isKey ? (value) => folded(normalised(cell, value)) : (value) => normalised(cell, value);
  };

  return {
    name,
    definition,
    direction: definition.direction,
    isKey,
    createOnly,
    ...(definition.dataverse === undefined ? {} : { dataverse: definition.dataverse }),
    ...(definition.finance === undefined ? {} : { finance: definition.finance }),
    ...sourceOf(bound, mapKey),
    ...(path?.kind === 'found' && path.hops.length > 0 ? { reaches: path.table, hops: path.hops } : {}),
    ...(empty === undefined ? {} : { emptyInFinance: empty }),
    toFinance: carry(ends.dataverse, ends.finance, {
      translate: dictionary?.toFinance,
      after: fallsBackIn === 'finance' ? fallback : null,
      before: null,
      shapeFirst: text?.forwards,
    }),
    toDataverse: carry(ends.finance, ends.dataverse, {
      translate:
        isTwoWay && transformOf(definition, 'default') === undefined
          ? comesBack(bound, dictionary)
          : dictionary?.toDataverse,
      after: fallsBackIn === 'dataverse' ? fallback : null,
      before: fallsBackIn === 'finance' && !createOnly ? fallback : null,
      ...(isTwoWay ? { shapeLast: text?.backwards } : { shapeFirst: text?.forwards }),
    }),
    normalFinance: isTwoWay && text !== undefined ? blind(normal(ends.finance), text.blind) : normal(ends.finance),
    normalDataverse: normal(ends.dataverse),
    spellKey: (value) => (ends.finance === undefined ? value : normalised(ends.finance, value)),
  };
}

interface Ends {
  readonly dataverse?: Cell;
  readonly finance?: Cell;
}

/** The cells of the ends that the metadata knows. */
export function cellsOf(bound: BoundColumn): Ends {
  const { dataverse, finance } = bound;
  const settings = settingsOf(bound);
  const made = madeCell(bound);
  if (made !== undefined) return { dataverse: made, ...(finance && { finance: chooseFinanceCell(finance, settings) }) };
  if (dataverse !== undefined && finance !== undefined) return chooseCells(dataverse, finance, settings);
  return {
    ...(dataverse === undefined ? {} : { dataverse: chooseDataverseCell(dataverse, settings) }),
    ...(finance === undefined ? {} : { finance: chooseFinanceCell(finance, settings) }),
  };
}

/** What a join and a made id give is text, or an id, whatever is read for it. */
function madeCell({ definition, dataverse, finance }: BoundColumn): Cell | undefined {
  if (transformOf(definition, 'join') !== undefined) return dataverseText(undefined, false);
  if (transformOf(definition, 'deterministicGuid') === undefined || dataverse !== undefined) return undefined;
  return finance !== undefined && familyOf(finance.type) === 'text' ? dataverseText(undefined, false) : guid();
}

/** The column's value map over its cells; undefined where it has none. */
export function dictionaryFor(bound: BoundColumn, ends: Ends): Dictionary | undefined {
  const valueMap = transformOf(bound.definition, 'valueMap');
  if (valueMap === undefined || !bound.dataverse || !bound.finance || !ends.dataverse || !ends.finance)
    return undefined;
  return dictionaryOf(valueMap.entries, {
    dataverse: { schema: bound.dataverse, cell: ends.dataverse },
    finance: { schema: bound.finance, cell: ends.finance },
  });
}

/**
 * Nothing goes to Finance as the first symbol. In a two-way column without a Default that one comes back as nothing, where
 * it has no entry of its own.
 */
function comesBack(
  { finance }: BoundColumn,
  dictionary: Dictionary | undefined,
): Dictionary['toDataverse'] | undefined {
  const first = firstSymbol(finance);
  if (dictionary === undefined || first === undefined) return dictionary?.toDataverse;
  return (symbol) => dictionary.toDataverse(symbol) ?? (symbol === first ? null : undefined);
}

/** What an enum of Finance has where nothing was entered. */
export const firstSymbol = (schema: ColumnSchema | undefined): string | undefined =>
  schema !== undefined && familyOf(schema.type) === 'symbol' ? schema.members?.[0] : undefined;

/** A default as the neutral value of its side; a problem where the side cannot hold it; null where there is none. */
export function readDefault(bound: BoundColumn, ends: Ends, side: 'dataverse' | 'finance'): Outcome {
  const transform = transformOf(bound.definition, 'default');
  const cell = ends[side];
  const schema = bound[side];
  if (transform === undefined || cell === undefined || schema === undefined) return null;
  const spelled = spelledFor(schema, transform.value);
  const neutral = cell.read(spelled);
  if (isProblem(neutral)) return neutral;
  const written = cell.write(neutral);
  return isProblem(written) ? written : neutral;
}

/** dual-write spells symbols its own way, in defaults as in value maps. */
export function spelledFor(schema: ColumnSchema, value: Value): Value {
  if (familyOf(schema.type) !== 'symbol' || typeof value !== 'string') return value;
  return exactSymbol(schema.members, value) ?? value;
}

function fallbackOf(bound: BoundColumn, ends: Ends, side: 'dataverse' | 'finance'): Value {
  const outcome = readDefault(bound, ends, side);
  return isProblem(outcome) ? null : outcome;
}

/** What a Constant stands for, as it is written; undefined without one, or where its side cannot hold it. */
function constantOf(bound: BoundColumn, ends: Ends): Value | undefined {
  const constant = transformOf(bound.definition, 'constant');
  const side = bound.definition.direction === 'toDataverse' ? 'dataverse' : 'finance';
  const [cell, schema] = [ends[side], bound[side]];
  if (constant === undefined || cell === undefined || schema === undefined) return undefined;
  const read = cell.read(spelledFor(schema, constant.value));
  const written = isProblem(read) ? read : cell.write(read);
  return isProblem(written) ? undefined : written;
}

/** Blind to what a two-way column's text steps do not tell apart. */
function blind(normal: (value: Value) => Value, steps: (text: string) => string): (value: Value) => Value {
  return (value) => {
    const found = normal(value);
    return typeof found === 'string' ? steps(found) || null : found;
  };
}

interface Steps {
  readonly translate: ((neutral: Value) => Value | undefined) | undefined;
  /** What stands for nothing before and after the value map. */
  readonly before: Value;
  readonly after: Value;
  /** Text steps, before the value map or, on the way back, behind it. */
  readonly shapeFirst?: ((text: string) => Outcome) | undefined;
  readonly shapeLast?: ((text: string) => Outcome) | undefined;
}

function through(from: Cell | undefined, to: Cell, steps: Steps, value: Value, zone: string | undefined): Outcome {
  const read = from === undefined ? null : from.read(value, zone);
  if (isProblem(read)) return read;
  const source = shape(steps.shapeFirst, read ?? steps.before);
  if (isProblem(source)) return source;
  const translated = translate(steps.translate, source, value);
  if (isProblem(translated)) return translated;
  const last = shape(steps.shapeLast, translated);
  return isProblem(last) ? last : to.write(last ?? steps.after, zone);
}

/** Text steps are about texts: nothing stays nothing. */
const shape = (step: Steps['shapeFirst'], neutral: Value): Outcome =>
  step === undefined || typeof neutral !== 'string' ? neutral : step(neutral);

/** Nothing needs no entry; anything else without one is refused, never guessed. */
function translate(entry: Steps['translate'], neutral: Value, value: Value): Outcome {
  if (entry === undefined) return neutral;
  const found = entry(neutral);
  if (found !== undefined) return found;
  return neutral === null ? null : { code: PROBLEMS.VALUE_NOT_MAPPED, parameters: { value: value ?? neutral } };
}

const mapped = (column: string, outcome: Outcome): Mapped =>
  isProblem(outcome) ? { problem: { ...(outcome satisfies Problem), column } } : { value: outcome };

function normalised(cell: Cell, value: Value): Value {
  if (cell.normal !== undefined) {
    const normal = cell.normal(value);
    return isProblem(normal) ? value : normal;
  }
  const read = cell.read(value);
  if (isProblem(read)) return value;
  const written = cell.write(read);
  // What a side holds it may hold, even where we would refuse to write it.
  return isProblem(written) ? read : written;
}

/** Finance takes two keys that differ only in case for one. */
const folded = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);

/** The zone in which a day begins, or why it cannot be told. Without a company, or a zone set for it, it is UTC. */
function zoneFor(
  column: ColumnMap,
  zoneOf: ZoneOf | undefined,
): (company?: string | null) => string | undefined | Problem {
  const zone = transformOf(column, 'date')?.zone;
  if (zone !== 'company') return () => zone;
  const checked = new Map<string, string | undefined | Problem>();
  return (company) => {
    if (company == null || zoneOf === undefined) return undefined;
    const code = company.toLowerCase();
    if (!checked.has(code)) checked.set(code, valid(zoneOf(code), code));
    return checked.get(code);
  };
}

function valid(zone: string | undefined, company: string): string | undefined | Problem {
  if (zone === undefined || zoneExists(zone)) return zone;
  return { code: PROBLEMS.ZONE_NOT_KNOWN, parameters: { value: zone, company } };
}
