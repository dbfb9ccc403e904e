import { choice, dateTime, memo, text } from '../columns';
import type { Table } from '../table';

/** How far a feed has been consumed, and which host is consuming it. For hosts. */
export const checkpoint: Table = {
  name: 'tandem_Checkpoint',
  set: 'tandem_checkpoints',
  ownership: 'OrgOwned',
  label: ['Checkpoint', 'Point de reprise'],
  collectionLabel: ['Checkpoints', 'Points de reprise'],
  description: [
    'How far a feed has been consumed, and which host has the lease.',
    'Jusqu’où un flux a été lu, et quel hôte en a le bail.',
  ],
  icon: 'flag',
  audited: false,
  onMobile: false,
  columns: [
    text('tandem_Name', 400, 'Name', 'Nom'),
    text('tandem_MapKey', 100, 'Table map key', 'Clé du mappage'),
    choice('tandem_Side', 'tandem_side', 'Side', 'Côté'),
    text('tandem_Company', 10, 'Company', 'Société'),
    memo('tandem_Token', 8000, 'Token', 'Jeton'),
    dateTime('tandem_TokenAt', 'Token from', 'Jeton du'),
    memo('tandem_OlderTokens', 100_000, 'Older tokens', 'Jetons antérieurs'),
    text('tandem_LeaseHolder', 200, 'Lease holder', 'Détenteur du bail'),
    dateTime('tandem_LeaseUntil', 'Lease until', 'Bail jusqu’à'),
    memo('tandem_Counters', 8000, 'Counters', 'Compteurs'),
  ],
  lists: {
    cells: [
      ['tandem_name', 260],
      ['tandem_mapkey', 180],
      ['tandem_side', 110],
      ['tandem_company', 90],
      ['tandem_tokenat', 150],
      ['tandem_leaseholder', 180],
      ['tandem_leaseuntil', 150],
    ],
    order: { column: 'tandem_name', descending: false },
    find: ['tandem_name', 'tandem_mapkey', 'tandem_leaseholder'],
    views: [{ key: 'all', name: ['All checkpoints', 'Tous les points de reprise'] }],
  },
  form: {
    editable: 'none',
    header: ['tandem_leaseholder', 'tandem_leaseuntil'],
    tabs: [
      {
        name: 'general',
        label: ['General', 'Général'],
        columns: [
          [
            {
              name: 'feed',
              label: ['Feed', 'Flux'],
              fields: ['tandem_name', 'tandem_mapkey', 'tandem_side', 'tandem_company'],
            },
            {
              name: 'lease',
              label: ['Lease', 'Bail'],
              fields: ['tandem_leaseholder', 'tandem_leaseuntil'],
            },
          ],
          [
            {
              name: 'position',
              label: ['Position', 'Position'],
              fields: ['tandem_token', 'tandem_tokenat', 'tandem_oldertokens', 'tandem_counters'],
            },
          ],
        ],
      },
    ],
  },
};
