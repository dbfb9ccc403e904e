import { optionValue } from '../choices';
import { choice, dateTime, memo, text } from '../columns';
import type { Table } from '../table';

const [CONFLICT, ERROR, DELETE, PERSON, SENT] = [0, 1, 2, 3, 4].map(optionValue) as [
  number,
  number,
  number,
  number,
  number,
];

/** What is worth keeping of the past. Written and purged by hosts. */
export const syncLog: Table = {
  name: 'tandem_SyncLog',
  set: 'tandem_synclogs',
  ownership: 'OrgOwned',
  label: ['Sync log entry', 'Entrée du journal'],
  collectionLabel: ['Sync log', 'Journal de synchronisation'],
  description: [
    'Conflicts, errors, deletes, acts of people, and rows that are sent once.',
    'Conflits, erreurs, suppressions, actions de personnes, et lignes transmises une seule fois.',
  ],
  icon: 'log',
  audited: false,
  onMobile: false,
  columns: [
    text('tandem_Name', 400, 'Record', 'Enregistrement'),
    choice('tandem_Kind', 'tandem_logkind', 'Kind', 'Type'),
    text('tandem_MapKey', 100, 'Table map key', 'Clé du mappage'),
    text('tandem_RecordTable', 100, 'Table', 'Table'),
    text('tandem_RecordId', 36, 'Record id', 'Id de l’enregistrement'),
    dateTime('tandem_At', 'When', 'Quand'),
    text('tandem_Cause', 200, 'Caused by', 'Provoqué par'),
    text('tandem_Host', 200, 'Host', 'Hôte'),
    choice('tandem_Towards', 'tandem_side', 'Towards', 'Vers'),
    memo('tandem_Columns', 8000, 'Columns', 'Colonnes'),
    text('tandem_Result', 200, 'Result', 'Résultat'),
    text('tandem_Code', 20, 'Code', 'Code'),
    memo('tandem_Detail', 8000, 'Detail', 'Détail'),
  ],
  lists: {
    cells: [
      ['tandem_at', 150],
      ['tandem_kind', 140],
      ['tandem_name', 260],
      ['tandem_mapkey', 160],
      ['tandem_towards', 110],
      ['tandem_result', 200],
      ['tandem_code', 90],
      ['tandem_cause', 160],
      ['tandem_host', 140],
    ],
    order: { column: 'tandem_at', descending: true },
    find: ['tandem_name', 'tandem_recordid', 'tandem_code', 'tandem_cause'],
    views: [
      { key: 'latest', name: ['Latest', 'Les plus récentes'] },
      ...(
        [
          ['conflicts', ['Conflicts', 'Conflits'], CONFLICT],
          ['errors', ['Errors', 'Erreurs'], ERROR],
          ['deletes', ['Deletes', 'Suppressions'], DELETE],
          ['acts', ['Acts of people', 'Actions de personnes'], PERSON],
          ['sent', ['Sent once', 'Transmissions uniques'], SENT],
        ] as const
      ).map(([key, name, kind]) => ({
        key,
        name,
        conditions: [{ column: 'tandem_kind', operator: 'eq' as const, values: [kind] }],
      })),
    ],
  },
  form: {
    editable: 'none',
    header: ['tandem_kind', 'tandem_at'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          [
            {
              name: 'what',
              label: ['What', 'Quoi'],
              fields: [
                'tandem_name',
                'tandem_kind',
                'tandem_result',
                'tandem_code',
                'tandem_towards',
                'tandem_columns',
                'tandem_detail',
              ],
            },
          ],
          [
            {
              name: 'who',
              label: ['When and who', 'Quand et qui'],
              fields: [
                'tandem_at',
                'tandem_cause',
                'tandem_host',
                'tandem_mapkey',
                'tandem_recordtable',
                'tandem_recordid',
              ],
            },
          ],
        ],
      },
    ],
  },
};
