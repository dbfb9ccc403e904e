import { optionValue } from '../choices';
import { choice, dateTime, lookup, memo, text, whole, yesNo } from '../columns';
import type { Table } from '../table';

const [PENDING, SENDING, WAITING, IN_SYNC, ERROR, CONFLICT] = [1, 2, 3, 4, 5, 6].map(optionValue) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

/** What Tandem knows of one record in one table map. Written by hosts only: a receipt cannot be forged from a form. */
export const syncRecord: Table = {
  name: 'tandem_SyncRecord',
  set: 'tandem_syncrecords',
  ownership: 'UserOwned',
  label: ['Sync record', 'Enregistrement de synchronisation'],
  collectionLabel: ['Sync records', 'Enregistrements de synchronisation'],
  description: [
    'Where one record stands in one table map. Whoever may read the record may read this.',
    'Où en est un enregistrement dans un mappage de table. Qui peut lire l’enregistrement peut lire ceci.',
  ],
  icon: 'list',
  audited: false,
  onMobile: true,
  columns: [
    text('tandem_Name', 400, 'Record', 'Enregistrement'),
    text('tandem_MapKey', 100, 'Table map key', 'Clé du mappage', { required: true }),
    text('tandem_RecordId', 36, 'Record id', 'Id de l’enregistrement', { required: true }),
    text('tandem_RecordTable', 100, 'Table', 'Table'),
    choice('tandem_Status', 'tandem_syncstatus', 'Sync status', 'État de synchronisation'),
    dateTime('tandem_Since', 'Since', 'Depuis', {
      description: ['When it got its present status and code.', 'Quand il a reçu son état et son code actuels.'],
    }),
    text('tandem_ReasonCode', 20, 'Code', 'Code'),
    memo('tandem_ReasonParameters', 8000, 'Code parameters', 'Paramètres du code'),
    memo('tandem_FinanceSays', 8000, 'Finance says', 'Réponse de Finance'),
    memo('tandem_Conflict', 100_000, 'Conflicting values', 'Valeurs en conflit'),
    text('tandem_Company', 10, 'Company', 'Société'),
    memo('tandem_FinanceKey', 2000, 'Finance key', 'Clé Finance'),
    text('tandem_KeyHash', 36, 'Finance key hash', 'Empreinte de la clé Finance'),
    text('tandem_SourceVersion', 20, 'Version applied', 'Version appliquée'),
    text('tandem_Hash', 64, 'Hash applied', 'Empreinte appliquée'),
    text('tandem_TargetEtag', 400, 'Target etag', 'Etag de la cible'),
    memo('tandem_Adjusted', 8000, 'Set by Finance itself', 'Fixé par Finance'),
    memo('tandem_Outcomes', 20_000, 'Last syncs', 'Dernières synchronisations'),
    whole('tandem_Attempts', 'Attempts', 'Tentatives'),
    dateTime('tandem_NextAttempt', 'Next attempt', 'Prochaine tentative'),
    lookup('tandem_WaitingForId', 'tandem_SyncRecord', 'Waiting for', 'En attente de', [
      'Waiting for this record',
      'En attente de cet enregistrement',
    ]),
    yesNo('tandem_HasWaiters', 'Others wait for it', 'Attendu par d’autres'),
    dateTime('tandem_ClaimedAt', 'Claimed', 'Pris en charge'),
    text('tandem_ExecutionId', 100, 'Import in Finance', 'Importation dans Finance', {
      description: [
        'Job ID of the data package in Finance’s job history.',
        'Id de travail du paquet de données dans l’historique de Finance.',
      ],
    }),
    text('tandem_ClaimedHash', 64, 'Hash claimed', 'Empreinte prise en charge'),
    dateTime('tandem_CheckedAt', 'Last checked', 'Vérifié'),
    lookup(
      'tandem_HostId',
      'tandem_Host',
      'Host',
      'Hôte',
      ['Records settled last', 'Derniers enregistrements traités'],
      { description: ['The host that settled it last.', 'L’hôte qui l’a traité en dernier.'] },
    ),
    lookup('tandem_TableMapId', 'tandem_TableMap', 'Table map', 'Mappage de table', [
      'Sync records',
      'Enregistrements de synchronisation',
    ]),
  ],
  key: {
    name: 'tandem_RecordKey',
    label: ['Record and table map', 'Enregistrement et mappage'],
    columns: ['tandem_recordid', 'tandem_mapkey'],
  },
  lists: {
    cells: [
      ['tandem_name', 260],
      ['tandem_tablemapid', 180],
      ['tandem_status', 140],
      ['tandem_since', 140],
      ['tandem_reasoncode', 90],
      ['tandem_company', 90],
      ['tandem_financekey', 240],
      ['tandem_checkedat', 140],
    ],
    order: { column: 'tandem_since', descending: true },
    find: ['tandem_name', 'tandem_recordid', 'tandem_reasoncode', 'tandem_company'],
    views: [
      { key: 'all', name: ['All sync records', 'Tous les enregistrements'] },
      {
        key: 'needs-attention',
        name: ['Needs attention', 'À traiter'],
        conditions: [{ column: 'tandem_status', operator: 'in', values: [ERROR, CONFLICT, WAITING] }],
        cells: [
          ['tandem_name', 260],
          ['tandem_tablemapid', 180],
          ['tandem_status', 140],
          ['tandem_reasoncode', 90],
          ['tandem_financesays', 300],
          ['tandem_since', 140],
          ['tandem_company', 90],
          ['ownerid', 160],
        ],
        order: { column: 'tandem_since', descending: false },
      },
      {
        key: 'on-their-way',
        name: ['On their way', 'En route'],
        conditions: [{ column: 'tandem_status', operator: 'in', values: [PENDING, SENDING] }],
        cells: [
          ['tandem_name', 260],
          ['tandem_tablemapid', 180],
          ['tandem_status', 140],
          ['tandem_since', 140],
          ['tandem_attempts', 100],
          ['tandem_nextattempt', 150],
          ['tandem_company', 90],
        ],
        order: { column: 'tandem_since', descending: false },
      },
      {
        key: 'waiting',
        name: ['Waiting', 'En attente'],
        conditions: [{ column: 'tandem_status', operator: 'eq', values: [WAITING] }],
        cells: [
          ['tandem_name', 260],
          ['tandem_tablemapid', 180],
          ['tandem_waitingforid', 260],
          ['tandem_reasoncode', 90],
          ['tandem_since', 140],
          ['tandem_nextattempt', 150],
          ['tandem_company', 90],
        ],
        order: { column: 'tandem_since', descending: false },
      },
      {
        key: 'in-sync',
        name: ['In sync', 'À jour'],
        conditions: [{ column: 'tandem_status', operator: 'eq', values: [IN_SYNC] }],
      },
    ],
  },
  form: {
    editable: 'none',
    header: ['tandem_status', 'tandem_since'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          [
            {
              name: 'record',
              label: ['Record', 'Enregistrement'],
              fields: [
                'tandem_name',
                'tandem_tablemapid',
                'tandem_company',
                'tandem_financekey',
                'tandem_recordtable',
                'tandem_recordid',
                'ownerid',
              ],
            },
          ],
          [
            {
              name: 'status',
              label: ['Status', 'État'],
              fields: [
                'tandem_status',
                'tandem_since',
                'tandem_checkedat',
                'tandem_reasoncode',
                'tandem_financesays',
                'tandem_waitingforid',
                'tandem_conflict',
                'tandem_adjusted',
              ],
            },
          ],
        ],
      },
      {
        name: 'details',
        label: ['Details', 'Détails'],
        columns: [
          [
            {
              name: 'attempts',
              label: ['Attempts', 'Tentatives'],
              fields: [
                'tandem_attempts',
                'tandem_nextattempt',
                'tandem_claimedat',
                'tandem_executionid',
                'tandem_hostid',
                'tandem_haswaiters',
                'tandem_outcomes',
              ],
            },
          ],
          [
            {
              name: 'applied',
              label: ['Last applied', 'Dernière application'],
              fields: [
                'tandem_mapkey',
                'tandem_sourceversion',
                'tandem_hash',
                'tandem_claimedhash',
                'tandem_targetetag',
                'tandem_keyhash',
                'tandem_reasonparameters',
              ],
            },
            {
              name: 'waiting',
              label: ['Waiting for this record', 'En attente de cet enregistrement'],
              related: { table: 'tandem_SyncRecord', lookup: 'tandem_WaitingForId', list: 'waiting' },
            },
          ],
        ],
      },
    ],
  },
};
