// Every state of the sync status control, as rows that Dataverse would answer. "Now" is 4 Nov 2026, 10:42:32 in Paris.

export const NOW = Date.parse('2026-11-04T10:42:32+01:00');
const at = (time, day = '2026-11-04') => Date.parse(`${day}T${time}+01:00`);
const iso = (instant) => new Date(instant).toISOString().replace('.000Z', 'Z');
const OPTION = 718_100_000;
const STATUS = { notApplicable: 0, pending: 1, sending: 2, waiting: 3, inSync: 4, error: 5, conflict: 6 };

const PROJECTS = {
  state: 'running',
  caughtUpUntil: iso(at('10:42:07')),
  table: 'msdyn_project',
  name: 'Projects V2',
  names: { fr: 'Projets V2' },
  page: 'ProjProjectsListPage',
};
const MAPS = {
  'projects-v2': PROJECTS,
  contracts: { ...PROJECTS, table: 'salesorder', name: 'Project contract headers', names: { fr: 'Contrats' } },
  'customers-v3': { ...PROJECTS, table: 'account', name: 'Customers V3', names: { fr: 'Clients V3' } },
};

const host = (overrides = {}, maps = MAPS) => ({
  tandem_name: 'tandem-prod-1',
  tandem_lastseen: iso(at('10:42:20')),
  tandem_financeurl: 'https://contoso-prod.operations.dynamics.com',
  tandem_maps: JSON.stringify(maps),
  ...overrides,
});

const outcome = (time, action, status, columns, more = {}) => ({ at: time, status, action, columns, ...more });
const camille = (time) => ({ by: 'Camille Roussel', changedAt: time });
const DATES = ['msdyn_scheduledstart', 'msdyn_finish'];
const HISTORY = [
  outcome(at('16:20:00', '2026-11-02'), 'updated', 'inSync', ['msdyn_description']),
  outcome(at('09:03:00', '2026-10-28'), 'created', 'inSync', ['msdyn_subject']),
];

function record(status, { outcomes = HISTORY, reason, ...columns } = {}) {
  return {
    '@odata.etag': `W/"${status}"`,
    tandem_syncrecordid: '5c000000-0000-5000-8000-000000000001',
    tandem_name: 'ERP roll-out Lyon',
    tandem_mapkey: 'projects-v2',
    tandem_status: OPTION + STATUS[status],
    tandem_since: iso(at('10:42:07')),
    tandem_reasoncode: reason?.code ?? null,
    tandem_reasonparameters: JSON.stringify(reason?.parameters ?? {}),
    tandem_financesays: null,
    tandem_conflict: null,
    tandem_company: 'frrt',
    tandem_financekey: JSON.stringify({ dataAreaId: 'frrt', ProjectID: 'PRJ-001042' }),
    tandem_hash: 'd4:f4',
    tandem_adjusted: '[]',
    tandem_outcomes: JSON.stringify(outcomes),
    tandem_attempts: 0,
    tandem_nextattempt: null,
    tandem_claimedat: null,
    tandem_checkedat: iso(at('10:42:07')),
    tandem_HostId: host(),
    tandem_WaitingForId: null,
    ...columns,
  };
}

const datesSent = outcome(at('10:42:07'), 'updated', 'inSync', DATES, camille(at('10:41:00')));

/** Where a state has `hosts`, they answer the second request. */
export const STATES = {
  'In sync': { records: [record('inSync', { outcomes: [datesSent, ...HISTORY] })] },
  'In sync, adjusted': {
    records: [
      record('inSync', {
        outcomes: [datesSent, ...HISTORY],
        reason: { code: 'TDM4005', parameters: { columns: 'ProjectGroupId' } },
        tandem_adjusted: JSON.stringify(['ProjectGroupId']),
      }),
    ],
  },
  Pending: {
    savedOn: at('10:41:52'),
    records: [
      record('inSync', {
        outcomes: [datesSent, ...HISTORY],
        tandem_checkedat: iso(at('10:41:40')),
        tandem_HostId: host({}, { 'projects-v2': { ...PROJECTS, caughtUpUntil: iso(at('10:41:40')) } }),
      }),
    ],
  },
  'Pending, trying again': {
    records: [
      record('pending', {
        reason: { code: 'TDM9001', parameters: { side: 'finance' } },
        outcomes: [
          outcome(at('10:42:31'), 'refused', 'pending', ['msdyn_scheduledstart'], camille(at('10:38:00'))),
          ...HISTORY,
        ],
        tandem_attempts: 3,
        tandem_checkedat: iso(at('10:42:31')),
        tandem_nextattempt: iso(at('10:47:00')),
      }),
    ],
  },
  Sending: {
    records: [record('sending', { tandem_claimedat: iso(at('10:42:05')), outcomes: [datesSent, ...HISTORY] })],
  },
  Error: {
    records: [
      record('error', {
        reason: { code: 'TDM3001', parameters: { code: '400' } },
        tandem_financesays: 'Customer FR-C0031 is on hold. Update has been canceled.',
        outcomes: [
          outcome(at('10:42:07'), 'refused', 'error', DATES, { ...camille(at('10:41:00')), code: 'TDM3001' }),
          HISTORY[0],
        ],
      }),
    ],
  },
  'Error, key changed': {
    records: [
      record('error', {
        reason: { code: 'TDM4004', parameters: { before: 'frrt · PRJ-001042', now: 'frrt · PRJ-009999' } },
      }),
    ],
  },
  Conflict: {
    table: 'account',
    records: [
      record('conflict', {
        tandem_mapkey: 'customers-v3',
        tandem_name: 'Fabrikam Lyon SAS',
        tandem_since: iso(at('09:40:00')),
        tandem_financekey: JSON.stringify({ dataAreaId: 'frrt', CustomerAccount: 'FR-C0031' }),
        reason: { code: 'TDM5001', parameters: { columns: 'PrimaryContactPhone, CreditLimit' } },
        tandem_conflict: JSON.stringify([
          { column: 'PrimaryContactPhone', here: '+33 4 72 10 20 30', finance: '+33 4 72 10 20 99' },
          { column: 'CreditLimit', here: '50000.00', finance: '40000.00' },
        ]),
        outcomes: [
          outcome(at('09:40:00'), 'checked', 'conflict', [], { by: 'C. Roussel', changedAt: at('09:31:00') }),
          outcome(at('08:55:00'), 'updated', 'inSync', ['telephone1']),
        ],
      }),
    ],
  },
  Waiting: {
    table: 'salesorder',
    records: [
      record('waiting', {
        tandem_mapkey: 'contracts',
        tandem_name: 'CON-000517',
        tandem_hash: null,
        tandem_since: iso(at('09:58:00')),
        reason: { code: 'TDM4001', parameters: { table: 'account', name: 'Northwind Lyon' } },
        outcomes: [outcome(at('09:58:00'), 'waiting', 'waiting', [], camille(at('09:58:00')))],
        tandem_WaitingForId: {
          tandem_name: 'Northwind Lyon',
          tandem_recordtable: 'account',
          tandem_recordid: 'acc00000-0000-4000-8000-000000000001',
          tandem_status: OPTION + STATUS.error,
          tandem_since: iso(at('09:58:00')),
        },
      }),
    ],
  },
  'Waiting for its key': {
    records: [
      record('waiting', {
        tandem_hash: null,
        reason: { code: 'TDM4002', parameters: { columns: 'msdyn_projectnumber' } },
        outcomes: [outcome(at('09:58:00'), 'waiting', 'waiting', [], camille(at('09:58:00')))],
      }),
    ],
  },
  'No host seen': {
    savedOn: at('10:24:00'),
    records: [
      record('inSync', {
        outcomes: [datesSent, ...HISTORY],
        tandem_checkedat: iso(at('10:16:58')),
        tandem_HostId: host(
          { tandem_lastseen: iso(at('10:17:10')) },
          {
            'projects-v2': { ...PROJECTS, caughtUpUntil: iso(at('10:17:00')) },
          },
        ),
      }),
    ],
    hosts: [
      host(
        { tandem_lastseen: iso(at('10:17:10')) },
        {
          'projects-v2': { ...PROJECTS, caughtUpUntil: iso(at('10:17:00')) },
        },
      ),
    ],
  },
  'Not applicable': {
    records: [
      record('notApplicable', {
        reason: { code: 'TDM2001', parameters: { column: 'msdyn_istemplate' } },
        outcomes: [],
      }),
    ],
  },
  'Not applicable, filter': { records: [], hosts: [host()], savedOn: at('09:00:00') },
  'Not set up': {
    records: [],
    hosts: [host({}, { 'projects-v2': { ...PROJECTS, state: 'stopped', caughtUpUntil: null } })],
  },
  'Unknown, no right': {
    fails: { errorCode: 2147746336, message: 'Principal user is missing prvReadtandem_SyncRecord privilege' },
  },
  'Unknown, offline': { records: [record('inSync')], goesOffline: true },
  'Could not be checked': { fails: { message: 'Network request failed' } },
  'Not saved yet': { isNew: true },
  Loading: { never: true },
};
