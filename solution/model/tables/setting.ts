import { memo, text } from '../columns';
import type { Table } from '../table';

/** What is true of the organisation: addresses, pinned ids, thresholds. No secret is ever kept here. */
export const setting: Table = {
  name: 'tandem_Setting',
  set: 'tandem_settings',
  ownership: 'OrgOwned',
  label: ['Setting', 'Paramètre'],
  collectionLabel: ['Settings', 'Paramètres'],
  description: [
    'A setting of this environment: Finance address, pinned ids, thresholds. Never a secret.',
    'Un paramètre de cet environnement : adresse de Finance, identifiants figés, seuils. Jamais un secret.',
  ],
  icon: 'setting',
  audited: true,
  onMobile: false,
  columns: [
    text('tandem_Name', 100, 'Name', 'Nom', { required: true }),
    memo('tandem_Value', 100_000, 'Value', 'Valeur'),
  ],
  key: { name: 'tandem_SettingName', label: ['Name', 'Nom'], columns: ['tandem_name'] },
  lists: {
    cells: [
      ['tandem_name', 260],
      ['tandem_value', 400],
      ['modifiedon', 140],
      ['modifiedby', 160],
    ],
    order: { column: 'tandem_name', descending: false },
    find: ['tandem_name', 'tandem_value'],
    views: [{ key: 'all', name: ['Settings', 'Paramètres'] }],
  },
  form: {
    editable: 'all',
    header: ['modifiedon', 'modifiedby'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [[{ name: 'setting', label: ['Setting', 'Paramètre'], fields: ['tandem_name', 'tandem_value'] }]],
      },
    ],
  },
};
