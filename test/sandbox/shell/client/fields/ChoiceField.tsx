import { Dropdown } from '@fluentui/react';
import * as React from 'react';
import type { Column } from '../../model/table';
import { t } from '../platform/session';

interface ChoiceFieldProps {
  readonly id: string;
  readonly label: string;
  readonly column: Column;
  readonly value: number | null;
  readonly disabled: boolean;
  readonly required: boolean;
  readonly onValue: (value: number | null) => void;
}

const NONE = 'none';

/** A choice: one of the column's options, or none. */
export function ChoiceField({ id, label, column, value, disabled, required, onValue }: ChoiceFieldProps): JSX.Element {
  const options = (column.options ?? []).map((option) => ({ key: String(option.value), text: option.label }));
  const open = column.kind === 'boolean' ? options : [{ key: NONE, text: t('optionNone') }, ...options];
  return (
    <Dropdown
      id={id}
      className="choice-field"
      ariaLabel={label}
      options={open}
      selectedKey={value === null ? null : String(value)}
      placeholder={t('noValue')}
      disabled={disabled}
      // Fluent's own `required` draws an asterisk beside a list without a label of its own.
      aria-required={required}
      onRenderLabel={() => null}
      onChange={(_, option) => option && onValue(option.key === NONE ? null : Number(option.key))}
    />
  );
}
