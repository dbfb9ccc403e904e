import { Link } from '@fluentui/react';
import * as React from 'react';
import { onNotifications, removeNotification, shownNotifications } from './global-notifications';
import { MessageBar } from './MessageBar';

const SEVERITIES = { 1: 'success', 2: 'error', 3: 'warning', 4: 'info' } as const;

/** Global notifications of scripts, above the page. */
export function NotificationBars(): JSX.Element {
  const [, redraw] = React.useState({});
  React.useEffect(() => {
    const stop = onNotifications(() => redraw({}));
    return () => void stop();
  }, []);
  return (
    <>
      {shownNotifications().map((notification) => (
        <MessageBar
          key={notification.id}
          severity={SEVERITIES[notification.level]}
          onDismiss={notification.showCloseButton ? () => removeNotification(notification.id) : undefined}
        >
          {notification.message}{' '}
          {notification.action?.actionLabel !== undefined && (
            <Link onClick={() => notification.action?.eventHandler?.()}>{notification.action.actionLabel}</Link>
          )}
        </MessageBar>
      ))}
    </>
  );
}
