import { describe, expect, it } from 'vitest';
import type { Wish } from '../../../controls/SyncStatus/data/requests';
import { Watch, type World } from '../../../controls/SyncStatus/data/watch';
import type { Answer } from '../../../controls/SyncStatus/status/known';
import { judge } from '../../../controls/SyncStatus/status/standing';
import { answer, at, hosting, record } from './known';

const FORM = { table: 'msdyn_project', id: '11111111-0000-4000-8000-000000000001' };
const START = at('10:42:32');

/** A world whose time stands until it is moved, and whose answers are what a test says. */
class StillWorld implements World {
  time = START;
  answers: () => Answer | Error = () => answer([record()]);
  readonly looks: number[] = [];
  readonly wishes: Wish[] = [];
  refuses: Error | null = null;
  #waiting: { due: number; done: () => void }[] = [];

  now = (): number => this.time;
  wait = (milliseconds: number, done: () => void): (() => void) => {
    const entry = { due: this.time + milliseconds, done };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  };
  look = async (): Promise<Answer> => {
    this.looks.push(this.time - START);
    const answered = this.answers();
    if (answered instanceof Error) throw answered;
    return answered;
  };
  ask = async (wish: Wish): Promise<void> => {
    this.wishes.push(wish);
    if (this.refuses !== null) throw this.refuses;
  };

  /** Lets what is due until then happen, in order. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    await settle();
    for (;;) {
      const [next] = this.#waiting.filter(({ due }) => due <= until).sort((one, other) => one.due - other.due);
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((entry) => entry !== next);
      this.time = next.due;
      next.done();
      await settle();
    }
    this.time = until;
  }
}

/** Promises that need nothing but their turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

const PENDING = answer([record({ status: 'pending', checkedAt: null })]);

function watching(world: StillWorld): { readonly watch: Watch; readonly status: () => string } {
  const watch = new Watch(FORM, world, () => undefined);
  return {
    watch,
    status: () => {
      const judgement = judge(watch.situation());
      return judgement.kind === 'known' ? judgement.standings[0].status : judgement.kind;
    },
  };
}

describe('looks', () => {
  it('begin when the control is seen, and end when the record is settled', async () => {
    const world = new StillWorld();
    const { watch, status } = watching(world);
    await world.pass(5_000);
    expect([world.looks, status()]).toEqual([[], 'loading']);
    watch.see(true);
    await world.pass(120_000);
    expect([world.looks, status()]).toEqual([[5_000], 'inSync']);
  });

  it('follow the schedule while unsettled, then every thirty seconds', async () => {
    const world = new StillWorld();
    world.answers = () => PENDING;
    const { watch } = watching(world);
    watch.see(true);
    await world.pass(95_000);
    expect(world.looks).toEqual([0, 500, 1_000, 1_500, 2_000, 3_000, 5_000, 8_000, 15_000, 30_000, 60_000, 90_000]);
  });

  it.each([
    ['waits for another record', answer([record({ status: 'waiting' })])],
    ['waits for its next attempt', answer([record({ status: 'pending', nextAttempt: START + 600_000 })])],
  ])('are made every thirty seconds while the record %s', async (_, waiting) => {
    const world = new StillWorld();
    world.answers = () => waiting;
    const { watch } = watching(world);
    watch.see(true);
    await world.pass(65_000);
    expect(world.looks).toEqual([0, 30_000, 60_000]);
    void watch.ask({ kind: 'retry', mapKey: 'projects-v2' });
    await world.pass(1_200);
    expect(world.looks).toEqual([0, 30_000, 60_000, 65_500, 66_000]);
  });

  it('stop while hidden, and start at once when seen again', async () => {
    const world = new StillWorld();
    world.answers = () => PENDING;
    const { watch } = watching(world);
    watch.see(true);
    await world.pass(700);
    watch.see(false);
    await world.pass(20_000);
    expect(world.looks).toEqual([0, 500]);
    watch.see(true);
    await world.pass(0);
    expect(world.looks).toEqual([0, 500, 20_700]);
  });

  it('start over after a save', async () => {
    const world = new StillWorld();
    const { watch, status } = watching(world);
    watch.see(true);
    await world.pass(10_000);
    watch.saved();
    expect(status()).toBe('pending');
    await world.pass(1_200);
    expect(world.looks).toEqual([0, 10_500, 11_000]);
    world.answers = () => answer([record({ revision: '2', checkedAt: world.time })]);
    await world.pass(60_000);
    expect([world.looks, status()]).toEqual([[0, 10_500, 11_000, 11_500], 'inSync']);
  });

  it('go on after a failure, and the last known status stays', async () => {
    const world = new StillWorld();
    const { watch, status } = watching(world);
    watch.see(true);
    await world.pass(60_000);
    world.answers = () => new Error('no network');
    void watch.look();
    await world.pass(0);
    expect(status()).toBe('inSync');
    expect(watch.situation().failure).toEqual({ kind: 'failed', at: START + 60_000 });
    world.answers = () => answer([record()]);
    await world.pass(30_000);
    expect(watch.situation().failure).toBeNull();
  });

  it('end without the right to see', async () => {
    const world = new StillWorld();
    world.answers = () => Object.assign(new Error('no'), { errorCode: 0x80040220 });
    const { watch, status } = watching(world);
    watch.see(true);
    await world.pass(120_000);
    expect([world.looks, status()]).toEqual([[0], 'noRight']);
  });

  it('pause offline, and one is made when back', async () => {
    const world = new StillWorld();
    world.answers = () => PENDING;
    const { watch, status } = watching(world);
    watch.see(true);
    await world.pass(0);
    watch.surroundings({ savedOn: null, isOffline: true });
    await world.pass(60_000);
    expect([world.looks, status()]).toEqual([[0], 'offline']);
    watch.surroundings({ savedOn: null, isOffline: false });
    await world.pass(0);
    expect(world.looks).toEqual([0, 60_000]);
  });

  it('are not made two at a time', async () => {
    const world = new StillWorld();
    const { watch } = watching(world);
    await Promise.all([watch.look(), watch.look(), watch.look()]);
    expect(world.looks).toEqual([0, 0]);
  });

  it('end with the control', async () => {
    const world = new StillWorld();
    world.answers = () => PENDING;
    const { watch } = watching(world);
    watch.see(true);
    await world.pass(600);
    watch.end();
    await world.pass(60_000);
    expect(world.looks).toEqual([0, 500]);
  });
});

describe('a request', () => {
  const ERROR = answer([record({ status: 'error' })]);

  it('shows as pending at once, and its answer soon', async () => {
    const world = new StillWorld();
    world.answers = () => ERROR;
    const { watch, status } = watching(world);
    watch.see(true);
    await world.pass(0);
    expect(status()).toBe('error');
    const asked = watch.ask({ kind: 'retry', mapKey: 'projects-v2' });
    expect(status()).toBe('pending');
    await asked;
    world.answers = () => answer([record({ revision: '2' })]);
    await world.pass(600);
    expect([status(), world.wishes]).toEqual(['inSync', [{ kind: 'retry', mapKey: 'projects-v2' }]]);
  });

  it('that is refused is taken back', async () => {
    const world = new StillWorld();
    world.answers = () => ERROR;
    world.refuses = new Error('no');
    const { watch, status } = watching(world);
    watch.see(true);
    await world.pass(0);
    await expect(watch.ask({ kind: 'retry', mapKey: 'projects-v2' })).rejects.toThrow('no');
    expect(status()).toBe('error');
  });
});

describe('what the form gives', () => {
  it('a newer modified date is a save', async () => {
    const world = new StillWorld();
    const { watch, status } = watching(world);
    watch.surroundings({ savedOn: at('10:00:00'), isOffline: false });
    watch.see(true);
    await world.pass(60_000);
    expect(status()).toBe('inSync');
    watch.surroundings({ savedOn: at('10:43:30'), isOffline: false });
    expect(status()).toBe('pending');
    await world.pass(600);
    expect(world.looks).toEqual([0, 60_500]);
  });

  it('a modified date in the future is not believed', async () => {
    const world = new StillWorld();
    const { watch, status } = watching(world);
    watch.surroundings({ savedOn: START + 3_600_000, isOffline: false });
    watch.see(true);
    await world.pass(0);
    expect(status()).toBe('inSync');
  });

  it('a browser behind the server’s clock never shows a time in the future', async () => {
    const world = new StillWorld();
    world.time = START - 600_000;
    const { watch } = watching(world);
    world.answers = () => answer([record({ checkedAt: START })], [hosting({}, { lastSeen: START })]);
    watch.see(true);
    await world.pass(0);
    expect(watch.situation().now).toBe(START);
  });
});
