import { ActionButton as TextButton, DefaultButton, PrimaryButton } from '@fluentui/react';
import * as React from 'react';
import type { Action, Button } from '../status/view';
import { Icon } from './Icon';

const LOOKS = { primary: PrimaryButton, default: DefaultButton, text: TextButton } as const;

export function ActionButton({
  button,
  onAct,
}: {
  readonly button: Button;
  readonly onAct: (action: Action) => void;
}): React.ReactElement {
  const Look = LOOKS[button.look];
  const { icon } = button;
  return (
    <Look
      className={`tandem-sync-button tandem-sync-button-${button.look}`}
      onClick={() => onAct(button.action)}
      {...(icon === undefined ? {} : { onRenderIcon: () => <Icon name={icon} /> })}
    >
      {button.label}
    </Look>
  );
}
