import { memo, text } from '../columns';
import type { Table } from '../table';

/** Two-way maps only: the values both sides last agreed on. Has the id of its sync record. For hosts. */
export const syncBase: Table = {
  name: 'tandem_SyncBase',
  set: 'tandem_syncbases',
  ownership: 'OrgOwned',
  label: ['Sync base', 'Base de synchronisation'],
  collectionLabel: ['Sync bases', 'Bases de synchronisation'],
  description: [
    'The values that both sides of a two-way table map last agreed on.',
    'Les valeurs sur lesquelles les deux côtés d’un mappage bidirectionnel se sont accordés en dernier.',
  ],
  icon: 'layers',
  audited: false,
  onMobile: false,
  columns: [
    text('tandem_Name', 400, 'Record', 'Enregistrement'),
    memo('tandem_Values', 1_048_576, 'Agreed values', 'Valeurs convenues'),
  ],
  lists: {
    cells: [
      ['tandem_name', 320],
      ['modifiedon', 150],
    ],
    order: { column: 'modifiedon', descending: true },
    find: ['tandem_name'],
    views: [{ key: 'all', name: ['All sync bases', 'Toutes les bases'] }],
  },
  form: {
    editable: 'none',
    header: [],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          [
            {
              name: 'base',
              label: ['Sync base', 'Base de synchronisation'],
              fields: ['tandem_name', 'modifiedon', 'tandem_values'],
            },
          ],
        ],
      },
    ],
  },
};
