import { optionValue } from '../choices';
import { choice, dateTime, memo, text } from '../columns';
import type { Table } from '../table';

const [OPEN, CLAIMED, , FAILED] = [0, 1, 2, 3].map(optionValue) as [number, number, number, number];

/** What a person asks of Tandem about a record. Left by forms; a host takes it up and writes the outcome. */
export const syncRequest: Table = {
  name: 'tandem_SyncRequest',
  set: 'tandem_syncrequests',
  ownership: 'UserOwned',
  label: ['Sync request', 'Demande de synchronisation'],
  collectionLabel: ['Sync requests', 'Demandes de synchronisation'],
  description: [
    'A wish of a person: sync this now, retry, resolve this conflict so, forget this record.',
    'Le souhait d’une personne : synchroniser, réessayer, résoudre un conflit, oublier un enregistrement.',
  ],
  icon: 'request',
  audited: false,
  onMobile: true,
  columns: [
    text('tandem_Name', 400, 'Record', 'Enregistrement'),
    choice('tandem_Kind', 'tandem_requestkind', 'Kind', 'Type'),
    text('tandem_RecordTable', 100, 'Table', 'Table'),
    text('tandem_RecordId', 36, 'Record id', 'Id de l’enregistrement'),
    text('tandem_MapKey', 100, 'Table map key', 'Clé du mappage', {
      description: ['Empty: all table maps of the table.', 'Vide : tous les mappages de la table.'],
    }),
    choice('tandem_RequestState', 'tandem_requeststate', 'State', 'État', { preset: OPEN }),
    memo('tandem_Outcome', 4000, 'Outcome', 'Résultat'),
    memo('tandem_Choice', 20_000, 'Values to keep', 'Valeurs à garder'),
    text('tandem_ClaimedBy', 200, 'Claimed by', 'Prise en charge par'),
    dateTime('tandem_ClaimedAt', 'Claimed', 'Prise en charge'),
  ],
  lists: {
    cells: [
      ['tandem_name', 260],
      ['tandem_kind', 150],
      ['tandem_requeststate', 120],
      ['tandem_recordtable', 160],
      ['createdon', 140],
      ['createdby', 160],
      ['tandem_claimedby', 160],
      ['tandem_outcome', 260],
    ],
    order: { column: 'createdon', descending: true },
    find: ['tandem_name', 'tandem_recordid', 'tandem_mapkey'],
    views: [
      {
        key: 'open',
        name: ['Open requests', 'Demandes ouvertes'],
        conditions: [{ column: 'tandem_requeststate', operator: 'in', values: [OPEN, CLAIMED] }],
        order: { column: 'createdon', descending: false },
      },
      { key: 'all', name: ['All requests', 'Toutes les demandes'] },
      {
        key: 'failed',
        name: ['Failed requests', 'Demandes échouées'],
        conditions: [{ column: 'tandem_requeststate', operator: 'eq', values: [FAILED] }],
      },
    ],
  },
  form: {
    editable: 'none',
    header: ['tandem_requeststate', 'ownerid'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          [
            {
              name: 'request',
              label: ['Request', 'Demande'],
              fields: [
                'tandem_name',
                'tandem_kind',
                'tandem_recordtable',
                'tandem_recordid',
                'tandem_mapkey',
                'tandem_choice',
              ],
            },
          ],
          [
            {
              name: 'outcome',
              label: ['Outcome', 'Résultat'],
              fields: [
                'tandem_requeststate',
                'createdon',
                'createdby',
                'tandem_claimedby',
                'tandem_claimedat',
                'tandem_outcome',
              ],
            },
          ],
        ],
      },
    ],
  },
};
