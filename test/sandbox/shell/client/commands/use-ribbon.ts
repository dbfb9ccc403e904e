import * as React from 'react';
import { readRibbon } from '../platform/components';
import type { Command } from './command';
import { ribbonCommands, type CommandPlace } from './ribbon-commands';

/** What solutions make of a bar: commands they add, and locations of the platform's own that they hide. */
export interface RibbonOfBar {
  readonly added: readonly Command[];
  readonly hidden: ReadonlySet<string>;
}

/** Judged again whenever `key` changes; undefined until the ribbon has been read for the first time. */
export function useRibbon(place: CommandPlace | undefined, key: string): RibbonOfBar | undefined {
  const [ofBar, setOfBar] = React.useState<RibbonOfBar>();
  React.useEffect(() => {
    if (!place) return;
    let stale = false;
    readRibbon(place.table)
      .then(async (ribbon) => ({ added: await ribbonCommands(ribbon, place), hidden: ribbon.hidden }))
      .then(
        (judged) => !stale && setOfBar(judged),
        (error: unknown) => {
          console.error('The commands could not be read', error);
          if (!stale) place.failed(error instanceof Error ? error.message : String(error));
        },
      );
    return () => {
      stale = true;
    };
  }, [key, place?.table]);
  return ofBar;
}

/** The platform's own commands without those that a solution hides; each has a location in the ribbon of its bar. */
export function shown(
  own: readonly Command[],
  ribbon: RibbonOfBar | undefined,
  locations: Readonly<Record<string, string>>,
): readonly Command[] {
  return own.filter(({ id }) => {
    const location = locations[id];
    return location === undefined || (ribbon !== undefined && !ribbon.hidden.has(location));
  });
}
