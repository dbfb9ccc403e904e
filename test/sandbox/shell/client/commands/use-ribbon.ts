import * as React from 'react';
import { readRibbon } from '../platform/components';
import type { Command } from './command';
import { ribbonCommands, type CommandPlace } from './ribbon-commands';

/** The commands that solutions add to a bar, judged again whenever `key` changes. */
export function useRibbon(place: CommandPlace | undefined, key: string): readonly Command[] {
  const [commands, setCommands] = React.useState<readonly Command[]>([]);
  React.useEffect(() => {
    if (!place) return;
    let stale = false;
    readRibbon(place.table)
      .then((ribbon) => ribbonCommands(ribbon, place))
      .then(
        (judged) => !stale && setCommands(judged),
        (error: unknown) => {
          console.error('The commands could not be read', error);
          if (!stale) place.failed(error instanceof Error ? error.message : String(error));
        },
      );
    return () => {
      stale = true;
    };
  }, [key, place?.table]);
  return commands;
}
