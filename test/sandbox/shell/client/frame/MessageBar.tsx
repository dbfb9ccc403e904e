import { Icon } from '@fluentui/react';
import * as React from 'react';
import { t } from '../platform/session';

export type Severity = 'error' | 'warning' | 'info' | 'success';

const ICONS: Readonly<Record<Severity, string>> = {
  error: 'StatusErrorFull',
  warning: 'Warning',
  info: 'Info',
  success: 'CompletedSolid',
};

interface MessageBarProps {
  readonly severity: Severity;
  readonly children: React.ReactNode;
  readonly onDismiss?: (() => void) | undefined;
}

/** A message over a page or form. Errors are read at once, the others when there is a pause. */
export function MessageBar({ severity, children, onDismiss }: MessageBarProps): JSX.Element {
  return (
    <div className={`message-bar message-${severity}`}>
      <Icon iconName={ICONS[severity]} className="message-icon" />
      <div className="message-text" role={severity === 'error' ? 'alert' : 'status'}>
        {children}
      </div>
      {onDismiss && (
        <button type="button" className="icon-button" aria-label={t('dismiss')} onClick={onDismiss}>
          <Icon iconName="Cancel" />
        </button>
      )}
    </div>
  );
}
