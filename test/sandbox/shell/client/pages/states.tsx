import { DefaultButton, Icon } from '@fluentui/react';
import * as React from 'react';
import { t } from '../platform/session';

/** A page that is on its way: the outline of one, seen only when it takes more than a moment. */
export function LoadingPage({ text }: { text: string }): JSX.Element {
  return (
    <div className="loading-page" role="status" aria-busy="true">
      <span className="visually-hidden">{text}</span>
      <div className="card bone-bar" aria-hidden="true" />
      <div className="card bone-header" aria-hidden="true" />
      <div className="bone-columns" aria-hidden="true">
        <div className="card bone-card" />
        <div className="card bone-card" />
        <div className="card bone-card" />
      </div>
    </div>
  );
}

/** A page that could not be shown: what the server said, and another try. */
export function FailurePage({ message, onRetry }: { message: string; onRetry: () => void }): JSX.Element {
  return (
    <div className="card failure-page" role="alert">
      <Icon iconName="ErrorBadge" className="failure-icon" />
      <h1>{t('failed')}</h1>
      <p>{message}</p>
      <DefaultButton text={t('tryAgain')} onClick={onRetry} />
    </div>
  );
}
