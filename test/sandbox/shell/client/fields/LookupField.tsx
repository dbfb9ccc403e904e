import { Callout, DirectionalHint, Icon } from '@fluentui/react';
import * as React from 'react';
import type { Column } from '../../model/table';
import type { Reference } from '../form/record';
import { t } from '../platform/session';
import { LookupDialog } from './LookupDialog';
import { findRecords } from './lookup-search';

interface LookupFieldProps {
  readonly id: string;
  readonly label: string;
  readonly column: Column;
  readonly value: Reference | null;
  readonly disabled: boolean;
  readonly required: boolean;
  readonly error?: string | undefined;
  readonly onValue: (value: Reference | null) => void;
  readonly onOpen: (reference: Reference) => void;
}

/** A lookup: the record as a link, or a box to look for one. */
export function LookupField(props: LookupFieldProps): JSX.Element {
  const { id, label, column, value, disabled, onValue, onOpen } = props;
  const [dialog, setDialog] = React.useState(false);
  return (
    <div className="lookup-field" role="group" aria-label={label}>
      {value ? (
        <span className="lookup-value">
          <a
            id={id}
            href="#"
            className="lookup-link"
            onClick={(event) => {
              event.preventDefault();
              onOpen(value);
            }}
          >
            {value.name || value.id}
          </a>
          {!disabled && (
            <button
              type="button"
              className="icon-button field-button reveal"
              aria-label={t('clear', value.name)}
              onClick={() => onValue(null)}
            >
              <Icon iconName="Cancel" />
            </button>
          )}
        </span>
      ) : (
        <LookupInput {...props} />
      )}
      {!disabled && (
        <button
          type="button"
          className={value ? 'icon-button field-button reveal' : 'icon-button field-button'}
          aria-label={t('lookUp', label)}
          aria-haspopup="dialog"
          onClick={() => setDialog(true)}
        >
          <Icon iconName="Search" />
        </button>
      )}
      {dialog && (
        <LookupDialog
          targets={column.targets ?? []}
          onCancel={() => setDialog(false)}
          onSelect={(reference) => {
            setDialog(false);
            onValue(reference);
          }}
        />
      )}
    </div>
  );
}

const TYPING_PAUSE_MS = 200;

/** Box that lists the records whose name contains what is typed. */
function LookupInput({ id, label, column, disabled, required, error, onValue }: LookupFieldProps): JSX.Element {
  const [text, setText] = React.useState('');
  const [found, setFound] = React.useState<readonly Reference[]>();
  const [active, setActive] = React.useState(0);
  const box = React.useRef<HTMLInputElement>(null);
  const targets = column.targets ?? [];
  React.useEffect(() => {
    if (text.trim() === '') return setFound(undefined);
    let stale = false;
    const timer = setTimeout(() => {
      void findRecords(targets, text).then(
        (records) => !stale && (setFound(records), setActive(0)),
        () => !stale && setFound([]),
      );
    }, TYPING_PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text]);
  const choose = (reference: Reference | undefined): void => {
    if (!reference) return;
    setText('');
    onValue(reference);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!found) return;
    if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, found.length));
    else if (event.key === 'ArrowUp') setActive((active + found.length - 1) % Math.max(1, found.length));
    else if (event.key === 'Enter') choose(found[active]);
    else if (event.key === 'Escape') setText('');
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        ref={box}
        id={id}
        className="field-input"
        type="text"
        role="combobox"
        autoComplete="off"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={found !== undefined}
        aria-controls={`${id}-list`}
        aria-activedescendant={found && found.length > 0 ? `${id}-option-${active}` : undefined}
        aria-required={required}
        aria-invalid={error !== undefined}
        placeholder={disabled ? t('noValue') : t('lookFor', label)}
        readOnly={disabled}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setTimeout(() => setFound(undefined), TYPING_PAUSE_MS)}
      />
      {found && (
        <Callout
          target={box}
          isBeakVisible={false}
          directionalHint={DirectionalHint.bottomLeftEdge}
          calloutWidth={Math.max(240, box.current?.offsetWidth ?? 0)}
          onDismiss={() => setFound(undefined)}
        >
          <ul className="suggestions" role="listbox" id={`${id}-list`} aria-label={label}>
            {found.map((reference, index) => (
              <li
                key={reference.id}
                id={`${id}-option-${index}`}
                role="option"
                aria-selected={index === active}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(reference)}
              >
                {reference.name}
              </li>
            ))}
            {found.length === 0 && (
              <li role="option" aria-selected={false} aria-disabled>
                {t('noMatch')}
              </li>
            )}
          </ul>
        </Callout>
      )}
    </>
  );
}
