import { CommandBar as FluentCommandBar, type ICommandBarItemProps } from '@fluentui/react';
import * as React from 'react';
import { t } from '../platform/session';
import type { Command } from './command';

/** The bar of commands over a page. What does not fit moves behind "more". */
export function CommandBar({ commands }: { commands: readonly Command[] }): JSX.Element {
  return (
    <div className="card command-bar">
      <FluentCommandBar
        ariaLabel={t('commands')}
        items={commands.filter((command) => !command.far).map(itemOf)}
        farItems={commands.filter((command) => command.far).map(itemOf)}
        overflowButtonProps={{ ariaLabel: t('moreCommands'), menuIconProps: { iconName: 'More' } }}
        styles={{ root: { height: 40, padding: '0 8px' } }}
      />
    </div>
  );
}

function itemOf(command: Command): ICommandBarItemProps {
  const isImage = command.icon.startsWith('/');
  return {
    key: command.id,
    text: command.label,
    ...(command.label === '' ? { iconOnly: true } : {}),
    ariaLabel: command.label === '' ? (command.toolTip ?? '') : command.label,
    title: command.toolTip ?? command.label,
    disabled: command.disabled ?? false,
    className: command.startsGroup ? 'command starts-group' : 'command',
    ...(isImage
      ? { onRenderIcon: () => <span className="command-image" style={maskOf(command.icon)} /> }
      : { iconProps: { iconName: command.icon } }),
    onClick: () => command.run(),
  };
}

/** Draws an image in the colour of the text around it. */
function maskOf(address: string): React.CSSProperties {
  return { maskImage: `url("${address}")`, WebkitMaskImage: `url("${address}")` };
}
