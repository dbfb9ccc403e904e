import type { IconName } from './icons';
import { COMMAND_SCRIPT } from './web-resources';
import type { Words } from './words';

/** A button in the command bars of the extended tables. */
export interface Command {
  readonly key: string;
  readonly label: Words;
  readonly tooltip: Words;
  readonly icon: IconName;
  readonly script: string;
  readonly action: string;
  /** Table and privilege without which the button is not shown. */
  readonly needs: { readonly table: string; readonly privilege: 'Create' | 'Read' };
  /** Function that says whether the button can be used now; may answer late. */
  readonly enabledBy: string;
  /** How many selected rows of a list it takes. */
  readonly selection: { readonly least: number; readonly most?: number };
}

export const COMMANDS: readonly Command[] = [
  {
    key: 'SyncNow',
    label: ['Sync now', 'Synchroniser'],
    tooltip: ['Ask Tandem to bring this to Finance now.', 'Demander à Tandem de le porter à Finance maintenant.'],
    icon: 'run',
    script: COMMAND_SCRIPT,
    action: 'Tandem.Commands.syncNow',
    needs: { table: 'tandem_syncrequest', privilege: 'Create' },
    enabledBy: 'Tandem.Commands.canSync',
    selection: { least: 1, most: 100 },
  },
  {
    key: 'OpenInFinance',
    label: ['Open in Finance', 'Ouvrir dans Finance'],
    tooltip: ['Open this in Finance, in a new tab.', 'L’ouvrir dans Finance, dans un nouvel onglet.'],
    icon: 'open',
    script: COMMAND_SCRIPT,
    action: 'Tandem.Commands.openInFinance',
    needs: { table: 'tandem_syncrecord', privilege: 'Read' },
    enabledBy: 'Tandem.Commands.canSync',
    selection: { least: 1, most: 1 },
  },
];
