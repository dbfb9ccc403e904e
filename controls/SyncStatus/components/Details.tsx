import * as React from 'react';
import type { Texts } from '../status/texts';
import type { Action, View } from '../status/view';
import { ActionButton } from './ActionButton';
import { ConflictChooser, type Side } from './ConflictChooser';
import { Facts } from './Facts';
import { FinanceSays } from './FinanceSays';
import { LastSyncs } from './LastSyncs';

interface Props {
  readonly id: string;
  readonly view: View;
  readonly texts: Texts;
  /** Why the person's own request failed. */
  readonly refusal: string | null;
  /** What came of the last button, where nothing else shows it. */
  readonly news: string;
  readonly onAct: (action: Action) => void;
  readonly onKeep: (mapKey: string, choice: Readonly<Record<string, Side>>) => void;
  readonly onAll: (() => void) | null;
}

/** Sentences, Finance's words, the choice, buttons, facts, last syncs: in this order. */
export function Details({ id, view, texts, refusal, news, onAct, onKeep, onAll }: Props): React.ReactElement {
  return (
    <div className="tandem-sync-details" id={id}>
      {view.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {refusal !== null && <p className="tandem-sync-refusal">{refusal}</p>}
      {view.says !== null && <FinanceSays says={view.says} />}
      {view.conflict !== null && <ConflictChooser conflict={view.conflict} texts={texts} onKeep={onKeep} />}
      {view.buttons.length > 0 && (
        <div className="tandem-sync-buttons">
          {view.buttons.map((button) => (
            <ActionButton key={button.label} button={button} onAct={onAct} />
          ))}
          <span aria-hidden="true">{news}</span>
        </div>
      )}
      <Facts facts={view.facts} onAct={onAct} />
      <LastSyncs syncs={view.syncs} texts={texts} onAll={onAll} />
    </div>
  );
}
