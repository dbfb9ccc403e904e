import { dateTime, memo, text } from '../columns';
import type { Table } from '../table';

/** Where the engine runs, and until when each of its maps is caught up. */
export const host: Table = {
  name: 'tandem_Host',
  set: 'tandem_hosts',
  ownership: 'OrgOwned',
  label: ['Host', 'Hôte'],
  collectionLabel: ['Hosts', 'Hôtes'],
  description: [
    'Where Tandem runs: name, version, when last seen, and which table maps it runs.',
    'Où tourne Tandem : nom, version, dernière apparition, et mappages qu’il exécute.',
  ],
  icon: 'host',
  audited: false,
  onMobile: true,
  columns: [
    text('tandem_Name', 200, 'Name', 'Nom'),
    text('tandem_Version', 50, 'Version', 'Version'),
    dateTime('tandem_LastSeen', 'Last seen', 'Vu pour la dernière fois'),
    text('tandem_FinanceUrl', 400, 'Finance address', 'Adresse de Finance'),
    memo('tandem_Maps', 1_048_576, 'Table maps', 'Mappages de table'),
  ],
  lists: {
    cells: [
      ['tandem_name', 220],
      ['tandem_lastseen', 160],
      ['tandem_version', 100],
      ['tandem_financeurl', 300],
    ],
    order: { column: 'tandem_lastseen', descending: true },
    find: ['tandem_name', 'tandem_version'],
    views: [{ key: 'active', name: ['Hosts', 'Hôtes'] }],
    retires: { inactive: ['Retired hosts', 'Hôtes retirés'] },
  },
  form: {
    editable: 'none',
    header: ['tandem_lastseen', 'tandem_version'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          [
            {
              name: 'host',
              label: ['Host', 'Hôte'],
              fields: ['tandem_name', 'tandem_lastseen', 'tandem_version', 'tandem_financeurl'],
            },
          ],
          [{ name: 'maps', label: ['Table maps', 'Mappages de table'], fields: ['tandem_maps'] }],
        ],
      },
    ],
  },
};
