import type { Answer, KnownHost, KnownMap, KnownRecord, Situation } from '../../../controls/SyncStatus/status/known';
import type { Reader } from '../../../controls/SyncStatus/status/wording';
import { labelOf } from '../../../controls/SyncStatus/status/columns';
import { timesOf } from '../../../controls/SyncStatus/status/times';
import { calendarOf } from '../../../controls/SyncStatus/data/calendar';
import { stringsOf, type Language } from './resources';

/** An instant of 4 Nov 2026, or of another day, in Paris. */
export const at = (time: string, day = '2026-11-04'): number => Date.parse(`${day}T${time}+01:00`);

export const NOW = at('10:42:32');

export const MAP: KnownMap = {
  state: 'running',
  caughtUpUntil: at('10:42:07'),
  table: 'msdyn_project',
  name: 'Projects V2',
  names: { fr: 'Projets V2' },
  page: 'ProjProjectsListPage',
};

export const host = (overrides: Partial<KnownHost> = {}): KnownHost => ({
  name: 'tandem-prod-1',
  lastSeen: at('10:42:20'),
  financeUrl: 'https://contoso-prod.operations.dynamics.com',
  maps: { 'projects-v2': MAP },
  ...overrides,
});

/** A host that tells this of the map `projects-v2`. */
export const hosting = (map: Partial<KnownMap>, overrides: Partial<KnownHost> = {}): KnownHost =>
  host({ maps: { 'projects-v2': { ...MAP, ...map } }, ...overrides });

export const record = (overrides: Partial<KnownRecord> = {}): KnownRecord => ({
  mapKey: 'projects-v2',
  status: 'inSync',
  since: at('10:42:07'),
  reason: null,
  financeSays: null,
  conflict: [],
  company: 'frrt',
  financeKey: { dataAreaId: 'frrt', ProjectID: 'PRJ-001042' },
  isInFinance: true,
  adjusted: [],
  outcomes: [],
  attempts: 0,
  nextAttempt: null,
  claimedAt: null,
  checkedAt: at('10:42:07'),
  waitingFor: null,
  revision: '1',
  ...overrides,
});

export const answer = (records: readonly KnownRecord[], hosts: readonly KnownHost[] = [host()]): Answer => ({
  records,
  hosts,
});

export const situation = (overrides: Partial<Situation> = {}): Situation => ({
  record: { table: 'msdyn_project', id: '11111111-0000-4000-8000-000000000001' },
  answer: answer([record()]),
  failure: null,
  isOffline: false,
  savedOn: null,
  saved: null,
  asked: null,
  now: NOW,
  ...overrides,
});

const LABELS = new Map([
  ['msdyn_scheduledstart', 'Start date'],
  ['msdyn_finish', 'End date'],
  ['msdyn_projectnumber', 'Project number'],
]);

/** Somebody in Paris. */
export const reader = (language: Language): Reader => ({
  strings: stringsOf(language),
  language,
  label: (column) => labelOf(LABELS, column),
  times: timesOf(
    calendarOf({
      languageId: language === 'fr' ? 1036 : 1033,
      getTimeZoneOffsetMinutes: () => 60,
      dateFormattingInfo: { shortTimePattern: 'HH:mm', longTimePattern: 'HH:mm:ss', monthDayPattern: 'dd MMMM' },
    }),
  ),
});
