import { Callout, Calendar, DirectionalHint, Icon } from '@fluentui/react';
import * as React from 'react';
import { formatWallTime, instantOf, parseDate, parseTime, patternsOf, type WallTime } from '../../model/locale';
import type { Column } from '../../model/table';
import { session, t } from '../platform/session';
import { shownTime } from './field-text';
import { TextField } from './TextField';
import { calendarStrings } from './calendar-strings';

interface DateFieldProps {
  readonly id: string;
  readonly label: string;
  readonly column: Column;
  /** ISO instant, or `yyyy-mm-dd` for a column without time. */
  readonly value: string | null;
  readonly disabled: boolean;
  readonly required: boolean;
  readonly error?: string | undefined;
  readonly onValue: (value: string | null) => void;
  readonly onError: (error: string | undefined) => void;
}

const MIDNIGHT = { hour: 0, minute: 0 };

/** A date, with a time of day beside it where the column has one, in the user's zone and format. */
export function DateField(props: DateFieldProps): JSX.Element {
  const { id, label, column, value, disabled, required, error, onValue, onError } = props;
  const { locale } = session();
  const patterns = patternsOf(locale);
  const shown = value === null ? undefined : shownTime(value, column, locale.zone);
  const enter = (time: WallTime): void => {
    onError(undefined);
    onValue(wireDate(time, column, locale.zone));
  };
  const enterDate = (text: string): void => {
    if (text.trim() === '') {
      onError(undefined);
      return onValue(null);
    }
    const date = parseDate(text, locale);
    if (!date) return onError(t('badDate', patterns.date));
    enter({ ...(shown ?? MIDNIGHT), ...date });
  };
  const enterTime = (text: string): void => {
    const time = parseTime(text);
    if (!time || !shown) return onError(t('badTime', patterns.time));
    enter({ ...shown, ...time });
  };
  return (
    <div className={column.hasTime ? 'date-field date-field-timed' : 'date-field'}>
      <div className="date-part">
        <TextField
          id={id}
          label={label}
          value={shown ? formatWallTime(shown, patterns.date) : ''}
          disabled={disabled}
          required={required}
          error={error}
          onDone={enterDate}
        />
        {!disabled && (
          <CalendarButton label={label} shown={shown} onPick={(date) => enter({ ...(shown ?? MIDNIGHT), ...date })} />
        )}
      </div>
      {column.hasTime && (
        <TextField
          id={`${id}-time`}
          label={t('time', label)}
          value={shown ? formatWallTime(shown, patterns.time) : ''}
          disabled={disabled || !shown}
          required={false}
          onDone={enterTime}
        />
      )}
    </div>
  );
}

function wireDate(time: WallTime, column: Column, zone: string): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  if (column.behavior === 'dateOnly') return `${time.year}-${two(time.month)}-${two(time.day)}`;
  const instant = instantOf(time, column.behavior === 'userLocal' ? zone : 'Etc/UTC');
  return instant.toISOString().replace('.000Z', 'Z');
}

interface CalendarButtonProps {
  readonly label: string;
  readonly shown: WallTime | undefined;
  readonly onPick: (date: Pick<WallTime, 'year' | 'month' | 'day'>) => void;
}

function CalendarButton({ label, shown, onPick }: CalendarButtonProps): JSX.Element {
  const [open, setOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button field-button"
        aria-label={t('lookFor', label)}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon iconName="Calendar" />
      </button>
      {open && (
        <Callout
          target={button}
          isBeakVisible={false}
          directionalHint={DirectionalHint.bottomRightEdge}
          setInitialFocus
          role="dialog"
          ariaLabel={label}
          onDismiss={close}
        >
          <Calendar
            strings={calendarStrings(session().locale.name)}
            {...(shown ? { value: new Date(shown.year, shown.month - 1, shown.day) } : {})}
            onSelectDate={(date) => {
              onPick({ year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() });
              close();
            }}
          />
        </Callout>
      )}
    </>
  );
}
