import type { IconName } from './icons';
import type { Words } from './words';

/** An entry of the app's navigation: a table with its default list, or one of its other lists. */
export interface Page {
  /** Part of the site map: never change it once shipped. */
  readonly key: string;
  readonly title: Words;
  readonly icon: IconName;
  /** Schema name of the table. */
  readonly table: `tandem_${string}`;
  /** Key of the list that opens, where it is not the default one. */
  readonly list?: string;
}

export interface PageGroup {
  readonly key: string;
  readonly title: Words;
  readonly pages: readonly Page[];
}

/** The Tandem app: where admins and accountants look after the sync. */
export const APP = {
  uniqueName: 'tandem_Tandem',
  name: ['Tandem', 'Tandem'] as Words,
  description: [
    'See what is in sync with Finance, what is on its way, and what needs a person.',
    'Voir ce qui est à jour dans Finance, ce qui est en route, et ce qui demande une personne.',
  ] as Words,
  icon: 'tandem' as IconName,
  area: ['Tandem', 'Tandem'] as Words,
  groups: [
    {
      key: 'watch',
      title: ['Watch', 'Surveiller'],
      pages: [
        {
          key: 'needs_attention',
          title: ['Needs attention', 'À traiter'],
          icon: 'attention',
          table: 'tandem_SyncRecord',
          list: 'needs-attention',
        },
        {
          key: 'sync_records',
          title: ['Sync records', 'Enregistrements'],
          icon: 'list',
          table: 'tandem_SyncRecord',
        },
        { key: 'requests', title: ['Requests', 'Demandes'], icon: 'request', table: 'tandem_SyncRequest' },
      ],
    },
    {
      key: 'run',
      title: ['Run', 'Exécuter'],
      pages: [
        { key: 'sync_runs', title: ['Sync runs', 'Exécutions'], icon: 'run', table: 'tandem_SyncRun' },
        { key: 'hosts', title: ['Hosts', 'Hôtes'], icon: 'host', table: 'tandem_Host' },
        { key: 'sync_log', title: ['Sync log', 'Journal'], icon: 'log', table: 'tandem_SyncLog' },
      ],
    },
    {
      key: 'configure',
      title: ['Configure', 'Configurer'],
      pages: [
        { key: 'table_maps', title: ['Table maps', 'Mappages de table'], icon: 'map', table: 'tandem_TableMap' },
        { key: 'settings', title: ['Settings', 'Paramètres'], icon: 'setting', table: 'tandem_Setting' },
      ],
    },
  ] as readonly PageGroup[],
} as const;
