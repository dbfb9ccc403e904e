import { choice, dateTime, memo, text, whole } from '../columns';
import { optionValue } from '../choices';
import type { Table } from '../table';

const [STOPPED, RUNNING] = [0, 1].map(optionValue) as [number, number];

/** A table map: its shipped definition, the customer's changes to it, and whether it runs. */
export const tableMap: Table = {
  name: 'tandem_TableMap',
  set: 'tandem_tablemaps',
  ownership: 'OrgOwned',
  label: ['Table map', 'Mappage de table'],
  collectionLabel: ['Table maps', 'Mappages de table'],
  description: [
    'A Dataverse table and a Finance data entity, and how their rows correspond.',
    'Une table Dataverse et une entité de données Finance, et la correspondance de leurs lignes.',
  ],
  icon: 'map',
  audited: true,
  onMobile: true,
  columns: [
    text('tandem_Name', 200, 'Name', 'Nom'),
    text('tandem_Key', 100, 'Key', 'Clé', { required: true }),
    memo('tandem_Definition', 1_048_576, 'Definition', 'Définition'),
    memo('tandem_Overlay', 1_048_576, 'Own changes', 'Modifications propres'),
    text('tandem_Source', 200, 'From', 'Origine', {
      description: [
        'Where the definition came from: Tandem, or the tenant’s own dual-write map.',
        'Provenance de la définition : Tandem, ou le mappage dual-write du client.',
      ],
    }),
    memo('tandem_Conflicts', 1_048_576, 'To decide', 'À décider', {
      description: [
        'What a new version and the own changes have changed in different ways, as a JSON list. Until it is decided, the old definition runs.',
        'Ce qu’une nouvelle version et les modifications propres ont changé différemment, en liste JSON. D’ici la décision, l’ancienne définition s’applique.',
      ],
    }),
    memo('tandem_Accepted', 100_000, 'Accepted', 'Accepté', {
      description: [
        'Warnings and unverified columns that somebody has accepted by name before the map was started, as a JSON list.',
        'Avertissements et colonnes non vérifiées que quelqu’un a acceptés par leur nom avant le démarrage, en liste JSON.',
      ],
    }),
    text('tandem_Version', 20, 'Version', 'Version'),
    whole('tandem_Order', 'Order', 'Ordre', {
      description: ['Place in dependency order.', 'Place dans l’ordre des dépendances.'],
    }),
    choice('tandem_State', 'tandem_mapstate', 'State', 'État', { preset: STOPPED }),
    memo('tandem_Companies', 2000, 'Companies', 'Sociétés', {
      description: [
        'Codes of the companies that run, as a JSON list. Empty: all.',
        'Codes des sociétés actives, en liste JSON. Vide : toutes.',
      ],
    }),
    dateTime('tandem_Cutover', 'Cut-over', 'Bascule', {
      description: [
        'From when on insert-once rows are sent: the moment dual-write was stopped.',
        'Moment à partir duquel les lignes à insertion unique sont transmises : l’arrêt de dual-write.',
      ],
    }),
    text('tandem_Table', 100, 'Dataverse table', 'Table Dataverse'),
    text('tandem_Entity', 200, 'Finance entity', 'Entité Finance'),
    text('tandem_Direction', 20, 'Direction', 'Direction'),
  ],
  key: { name: 'tandem_MapKey', label: ['Key', 'Clé'], columns: ['tandem_key'] },
  lists: {
    cells: [
      ['tandem_order', 70],
      ['tandem_name', 240],
      ['tandem_state', 120],
      ['tandem_direction', 120],
      ['tandem_table', 200],
      ['tandem_entity', 240],
      ['tandem_version', 90],
      ['tandem_companies', 160],
    ],
    order: { column: 'tandem_order', descending: false },
    find: ['tandem_name', 'tandem_key', 'tandem_table', 'tandem_entity'],
    views: [
      { key: 'all', name: ['Table maps in order', 'Mappages dans l’ordre'] },
      {
        key: 'running',
        name: ['Running table maps', 'Mappages en cours'],
        conditions: [{ column: 'tandem_state', operator: 'eq', values: [RUNNING] }],
      },
    ],
  },
  form: {
    editable: ['tandem_name', 'tandem_state', 'tandem_companies', 'tandem_cutover', 'tandem_overlay'],
    header: ['tandem_state', 'tandem_version'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          [
            {
              name: 'map',
              label: ['Table map', 'Mappage de table'],
              fields: [
                'tandem_name',
                'tandem_key',
                'tandem_order',
                'tandem_table',
                'tandem_entity',
                'tandem_direction',
                'tandem_version',
                'tandem_source',
              ],
            },
          ],
          [
            {
              name: 'running',
              label: ['Running', 'Exécution'],
              fields: ['tandem_state', 'tandem_companies', 'tandem_cutover'],
            },
          ],
        ],
      },
      {
        name: 'records',
        label: ['Sync records', 'Enregistrements'],
        columns: [
          [
            {
              name: 'records',
              label: ['Sync records', 'Enregistrements de synchronisation'],
              related: { table: 'tandem_SyncRecord', lookup: 'tandem_TableMapId', list: 'all' },
            },
            {
              name: 'runs',
              label: ['Sync runs', 'Exécutions'],
              related: { table: 'tandem_SyncRun', lookup: 'tandem_TableMapId', list: 'all' },
            },
          ],
        ],
      },
      {
        name: 'definition',
        label: ['Definition', 'Définition'],
        columns: [
          [{ name: 'shipped', label: ['Definition', 'Définition'], fields: ['tandem_definition'] }],
          [
            {
              name: 'own',
              label: ['Own changes', 'Modifications propres'],
              fields: ['tandem_overlay', 'tandem_conflicts', 'tandem_accepted'],
            },
          ],
        ],
      },
    ],
  },
};
