import { ChoiceGroup, Link, PrimaryButton, type IChoiceGroupOption } from '@fluentui/react';
import * as React from 'react';
import type { Texts } from '../status/texts';
import type { Choice, ConflictView } from '../status/view';

export type Side = 'dataverse' | 'finance';

interface Props {
  readonly conflict: ConflictView;
  readonly texts: Texts;
  readonly onKeep: (mapKey: string, choice: Readonly<Record<string, Side>>) => void;
}

/** One pair of choices per column; nothing is chosen beforehand. */
export function ConflictChooser({ conflict, texts, onKeep }: Props): React.ReactElement {
  const [chosen, setChosen] = React.useState<Readonly<Record<string, Side>>>({});
  const { columns, mapKey } = conflict;
  const choice = Object.fromEntries(
    columns.flatMap(({ column }) => (chosen[column] === undefined ? [] : [[column, chosen[column]]])),
  );
  const count = Object.keys(choice).length;
  const chooseAll = (side: Side) => setChosen(Object.fromEntries(columns.map(({ column }) => [column, side])));
  return (
    <div className="tandem-sync-conflict">
      <div className="tandem-sync-choose-all">
        <span>{texts('Choose_all')}</span>
        <Link onClick={() => chooseAll('dataverse')} aria-label={texts('Choose_all_here')}>
          {texts('Choose_here')}
        </Link>
        <span aria-hidden="true">|</span>
        <Link onClick={() => chooseAll('finance')} aria-label={texts('Choose_all_finance')}>
          {texts('Choose_finance')}
        </Link>
      </div>
      {columns.map(({ column, label, here, finance }) => (
        <ChoiceGroup
          key={column}
          className="tandem-sync-choice"
          label={label}
          selectedKey={chosen[column] ?? null}
          options={[option('dataverse', here), option('finance', finance)]}
          onChange={(_, picked) => {
            if (picked !== undefined) setChosen((before) => ({ ...before, [column]: picked.key as Side }));
          }}
        />
      ))}
      <div className="tandem-sync-keep">
        <PrimaryButton
          className="tandem-sync-button"
          disabled={count < columns.length}
          onClick={() => onKeep(mapKey, choice)}
        >
          {texts('Action_keep')}
        </PrimaryButton>
        <span>{texts('Choose_count', { count, total: columns.length })}</span>
      </div>
    </div>
  );
}

const option = (key: Side, { text, note }: Choice): IChoiceGroupOption => ({
  key,
  text,
  onRenderLabel: (props) => (
    <span id={props?.labelId} className="ms-ChoiceFieldLabel tandem-sync-option">
      <span>{text}</span>
      <small>{note}</small>
    </span>
  ),
});
