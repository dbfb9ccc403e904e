import * as React from 'react';
import { formatNumber, parseNumber } from '../../model/locale';
import type { Column } from '../../model/table';
import { session, t } from '../platform/session';
import { TextField, type TextFieldProps } from './TextField';

interface NumberFieldProps extends Omit<TextFieldProps, 'value' | 'onDone'> {
  readonly column: Column;
  readonly value: number | null;
  readonly text: string;
  readonly onValue: (value: number | null) => void;
  readonly onError: (error: string | undefined) => void;
}

/** A whole number, decimal or amount, written as the user's locale writes it. */
export function NumberField({ column, value, text, onValue, onError, ...field }: NumberFieldProps): JSX.Element {
  const done = (entered: string): void => {
    if (entered.trim() === '') {
      onError(undefined);
      return onValue(null);
    }
    const number = parseNumber(entered, session().locale);
    const error = number === undefined ? t('badNumber') : outOfRange(number, column);
    onError(error);
    if (number !== undefined && error === undefined) onValue(rounded(number, column));
  };
  return (
    <TextField
      {...field}
      value={value === null ? '' : text}
      inputMode={column.kind === 'whole' ? 'numeric' : 'decimal'}
      onDone={done}
    />
  );
}

function outOfRange(value: number, column: Column): string | undefined {
  const shown = (limit: number): string => formatNumber(limit, session().locale, 0);
  if (column.min !== undefined && value < column.min) return t('tooSmall', shown(column.min));
  if (column.max !== undefined && value > column.max) return t('tooLarge', shown(column.max));
  return undefined;
}

function rounded(value: number, column: Column): number {
  const digits = column.kind === 'whole' ? 0 : (column.precision ?? 2);
  return Number(value.toFixed(digits));
}
