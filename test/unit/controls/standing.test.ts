import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../controls/SyncStatus/status/standing';
import { isSettled, judge, needsPerson } from '../../../controls/SyncStatus/status/standing';
import type { Situation } from '../../../controls/SyncStatus/status/known';
import { answer, at, host, hosting, MAP, NOW, record, situation } from './known';

const first = (given: Situation): Extract<Judgement, { kind: 'known' }>['standings'][0] => {
  const judgement = judge(given);
  if (judgement.kind !== 'known') throw new Error(`judged ${judgement.kind}`);
  return judgement.standings[0];
};

describe('as of', () => {
  it('is the later of the record’s check and the host’s position', () => {
    const checkedLater = answer([record({ checkedAt: at('10:30:00') })], [hosting({ caughtUpUntil: at('10:20:00') })]);
    const hostFurther = answer([record({ checkedAt: at('10:20:00') })], [hosting({ caughtUpUntil: at('10:35:00') })]);
    expect(first(situation({ answer: checkedLater })).asOf).toBe(at('10:30:00'));
    expect(first(situation({ answer: hostFurther })).asOf).toBe(at('10:35:00'));
  });

  it('counts the furthest of several hosts, and the one seen last speaks for the map', () => {
    const standing = first(
      situation({
        answer: answer(
          [record({ checkedAt: null })],
          [
            hosting({ caughtUpUntil: at('10:40:00') }, { name: 'old', lastSeen: at('10:40:00') }),
            hosting({ caughtUpUntil: at('10:39:00') }, { name: 'new', lastSeen: at('10:42:00') }),
          ],
        ),
      }),
    );
    expect(standing.asOf).toBe(at('10:40:00'));
    expect(standing.host?.name).toBe('new');
  });
});

describe('a save', () => {
  const before = answer([record({ checkedAt: at('10:41:40') })], [hosting({ caughtUpUntil: at('10:41:45') })]);

  it('after the last check makes the record pending, whatever it was', () => {
    for (const status of ['inSync', 'error', 'conflict', 'waiting', 'notApplicable'] as const) {
      const given = answer([record({ status, checkedAt: at('10:41:40') })], before.hosts);
      expect(first(situation({ answer: given, savedOn: at('10:41:52') })).status).toBe('pending');
    }
  });

  it('before it does not', () => {
    expect(first(situation({ answer: before, savedOn: at('10:41:44') })).status).toBe('inSync');
  });

  it('that a form script told of holds until a host writes the record', () => {
    const saved = { at: at('10:42:30'), revisions: { 'projects-v2': '1' } };
    expect(first(situation({ saved })).status).toBe('pending');
    expect(first(situation({ saved, answer: answer([record({ revision: '2' })]) })).status).toBe('inSync');
  });

  it('that a form script told of also ends when the map is caught up beyond it: nothing mapped was changed', () => {
    const saved = { at: at('10:42:00'), revisions: { 'projects-v2': '1' } };
    expect(first(situation({ saved })).status).toBe('inSync');
  });

  it('does not make what is being sent look as if it stood still', () => {
    const sending = answer([record({ status: 'sending', checkedAt: at('10:41:40') })], before.hosts);
    expect(first(situation({ answer: sending, savedOn: at('10:41:52') })).status).toBe('sending');
  });
});

describe('a request', () => {
  const asked = {
    kind: 'retry',
    mapKey: 'projects-v2',
    at: at('10:42:30'),
    revisions: { 'projects-v2': '1' },
  } as const;
  const error = record({ status: 'error' });

  it('makes the record pending until a host writes it', () => {
    expect(first(situation({ asked, answer: answer([error]) })).status).toBe('pending');
    expect(first(situation({ asked, answer: answer([{ ...error, revision: '2' }]) })).status).toBe('error');
  });

  it('of one map says nothing about another', () => {
    expect(first(situation({ asked, answer: answer([{ ...error, mapKey: 'other' }]) })).status).toBe('error');
  });

  it('that a living host leaves unanswered is forgotten after ten minutes', () => {
    const given = situation({ asked: { ...asked, at: NOW - 11 * 60_000 }, answer: answer([error]) });
    expect(first(given).status).toBe('error');
  });

  it('stays while nobody runs who could answer it', () => {
    const silent = host({ lastSeen: NOW - 60 * 60_000 });
    const given = situation({ asked: { ...asked, at: NOW - 11 * 60_000 }, answer: answer([error], [silent]) });
    expect(first(given)).toMatchObject({ status: 'pending', noHost: true });
  });
});

describe('no sync record', () => {
  it('and saved before the map’s position: outside the filter', () => {
    expect(first(situation({ answer: answer([]), savedOn: at('10:42:00') })).status).toBe('notApplicable');
  });

  it('and saved after it: pending', () => {
    expect(first(situation({ answer: answer([]), savedOn: at('10:42:10') })).status).toBe('pending');
  });

  it('and the map has no position yet: pending', () => {
    const starting = answer([], [hosting({ caughtUpUntil: null })]);
    expect(first(situation({ answer: starting })).status).toBe('pending');
  });

  it('and no host runs a map of the table: not set up', () => {
    const judgements = [
      answer([], []),
      answer([], [host({ maps: {} })]),
      answer([], [hosting({ state: 'stopped' })]),
      answer([], [hosting({ table: 'account' })]),
    ].map((given) => judge(situation({ answer: given })).kind);
    expect(judgements).toEqual(['notSetUp', 'notSetUp', 'notSetUp', 'notSetUp']);
  });

  it('and a request for all maps: pending until the map is caught up beyond it', () => {
    const asked = { kind: 'check', mapKey: null, at: at('10:42:30'), revisions: {} } as const;
    expect(first(situation({ asked, answer: answer([]) })).because).toEqual({ kind: 'asked', by: asked });
  });
});

describe('several maps of one record', () => {
  const maps = { 'projects-v2': MAP, rates: MAP, budget: MAP, extra: MAP };
  const of = (mapKey: string, overrides = {}): ReturnType<typeof record> => record({ mapKey, ...overrides });

  it('the worst leads', () => {
    const judgement = judge(
      situation({
        answer: answer(
          [
            of('projects-v2'),
            of('rates', { status: 'waiting' }),
            of('budget', { status: 'error' }),
            of('extra', { status: 'conflict' }),
          ],
          [host({ maps })],
        ),
      }),
    );
    if (judgement.kind !== 'known') throw new Error(judgement.kind);
    expect(judgement.standings.map(({ status }) => status)).toEqual(['error', 'conflict', 'waiting', 'inSync']);
  });

  it('of equals, the one that was checked longest ago', () => {
    const given = answer(
      [of('projects-v2', { checkedAt: at('10:40:00') }), of('rates', { checkedAt: at('10:20:00') })],
      [host({ maps: {} })],
    );
    expect(first(situation({ answer: given })).mapKey).toBe('rates');
  });

  it('a map that leaves the record out stays silent beside one that does not', () => {
    const judgement = judge(situation({ answer: answer([of('projects-v2')], [host({ maps })]) }));
    expect(judgement).toMatchObject({ kind: 'known', standings: { length: 1 } });
  });
});

describe('no host', () => {
  const silent = host({ lastSeen: NOW - 11 * 60_000 });

  it('lies over what waits for one', () => {
    for (const status of ['pending', 'sending', 'waiting'] as const) {
      expect(first(situation({ answer: answer([record({ status })], [silent]) })).noHost).toBe(true);
    }
  });

  it('does not lie over what is settled', () => {
    for (const status of ['inSync', 'error', 'conflict', 'notApplicable'] as const) {
      expect(first(situation({ answer: answer([record({ status })], [silent]) })).noHost).toBe(false);
    }
  });

  it('is not said within ten minutes', () => {
    const given = answer([record({ status: 'pending' })], [host({ lastSeen: NOW - 9 * 60_000 })]);
    expect(first(situation({ answer: given })).noHost).toBe(false);
  });
});

describe('settled', () => {
  it.each([
    ['inSync', true],
    ['error', true],
    ['conflict', true],
    ['notApplicable', true],
    ['pending', false],
    ['sending', false],
    ['waiting', false],
  ] as const)('%s: %s', (status, settled) => {
    expect(isSettled(judge(situation({ answer: answer([record({ status })]) })))).toBe(settled);
  });

  it('after a failed look there is something to look for', () => {
    expect(isSettled(judge(situation({ failure: { kind: 'failed', at: NOW } })))).toBe(false);
  });

  it('without the right to see it there is not', () => {
    expect(isSettled(judge(situation({ answer: null, failure: { kind: 'noRight' } })))).toBe(true);
  });
});

it('opens by itself for an error or a conflict only', () => {
  const open = (['notApplicable', 'pending', 'sending', 'waiting', 'inSync', 'error', 'conflict'] as const).filter(
    (status) => needsPerson(judge(situation({ answer: answer([record({ status })]) }))),
  );
  expect(open).toEqual(['error', 'conflict']);
});
