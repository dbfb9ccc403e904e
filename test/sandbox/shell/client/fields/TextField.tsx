import * as React from 'react';
import { t } from '../platform/session';

export interface TextFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly required: boolean;
  readonly error?: string | undefined;
  readonly maxLength?: number | undefined;
  readonly rows?: number;
  readonly inputMode?: 'text' | 'decimal' | 'numeric' | 'email' | 'url' | 'tel';
  readonly alignRight?: boolean;
  /** The text when the user is done with it. */
  readonly onDone: (text: string) => void;
}

/** A text box that hands over its text when it is left, or at Enter. */
export function TextField(props: TextFieldProps): JSX.Element {
  const { id, label, value, disabled, required, error, maxLength, rows, inputMode, onDone } = props;
  const [text, setText] = React.useState(value);
  React.useEffect(() => setText(value), [value]);
  const done = (): void => {
    if (text !== value || error !== undefined) onDone(text);
  };
  const attributes = {
    id,
    value: text,
    maxLength,
    readOnly: disabled,
    'aria-label': label,
    'aria-required': required,
    'aria-invalid': error !== undefined,
    'aria-describedby': error === undefined ? undefined : `${id}-error`,
    placeholder: t('noValue'),
    onBlur: done,
  };
  if (rows !== undefined && rows > 1) {
    return (
      <textarea
        {...attributes}
        className="field-input field-memo"
        rows={rows}
        onChange={(event) => setText(event.target.value)}
      />
    );
  }
  return (
    <input
      {...attributes}
      className="field-input"
      type="text"
      autoComplete="off"
      inputMode={inputMode}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  );
}
