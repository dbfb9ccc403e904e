import {
  formatDecimal,
  formatMoney,
  formatNumber,
  formatWallTime,
  patternsOf,
  wallTime,
  type Locale,
  type WallTime,
} from '../../model/locale';
import type { Column } from '../../model/table';
import { isReference, type Value } from '../form/record';

const DEFAULT_PRECISION = 2;

/** Date and time of day of a date column's value, as the user's clock shows it. */
export function shownTime(value: string, column: Column, zone: string): WallTime {
  return wallTime(new Date(value), column.behavior === 'userLocal' ? zone : 'Etc/UTC');
}

/** The text of a value: what a read-only field, a header field or an export shows. Empty for no value. */
export function fieldText(value: Value, column: Column, locale: Locale, currency?: string): string {
  if (value === null) return '';
  if (isReference(value)) return value.name;
  switch (column.kind) {
    case 'money':
      return formatMoney(Number(value), locale, column.precision ?? DEFAULT_PRECISION, currency);
    case 'decimal':
      return formatDecimal(Number(value), locale, column.precision ?? DEFAULT_PRECISION);
    case 'whole':
      return formatNumber(Number(value), locale, 0);
    case 'boolean':
      return column.options?.find((option) => option.value === Number(value))?.label ?? String(value);
    case 'choice':
      return column.options?.find((option) => option.value === value)?.label ?? String(value);
    case 'date':
      return dateText(String(value), column, locale);
    default:
      return String(value);
  }
}

function dateText(value: string, column: Column, locale: Locale): string {
  const time = shownTime(value, column, locale.zone);
  const patterns = patternsOf(locale);
  const date = formatWallTime(time, patterns.date);
  return column.hasTime ? `${date} ${formatWallTime(time, patterns.time)}` : date;
}
