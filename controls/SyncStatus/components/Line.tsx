import { IconButton } from '@fluentui/react';
import * as React from 'react';
import type { Action, View } from '../status/view';
import { ActionButton } from './ActionButton';
import { FinanceKey } from './FinanceKey';
import { Icon } from './Icon';

interface Props {
  readonly view: View;
  readonly isOpen: boolean;
  /** Null where there is nothing to open. */
  readonly details: { readonly id: string; readonly label: string; readonly onToggle: () => void } | null;
  readonly onAct: (action: Action) => void;
  readonly lineRef: React.RefObject<HTMLDivElement>;
  readonly chevronRef: React.RefObject<HTMLDivElement>;
}

/** Icon, status word, one short fact, at most one action, chevron. */
export function Line({ view, isOpen, details, onAct, lineRef, chevronRef }: Props): React.ReactElement {
  const action = isOpen ? null : view.lineAction;
  /** A large target for a mouse; everybody else has the chevron. */
  const onClick = (event: React.MouseEvent) => {
    if ((event.target as Element).closest('a, button') === null) details?.onToggle();
  };
  return (
    <div
      className={`tandem-sync-line${action === null ? '' : ' tandem-sync-line-acts'}`}
      ref={lineRef}
      tabIndex={-1}
      onClick={onClick}
    >
      <span className="tandem-sync-mark">
        <Icon name={view.icon} size={18} />
      </span>
      <span className="tandem-sync-words">
        <span className="tandem-sync-word">{view.word}</span>
        {view.link !== null && (
          <span className="tandem-sync-fact">
            <FinanceKey link={view.link} />
          </span>
        )}
        {view.link === null && view.fact !== null && (
          <span className="tandem-sync-fact" title={view.fact.title}>
            {view.fact.text}
          </span>
        )}
      </span>
      {action !== null && (
        <span className="tandem-sync-action">
          <ActionButton button={action} onAct={onAct} />
        </span>
      )}
      {details !== null && (
        <div className="tandem-sync-chevron" ref={chevronRef}>
          <IconButton
            className={isOpen ? 'tandem-sync-open' : ''}
            ariaLabel={details.label}
            title={details.label}
            aria-expanded={isOpen}
            {...(isOpen ? { 'aria-controls': details.id } : {})}
            onClick={details.onToggle}
            onRenderIcon={() => <Icon name="chevron" />}
          />
        </div>
      )}
    </div>
  );
}
