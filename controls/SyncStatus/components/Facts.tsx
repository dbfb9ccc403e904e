import { Link } from '@fluentui/react';
import * as React from 'react';
import type { Action, Fact, Piece } from '../status/view';
import { FinanceKey } from './FinanceKey';

interface Props {
  readonly facts: readonly Fact[];
  readonly onAct: (action: Action) => void;
}

export function Facts({ facts, onAct }: Props): React.ReactElement | null {
  if (facts.length === 0) return null;
  return (
    <dl className="tandem-sync-facts">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value.map((piece, at) => (
              <React.Fragment key={at}>
                {at > 0 && ' '}
                <FactPiece piece={piece} onAct={onAct} />
              </React.Fragment>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FactPiece({ piece, onAct }: { readonly piece: Piece; readonly onAct: Props['onAct'] }) {
  if ('finance' in piece) return <FinanceKey link={piece.finance} />;
  if ('action' in piece) return <Link onClick={() => onAct(piece.action)}>{piece.text}</Link>;
  return <span title={piece.title}>{piece.text}</span>;
}
