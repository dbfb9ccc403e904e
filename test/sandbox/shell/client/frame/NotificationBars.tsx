import { Link, MessageBar, MessageBarType } from '@fluentui/react';
import * as React from 'react';
import { t } from '../platform/session';
import { onNotifications, removeNotification, shownNotifications } from './global-notifications';

const TYPES = {
  1: MessageBarType.success,
  2: MessageBarType.error,
  3: MessageBarType.warning,
  4: MessageBarType.info,
} as const;

/** Global notifications of scripts, above the page. */
export function NotificationBars(): JSX.Element {
  const [, redraw] = React.useState({});
  React.useEffect(() => onNotifications(() => redraw({})), []);
  return (
    <>
      {shownNotifications().map((notification) => (
        <MessageBar
          key={notification.id}
          messageBarType={TYPES[notification.level]}
          isMultiline
          dismissButtonAriaLabel={t('dismiss')}
          {...(notification.showCloseButton ? { onDismiss: () => removeNotification(notification.id) } : {})}
        >
          {notification.message}
          {notification.action?.actionLabel !== undefined && (
            <Link onClick={() => notification.action?.eventHandler?.()}>{notification.action.actionLabel}</Link>
          )}
        </MessageBar>
      ))}
    </>
  );
}
