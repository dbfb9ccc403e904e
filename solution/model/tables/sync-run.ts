import { optionValue } from '../choices';
import { choice, dateTime, lookup, memo, text, whole } from '../columns';
import type { Table } from '../table';

const [RUNNING, , FAILED, PAUSED] = [0, 1, 2, 3].map(optionValue) as [number, number, number, number];

/** A recorded adopt, initial sync, catch-up or reconcile. */
export const syncRun: Table = {
  name: 'tandem_SyncRun',
  set: 'tandem_syncruns',
  ownership: 'OrgOwned',
  label: ['Sync run', 'Exécution de synchronisation'],
  collectionLabel: ['Sync runs', 'Exécutions de synchronisation'],
  description: [
    'A recorded adopt, initial sync, catch-up or reconcile: counts, progress and outcome.',
    'Une adoption, synchronisation initiale, rattrapage ou rapprochement : nombres, avancement et résultat.',
  ],
  icon: 'run',
  audited: false,
  onMobile: false,
  columns: [
    text('tandem_Name', 400, 'Name', 'Nom'),
    choice('tandem_Kind', 'tandem_runkind', 'Kind', 'Type'),
    text('tandem_MapKey', 100, 'Table map key', 'Clé du mappage'),
    lookup('tandem_TableMapId', 'tandem_TableMap', 'Table map', 'Mappage de table', ['Sync runs', 'Exécutions']),
    choice('tandem_RunState', 'tandem_runstate', 'State', 'État'),
    whole('tandem_Total', 'Rows', 'Lignes'),
    whole('tandem_Done', 'Done', 'Traitées'),
    whole('tandem_Written', 'Written', 'Écrites'),
    whole('tandem_Errors', 'Errors', 'Erreurs'),
    dateTime('tandem_Started', 'Started', 'Début'),
    dateTime('tandem_Ended', 'Ended', 'Fin'),
    text('tandem_Host', 200, 'Host', 'Hôte'),
    memo('tandem_Error', 8000, 'Error', 'Erreur'),
  ],
  lists: {
    cells: [
      ['tandem_name', 240],
      ['tandem_kind', 140],
      ['tandem_tablemapid', 180],
      ['tandem_runstate', 120],
      ['tandem_total', 90],
      ['tandem_done', 90],
      ['tandem_written', 90],
      ['tandem_errors', 90],
      ['tandem_started', 140],
      ['tandem_ended', 140],
      ['tandem_host', 140],
    ],
    order: { column: 'tandem_started', descending: true },
    find: ['tandem_name', 'tandem_mapkey', 'tandem_host'],
    views: [
      { key: 'all', name: ['All sync runs', 'Toutes les exécutions'] },
      {
        key: 'under-way',
        name: ['Sync runs under way', 'Exécutions en cours'],
        conditions: [{ column: 'tandem_runstate', operator: 'in', values: [RUNNING, PAUSED] }],
      },
      {
        key: 'failed',
        name: ['Failed sync runs', 'Exécutions échouées'],
        conditions: [{ column: 'tandem_runstate', operator: 'eq', values: [FAILED] }],
      },
    ],
  },
  form: {
    editable: 'none',
    header: ['tandem_runstate', 'tandem_started'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          [
            {
              name: 'run',
              label: ['Sync run', 'Exécution'],
              fields: [
                'tandem_name',
                'tandem_kind',
                'tandem_tablemapid',
                'tandem_mapkey',
                'tandem_runstate',
                'tandem_host',
              ],
            },
          ],
          [
            {
              name: 'progress',
              label: ['Progress', 'Avancement'],
              fields: [
                'tandem_started',
                'tandem_ended',
                'tandem_total',
                'tandem_done',
                'tandem_written',
                'tandem_errors',
                'tandem_error',
              ],
            },
          ],
        ],
      },
    ],
  },
};
