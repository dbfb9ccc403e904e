import {
  DefaultButton,
  Dialog,
  DialogFooter,
  DialogType,
  Dropdown,
  PrimaryButton,
  SearchBox,
  Spinner,
} from '@fluentui/react';
import * as React from 'react';
import type { Reference } from '../form/record';
import { t } from '../platform/session';
import { tableNamed } from '../platform/tables';
import { findRecords } from './lookup-search';

interface LookupDialogProps {
  readonly targets: readonly string[];
  readonly onSelect: (reference: Reference) => void;
  readonly onCancel: () => void;
}

const SHOWN = 50;

/** Dialog to look for a record, with a choice of table where a lookup may point to several. */
export function LookupDialog({ targets, onSelect, onCancel }: LookupDialogProps): JSX.Element {
  const [target, setTarget] = React.useState(targets[0] ?? '');
  const [text, setText] = React.useState('');
  const [found, setFound] = React.useState<readonly Reference[]>();
  const [failure, setFailure] = React.useState<string>();
  const [chosen, setChosen] = React.useState<Reference>();
  const [labels, setLabels] = React.useState<Readonly<Record<string, string>>>({});
  React.useEffect(() => {
    void Promise.all(targets.map(async (name) => [name, (await tableNamed(name)).label] as const)).then((entries) =>
      setLabels(Object.fromEntries(entries)),
    );
  }, [targets]);
  React.useEffect(() => {
    let stale = false;
    setFound(undefined);
    setFailure(undefined);
    setChosen(undefined);
    findRecords([target], text, SHOWN).then(
      (records) => !stale && setFound(records),
      (error: unknown) => !stale && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      stale = true;
    };
  }, [target, text]);
  return (
    <Dialog
      hidden={false}
      onDismiss={onCancel}
      minWidth={480}
      dialogContentProps={{ type: DialogType.normal, title: t('lookUpTitle') }}
    >
      {targets.length > 1 && (
        <Dropdown
          label={t('recordType')}
          options={targets.map((name) => ({ key: name, text: labels[name] ?? name }))}
          selectedKey={target}
          onChange={(_, option) => option && setTarget(String(option.key))}
        />
      )}
      <SearchBox
        className="lookup-search"
        placeholder={t('search')}
        ariaLabel={t('search')}
        clearButtonProps={{ ariaLabel: t('clearSearch') }}
        onSearch={setText}
        onChange={(_, value) => setText(value ?? '')}
      />
      <ul className="lookup-results" role="listbox" aria-label={labels[target] ?? target} aria-busy={!found}>
        {(found ?? []).map((reference) => (
          <li
            key={reference.id}
            role="option"
            tabIndex={0}
            aria-selected={chosen?.id === reference.id}
            onClick={() => setChosen(reference)}
            onDoubleClick={() => onSelect(reference)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') onSelect(reference);
              if (event.key === ' ') setChosen(reference);
            }}
          >
            {reference.name}
          </li>
        ))}
      </ul>
      <p role="status" className="lookup-status">
        {failure ?? (found === undefined ? <Spinner label={t('loading')} /> : found.length === 0 ? t('noMatch') : '')}
      </p>
      <DialogFooter>
        <PrimaryButton text={t('select')} disabled={!chosen} onClick={() => chosen && onSelect(chosen)} />
        <DefaultButton text={t('cancel')} onClick={onCancel} />
      </DialogFooter>
    </Dialog>
  );
}
