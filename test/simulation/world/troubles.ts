import { STAGING } from './accountants';
import { ACTUALS } from './maps';
import type { Random } from './random';
import type { Scheduler } from './scheduler';
import type { Weather } from './faults';
import type { World } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long a transaction lasts at most: less than the engine waits for it, by clocks that may be minutes apart. */
const LATE = 4 * MINUTE;
const SHORTLY = 50_000;

/** What goes wrong, and what people and admins do meanwhile: asked once for each step of a history. */
export class Troubles {
  readonly #meddling: number;

  constructor(
    private readonly world: World,
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly weather: Weather,
    private readonly isAboutPosting: boolean,
  ) {
    this.#meddling = random.pick([0, 0.1, 0.5, 0.9]);
    this.#meddle();
    weather.rates = {
      requestLost: random.pick([0, 0.02, 0.1]),
      answerLost: random.pick([0, 0.02, 0.1]),
      throttled: random.pick([0, 0.05]),
      slow: random.pick([0, 0.01, 0.05]),
      rowFailed: random.pick([0, 0, 0.05]),
      arrivesLate: random.pick([0, 0.2, 0.5]),
    };
  }

  /** People act on what a host has just read, or just written; hosts die then. */
  #meddle(): void {
    const { org, finance, books, people, hosts } = this.world;
    org.onRead = (table, rows) => {
      if (rows.length > 0 && this.random.chance(this.#meddling)) people.meddleHere(table, this.random.pick(rows));
    };
    finance.onRead = (entity, rows) => {
      if (entity !== 'Customers' || rows.length === 0) return;
      if (this.random.chance(this.#meddling)) people.meddleThere(this.random.pick(rows));
    };
    const settled = books.onSettled;
    books.onSettled = (record, earlier, actor) => {
      settled(record, earlier, actor);
      const isClaim = record.mapKey === ACTUALS.definition.key && record.status === 'sending';
      if (!isClaim || hosts.isCalm || !this.random.chance(this.#meddling / 2)) return;
      if (this.random.chance(0.5)) this.#outage();
      else hosts.freeze(actor, this.random.below(20 * MINUTE));
    };
    const before = finance.onWritten;
    finance.onWritten = (write) => {
      before(write);
      if (hosts.isCalm || !this.random.chance(this.#meddling)) return;
      if (this.random.chance(write.kind === 'update' ? 0.6 : 0.3)) hosts.kill(write.host);
      if (write.entity === STAGING && this.random.chance(0.3)) this.#outage();
      people.regret(write.entity, write.values);
    };
  }

  /** The night in which Finance's batches run. */
  #outage(): void {
    const { hosts, people } = this.world;
    const hours = 6 + this.random.next() * 6;
    if (this.random.chance(0.5)) people.accountants.import();
    void this.scheduler.step('finance', hours * HOUR - 1).then(() => people.accountants.archive());
    hosts.outage(hours);
  }

  strike(): void {
    const { people, hosts, admins, org } = this.world;
    if (this.random.chance(0.03)) people.act();
    if (this.isAboutPosting && this.random.chance(0.03)) people.accountants.act();
    if (this.random.chance(0.004)) this.#commitLate();
    if (this.random.chance(0.004)) this.#to((actor) => hosts.kill(actor));
    if (this.random.chance(0.002)) this.#to((actor) => hosts.freeze(actor, this.random.below(10 * MINUTE)));
    if (this.random.chance(0.003)) admins.act(hosts);
    if (this.random.chance(0.0005)) this.#outage();
    if (this.random.chance(0.001)) people.planners.deleteTogether();
    if (this.random.chance(0.0005)) this.#copy();
    if (this.random.chance(0.002)) this.#weather();
    if (this.random.chance(0.002)) {
      org.expireTokens();
      this.#note('tokenExpired', 'Dataverse forgets its tokens');
    }
  }

  /** From here on nothing goes wrong any more, and what is under way comes to its end. */
  end(): void {
    const { org, finance, hosts, admins } = this.world;
    org.onRead = () => undefined;
    finance.onRead = () => undefined;
    this.weather.clear();
    hosts.isCalm = true;
    admins.finish(hosts);
    hosts.startAll();
  }

  #to(act: (actor: string) => void): void {
    const actor = this.world.hosts.anybody();
    if (actor !== null) act(actor);
  }

  #commitLate(): void {
    const commit = this.world.people.beginLateEdit();
    if (commit === null) return;
    this.#note('lateCommit', 'a long transaction begins');
    void this.scheduler.step('people', this.random.below(this.world.hosts.areSkewed ? SHORTLY : LATE)).then(() => {
      commit();
      this.world.chronicle.tell('people', () => 'the long transaction commits');
    });
  }

  #weather(): void {
    const side = this.random.pick(['dataverse', 'finance'] as const);
    const until = (most: number): number => this.scheduler.now + this.random.below(most);
    this.random.pick([
      () => {
        this.weather.downUntil[side] = until(this.random.pick([30 * MINUTE, 30 * MINUTE, 4 * HOUR]));
        this.#note('sideDown', `${side} goes down`);
      },
      () => {
        const kind = this.random.pick(['throttled', 'serverError'] as const);
        this.weather.storms[side] = { kind, until: until(10 * MINUTE) };
        this.#note('storm', `${side} is in a storm: ${kind}`);
      },
    ])();
  }

  /** Somebody copies the environment, settings and all, and starts a host there. */
  #copy(): void {
    const { org, books, hosts } = this.world;
    hosts.start('copy', { organizationId: 'copy', org: org.copy(), books: books.copy() });
    this.#note('copied', 'the environment is copied, and a host starts there');
  }

  #note(what: string, told: string): void {
    this.world.chronicle.count(what);
    this.world.chronicle.tell('—', () => told);
  }
}
