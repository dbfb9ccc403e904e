import { describe as group, expect, it } from 'vitest';
import { describe, detailsText } from '../../../controls/SyncStatus/status/describe';
import type { KnownRecord, Situation } from '../../../controls/SyncStatus/status/known';
import { judge } from '../../../controls/SyncStatus/status/standing';
import type { View } from '../../../controls/SyncStatus/status/view';
import { answer, at, host, hosting, MAP, reader, record, situation } from './known';

const viewOf = (given: Situation, language: 'en' | 'fr' = 'en'): View => {
  const view = describe(given, judge(given), reader(language));
  if (view === null) throw new Error('still loading');
  return view;
};

const facts = (given: Situation, language?: 'en' | 'fr'): Record<string, string> =>
  Object.fromEntries(
    viewOf(given, language).facts.map(({ label, value }) => [
      label,
      value.map((piece) => ('finance' in piece ? piece.finance.text : piece.text)).join(' '),
    ]),
  );

const of = (overrides: Partial<KnownRecord>): Situation => situation({ answer: answer([record(overrides)]) });

const camille = { by: 'Camille Roussel', changedAt: at('10:41:00') };
const DATES = ['msdyn_scheduledstart', 'msdyn_finish'];
const OLDER = [
  { at: at('16:20:00', '2026-11-02'), status: 'inSync', action: 'updated', columns: ['msdyn_description'] },
  { at: at('09:03:00', '2025-10-28'), status: 'inSync', action: 'created', columns: ['msdyn_subject'] },
] as const;

group('facts', () => {
  it('in sync', () => {
    const sent = { at: at('10:42:07'), status: 'inSync', action: 'updated', columns: DATES, ...camille } as const;
    expect(facts(of({ outcomes: [sent, ...OLDER] }))).toEqual({
      'In Finance': 'frrt · PRJ-001042',
      'Last checked': '10:42:07, 25 seconds ago',
      Changed: 'Start date, End date · Camille Roussel, 10:41',
    });
  });

  it('error: what Finance has is older', () => {
    const refused = { at: at('10:42:07'), status: 'error', action: 'refused', columns: DATES, ...camille } as const;
    expect(facts(of({ status: 'error', outcomes: [refused, ...OLDER] }))).toEqual({
      'In Finance': 'frrt · PRJ-001042 as of 2 Nov 16:20',
      Attempts: '1, at 10:42:07',
      'Next attempt': 'none until you retry',
      Changed: 'Start date, End date · Camille Roussel, 10:41',
    });
  });

  it('pending after a save: what was changed is not known yet, so it is not said', () => {
    const given = situation({
      savedOn: at('10:42:10'),
      answer: answer([record({ outcomes: [{ ...OLDER[0], ...camille }] })]),
    });
    expect(facts(given)).toEqual({
      'In Finance': 'frrt · PRJ-001042',
      'Last checked': '10:42:07, in sync',
      Attempts: 'none yet',
      Host: 'seen 12 seconds ago',
    });
  });

  it('backing off', () => {
    const failed = {
      at: at('10:42:31'),
      status: 'pending',
      action: 'refused',
      columns: ['msdyn_scheduledstart'],
      ...camille,
    } as const;
    const given = of({
      status: 'pending',
      attempts: 3,
      checkedAt: at('10:42:31'),
      nextAttempt: at('10:47:00'),
      outcomes: [failed],
    });
    expect(facts(given)).toEqual({
      'In Finance': 'frrt · PRJ-001042',
      Attempts: '3, last at 10:42:31',
      'Next attempt': '10:47, by itself',
      Changed: 'Start date · Camille Roussel, 10:41',
    });
  });

  it('waiting, in French', () => {
    const given = of({
      status: 'waiting',
      isInFinance: false,
      since: at('09:58:00'),
      outcomes: [{ at: at('09:58:00'), status: 'waiting', action: 'waiting', columns: [], ...camille }],
      waitingFor: { table: 'account', recordId: 'a', name: 'Northwind Lyon', status: 'error', since: at('09:58:00') },
    });
    expect(facts(given, 'fr')).toEqual({
      'Dans Finance': 'pas encore',
      Attend: 'Northwind Lyon · Erreur depuis 09:58',
      Depuis: '09:58, 44 minutes',
      Modifié: 'Créé · Camille Roussel, 10:41',
    });
  });

  it('the map’s state, unless it runs', () => {
    const stopped = situation({ answer: answer([record()], [hosting({ state: 'stopped' })]) });
    expect(facts(stopped)).toMatchObject({ 'Table map': 'Projects V2 · Stopped' });
    expect(facts(situation())).not.toHaveProperty('Table map');
  });

  it('other maps of the record follow with their line', () => {
    const maps = { 'projects-v2': MAP, budget: { ...MAP, name: 'Budgets', names: {} } };
    const given = situation({
      answer: answer([record({ status: 'error' }), record({ mapKey: 'budget' })], [host({ maps })]),
    });
    expect(facts(given)).toMatchObject({ Budgets: 'In sync as of 10:42' });
  });

  it('who changed it is left out where only an id is known', () => {
    const by = '0a000000-0000-4000-8000-000000000002';
    const given = of({ outcomes: [{ ...OLDER[0], by, changedAt: at('10:41:00') }] });
    expect(facts(given)).toMatchObject({ Changed: 'description · 10:41' });
  });
});

group('last syncs', () => {
  it('says what happened to which columns, the newest three', () => {
    const outcomes = [
      { at: at('10:42:07'), status: 'error', action: 'refused', columns: DATES },
      ...OLDER,
      { at: at('09:00:00', '2025-10-28'), status: 'waiting', action: 'waiting', columns: [] },
    ] as const;
    expect(viewOf(of({ status: 'error', outcomes })).syncs.map(({ time, text, tone }) => [time, text, tone])).toEqual([
      ['10:42:07', 'Start date, End date refused', 'bad'],
      ['2 Nov 16:20', 'description sent', 'good'],
      ['28 Oct 2025 09:03', 'Project created in Finance', 'good'],
    ]);
  });

  it('agrees with nothing in French where the gender of a label is not known', () => {
    const outcomes = [{ at: at('10:42:07'), status: 'inSync', action: 'updated', columns: DATES }] as const;
    expect(viewOf(of({ outcomes }), 'fr').syncs[0]?.text).toBe('Transmis\u00a0: Start date, End date');
  });
});

group('the way to Finance', () => {
  it('leads to the list page in the record’s company', () => {
    expect(viewOf(situation()).link).toEqual({
      text: 'frrt · PRJ-001042',
      url: 'https://contoso-prod.operations.dynamics.com/?cmp=FRRT&mi=ProjProjectsListPage&key=PRJ-001042',
      name: 'Open PRJ-001042 in Finance, new tab',
    });
  });

  it('is plain text where the host does not say where Finance is, or says something that is no page', () => {
    for (const financeUrl of [null, 'javascript:alert(1)']) {
      const view = viewOf(situation({ answer: answer([record()], [host({ financeUrl })]) }));
      expect(view.link).toMatchObject({ text: 'frrt · PRJ-001042', url: null });
      expect(view.buttons.map(({ label }) => label)).toEqual(['Check again']);
    }
  });
});

group('buttons', () => {
  it('open the record that is waited for', () => {
    const given = of({
      status: 'waiting',
      waitingFor: { table: 'account', recordId: 'acc', name: 'Northwind', status: null, since: null },
    });
    expect(viewOf(given).buttons).toEqual([
      {
        label: 'Open customer',
        action: { kind: 'openRecord', table: 'account', id: 'acc' },
        look: 'default',
        icon: 'person',
      },
    ]);
  });

  it('never send again what Finance has and takes once', () => {
    const given = situation({
      record: { table: 'msdyn_actual', id: 'a' },
      answer: answer([record({ status: 'error' })]),
    });
    expect(viewOf(given).buttons[0]?.action.kind).toBe('check');
    const absent = situation({
      record: { table: 'msdyn_actual', id: 'a' },
      answer: answer([record({ status: 'error', isInFinance: false })]),
    });
    expect(viewOf(absent).buttons[0]?.action.kind).toBe('retry');
  });
});

group('a conflict', () => {
  const view = viewOf(
    of({
      status: 'conflict',
      since: at('09:40:00'),
      conflict: [
        { column: 'CreditLimit', here: '50000.00', finance: null },
        { column: 'OnHold', here: true, finance: false },
      ],
      outcomes: [{ at: at('09:40:00'), status: 'conflict', action: 'checked', columns: [], ...camille }],
    }),
  );

  it('shows both values of each column, and where they come from', () => {
    expect(view.conflict).toEqual({
      mapKey: 'projects-v2',
      columns: [
        {
          column: 'CreditLimit',
          label: 'Credit limit',
          here: { text: '50000.00', note: 'Here · Camille Roussel, 10:41' },
          finance: { text: '(empty)', note: 'Finance · changed by 09:40' },
        },
        {
          column: 'OnHold',
          label: 'On hold',
          here: { text: 'Yes', note: 'Here · Camille Roussel, 10:41' },
          finance: { text: 'No', note: 'Finance · changed by 09:40' },
        },
      ],
    });
  });
});

it('copies what a Finance team or an admin needs', () => {
  const given = of({
    status: 'error',
    reason: { code: 'TDM3001', parameters: {} },
    financeSays: 'Customer is on hold.',
    outcomes: [{ at: at('10:42:07'), status: 'error', action: 'refused', columns: DATES }],
  });
  expect(detailsText(given, judge(given), viewOf(given), reader('en')).split('\n')).toEqual([
    'Error · Finance refused this project',
    'Finance refused this project at 10:42.',
    'Read what Finance says below, mend it, then choose Retry.',
    'Finance says: “Customer is on hold.”',
    'Code: TDM3001',
    'In Finance: frrt · PRJ-001042',
    'Attempts: 1, at 10:42:07',
    'Next attempt: none until you retry',
    'Changed: Start date, End date',
    'Record: msdyn_project 11111111-0000-4000-8000-000000000001',
    'Table map: projects-v2',
  ]);
});
