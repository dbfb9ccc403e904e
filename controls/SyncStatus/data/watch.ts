import type { Instant } from '../../../plugins-ts/sync/record';
import type { Answer, Asked, FormRecord, LookFailure, Situation, Unanswered } from '../status/known';
import { untilNextLook } from '../status/looks';
import { isSettled, isUnderWay, judge, later } from '../status/standing';
import { isNoRight } from './failures';
import type { Wish } from './requests';

/** What a watch needs of the world. */
export interface World {
  now(): Instant;
  /** Calls back once after so many milliseconds; answers how to call it off. */
  wait(milliseconds: number, done: () => void): () => void;
  look(): Promise<Answer>;
  ask(wish: Wish): Promise<void>;
}

/** A modified date further ahead than this (milliseconds) is a host's mistake with zones, not a save. */
const CREDIBLE = 2 * 60_000;

/**
 * Keeps a situation up to date: looks while something is unsettled and somebody sees it, and takes in saves, requests
 * and the connection. Knows no React and no platform.
 */
export class Watch {
  readonly #record: FormRecord;
  readonly #world: World;
  readonly #changed: () => void;
  #answer: Answer | null = null;
  #failure: LookFailure | null = null;
  #saved: Unanswered | null = null;
  #asked: Asked | null = null;
  #savedOn: Instant | null = null;
  #isOffline = false;
  #isSeen = false;
  #isEnded = false;
  /** From here the looks are counted. */
  #from: Instant;
  #looking: 'no' | 'yes' | 'once more' = 'no';
  #callOff: () => void = () => undefined;

  constructor(record: FormRecord, world: World, changed: () => void) {
    this.#record = record;
    this.#world = world;
    this.#changed = changed;
    this.#from = world.now();
  }

  situation(): Situation {
    const now = this.#now();
    return {
      record: this.#record,
      answer: this.#answer,
      failure: this.#failure,
      isOffline: this.#isOffline,
      savedOn: this.#savedOn !== null && this.#savedOn <= now + CREDIBLE ? this.#savedOn : null,
      saved: this.#saved,
      asked: this.#asked,
      now,
    };
  }

  /** The control came into sight, or left it. */
  see(isSeen: boolean): void {
    if (isSeen === this.#isSeen) return;
    this.#isSeen = isSeen;
    if (isSeen) void this.look();
    else this.#callOff();
  }

  /** What the form gave along with its last update. */
  surroundings({ savedOn, isOffline }: { readonly savedOn: Instant | null; readonly isOffline: boolean }): void {
    const cameBack = this.#isOffline && !isOffline;
    const wasSaved = savedOn !== null && this.#savedOn !== null && savedOn > this.#savedOn;
    const isNew = savedOn !== this.#savedOn || isOffline !== this.#isOffline;
    this.#savedOn = savedOn;
    this.#isOffline = isOffline;
    if (wasSaved) this.#startOver();
    // The server's time of a save is better than this browser's.
    if (wasSaved && this.#saved !== null) this.#saved = { ...this.#saved, at: savedOn };
    if (isNew) this.#changed();
    if (wasSaved) this.#plan();
    if (cameBack) void this.look();
  }

  /** A form script says that the record was saved. */
  saved(): void {
    this.#saved = { at: this.#now(), revisions: this.#revisions() };
    this.#startOver();
    this.#changed();
    this.#plan();
  }

  /** Somebody asked for a sync elsewhere on the page. */
  askedElsewhere(): void {
    this.#asked = { kind: 'check', mapKey: null, at: this.#now(), revisions: this.#revisions() };
    this.#startOver();
    this.#changed();
    this.#plan();
  }

  /**
   * Leaves a request; the situation says so at once.
   *
   * @throws what the request failed with, after taking that back.
   */
  async ask(wish: Wish): Promise<void> {
    const { kind, mapKey } = wish;
    this.#asked = { kind, mapKey, at: this.#now(), revisions: this.#revisions() };
    this.#startOver();
    this.#changed();
    try {
      await this.#world.ask(wish);
    } catch (thrown) {
      this.#asked = null;
      this.#changed();
      throw thrown;
    }
    this.#startOver();
    this.#plan();
  }

  async look(): Promise<void> {
    if (this.#isEnded || this.#isOffline) return;
    if (this.#looking !== 'no') {
      this.#looking = 'once more';
      return;
    }
    this.#callOff();
    this.#looking = 'yes';
    try {
      this.#answer = await this.#world.look();
      this.#failure = null;
    } catch (thrown) {
      this.#failure = isNoRight(thrown) ? { kind: 'noRight' } : { kind: 'failed', at: this.#now() };
    }
    const again = this.#looking === ('once more' as string);
    this.#looking = 'no';
    if (this.#isEnded) return;
    this.#changed();
    if (again) await this.look();
    else this.#plan();
  }

  end(): void {
    this.#isEnded = true;
    this.#callOff();
  }

  /** Plans the next look: while unsettled and seen. */
  #plan(): void {
    this.#callOff();
    if (this.#isEnded || !this.#isSeen || this.#isOffline || this.#looking !== 'no') return;
    const judgement = judge(this.situation());
    if (isSettled(judgement)) return;
    const pause = untilNextLook(this.#world.now() - this.#from, isUnderWay(judgement));
    this.#callOff = this.#world.wait(pause, () => void this.look());
  }

  #startOver(): void {
    this.#from = this.#world.now();
  }

  #revisions(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#answer?.records.map(({ mapKey, revision }) => [mapKey, revision]) ?? []);
  }

  /** The server's times are never in the future, even where this browser's clock is behind. */
  #now(): Instant {
    const known = [
      ...(this.#answer?.records.map(({ checkedAt }) => checkedAt) ?? []),
      ...(this.#answer?.hosts.map(({ lastSeen }) => lastSeen) ?? []),
    ];
    return known.reduce<Instant>((newest, at) => later(newest, at) ?? newest, this.#world.now());
  }
}
