import type { ColumnSchema, ColumnType } from '../schema';
import type { Value } from '../value';
import type { Cell } from './cell';
import {
  dataverseClock,
  dataverseDay,
  dataverseDayInZone,
  dataverseInstant,
  EMPTY_DATE,
  financeDay,
  financeDayInZone,
  financeInstant,
} from './date';
import { number } from './number';
import { boolean, choice, choiceAsNumber, symbol } from './symbol';
import { companyCode, dataverseText, financeText, guid, NO_GUID } from './text';

/** What a column map asks of its cells, besides what the types say. */
export interface CellSettings {
  readonly companyCode: boolean;
  /** Truncate: `true` to the length of the target, or to this many characters. */
  readonly cut: boolean | number;
  /** Round: `true` to the scale of the target, or to so many digits. */
  readonly round: boolean | number;
  /** What a Finance date holds, where the map says it. */
  readonly holds?: 'day' | 'instant';
  /** A value map stands between the cells: they need not speak alike. */
  readonly translated: boolean;
}

export interface CellPair {
  readonly dataverse: Cell;
  readonly finance: Cell;
}

/** The cells of a column map with two ends. They fit when they speak alike. */
export function chooseCells(dataverse: ColumnSchema, finance: ColumnSchema, settings: CellSettings): CellPair {
  const here = familyOf(dataverse.type);
  const there = familyOf(finance.type);
  if (here === 'date' && there === 'date')
    return chooseDates(dataverse, finance, holdsOf(dataverse, finance, settings));
  if (!settings.translated) {
    // A guid in a text column, on either side, is still a guid.
    if ((here === 'guid' && there === 'text') || (here === 'text' && there === 'guid')) {
      return { dataverse: guid(), finance: guid() };
    }
    // A Finance enum in a text column is its symbol.
    if (here === 'text' && there === 'symbol') {
      return { dataverse: symbol(finance.members), finance: symbol(finance.members) };
    }
    // Finance keeps some choices as plain numbers.
    if (here === 'choice' && there === 'number') {
      return { dataverse: choiceAsNumber(dataverse.options), finance: chooseFinanceCell(finance, settings) };
    }
  }
  return { dataverse: chooseDataverseCell(dataverse, settings), finance: chooseFinanceCell(finance, settings) };
}

/** The cell of a Dataverse column that stands alone. */
export function chooseDataverseCell(schema: ColumnSchema, settings: CellSettings): Cell {
  switch (familyOf(schema.type)) {
    case 'text':
      return settings.companyCode
        ? companyCode(schema.maxLength)
        : dataverseText(lengthOf(schema, settings.cut), settings.cut !== false);
    case 'number':
      return number(schema, { zeroForNothing: false, round: settings.round });
    case 'boolean':
      return boolean(null);
    case 'choice':
      return choice(schema.options);
    case 'guid':
      return guid();
    case 'symbol':
      return symbol(schema.members);
    case 'date':
      return schema.type === 'date' || schema.behavior === 'dateOnly' ? dataverseDay('dateOnly') : dataverseInstant();
  }
}

/** The cell of a Finance field that stands alone. */
export function chooseFinanceCell(schema: ColumnSchema, settings: CellSettings): Cell {
  switch (familyOf(schema.type)) {
    case 'text':
      return settings.companyCode
        ? companyCode(schema.maxLength)
        : financeText(lengthOf(schema, settings.cut), settings.cut !== false);
    case 'number':
      return number(schema, { zeroForNothing: true, round: settings.round });
    case 'boolean':
      return boolean(false);
    case 'choice':
      return choice(schema.options);
    case 'guid':
      return guid();
    case 'symbol':
      return symbol(schema.members);
    case 'date':
      if (schema.type === 'date') return financeDay('alone');
      return settings.holds === 'day' ? financeDay() : financeInstant();
  }
}

/** A Finance date without a word in the map: a day where either side's metadata says so, else a moment. */
export function holdsOf(
  dataverse: ColumnSchema,
  finance: ColumnSchema,
  settings: Pick<CellSettings, 'holds'>,
): 'day' | 'instant' {
  if (finance.type === 'date') return 'day';
  if (settings.holds !== undefined) return settings.holds;
  const isDay = dataverse.type === 'date' || dataverse.behavior === 'dateOnly';
  return isDay ? 'day' : 'instant';
}

function chooseDates(dataverse: ColumnSchema, finance: ColumnSchema, holds: 'day' | 'instant'): CellPair {
  const behavior = dataverse.type === 'date' ? 'dateOnly' : (dataverse.behavior ?? 'userLocal');
  if (holds === 'day') {
    return {
      dataverse: behavior === 'userLocal' ? dataverseDayInZone() : dataverseDay(behavior),
      finance: financeDay(finance.type === 'date' ? 'alone' : 'atNoon'),
    };
  }
  switch (behavior) {
    case 'dateOnly':
      return { dataverse: dataverseDay('dateOnly'), finance: financeDayInZone() };
    case 'timeZoneIndependent':
      return { dataverse: dataverseClock(), finance: financeInstant() };
    case 'userLocal':
      return { dataverse: dataverseInstant(), finance: financeInstant() };
  }
}

/** What stands on Finance's wire for nothing; undefined where the cell never writes nothing. */
export function emptyInFinance(schema: ColumnSchema): Value | undefined {
  switch (familyOf(schema.type)) {
    case 'text':
      return '';
    case 'date':
      return schema.type === 'date' ? EMPTY_DATE.slice(0, 10) : EMPTY_DATE;
    case 'guid':
      return NO_GUID;
    default:
      return undefined;
  }
}

function lengthOf(schema: ColumnSchema, cut: boolean | number): number | undefined {
  if (typeof cut !== 'number') return schema.maxLength;
  return schema.maxLength === undefined ? cut : Math.min(cut, schema.maxLength);
}

export type Family = 'text' | 'number' | 'boolean' | 'choice' | 'symbol' | 'guid' | 'date';

export function familyOf(type: ColumnType): Family {
  switch (type) {
    case 'string':
    case 'memo':
      return 'text';
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'double':
    case 'money':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'datetime':
    case 'date':
      return 'date';
    case 'choice':
    case 'state':
    case 'status':
      return 'choice';
    case 'guid':
    case 'lookup':
      return 'guid';
    case 'enum':
      return 'symbol';
  }
}
