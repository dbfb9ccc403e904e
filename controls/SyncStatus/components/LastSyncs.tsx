import { Link } from '@fluentui/react';
import * as React from 'react';
import type { Texts } from '../status/texts';
import type { SyncLine } from '../status/view';
import { Icon } from './Icon';

interface Props {
  readonly syncs: readonly SyncLine[];
  readonly texts: Texts;
  /** Opens the log; null for those who may not read it. */
  readonly onAll: (() => void) | null;
}

export function LastSyncs({ syncs, texts, onAll }: Props): React.ReactElement | null {
  if (syncs.length === 0) return null;
  return (
    <div className="tandem-sync-syncs">
      <div className="tandem-sync-syncs-head">
        <span>{texts('Syncs')}</span>
        {onAll !== null && (
          <Link onClick={onAll} aria-label={texts('Action_all_name')}>
            {texts('Action_all')}
          </Link>
        )}
      </div>
      <ul>
        {syncs.map((sync, at) => (
          <li key={at}>
            <span className="tandem-sync-time" title={sync.title}>
              {sync.time}
            </span>
            <span className={`tandem-sync-mark tandem-sync-${sync.tone}`}>
              <Icon name={sync.icon} size={13} />
            </span>
            <span>{sync.text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
