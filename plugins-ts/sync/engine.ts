import type { CompiledMap } from '../maps/compiled-map';
import type { Clock } from './clock';
import { fingerprint } from './fingerprint';
import type { Ledger } from './ledger';
import type { Instant } from './record';
import type { DataverseSide, FinanceSide } from './sides';

/** What the engine stands on. Everything that could differ from run to run comes in here. */
export interface Engine {
  readonly host: string;
  readonly version: string;
  readonly dataverse: DataverseSide;
  readonly finance: FinanceSide;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly options: EngineOptions;
}

export interface EngineOptions {
  /** Rows that travel together through load, plan, apply and settle: to begin with, and however slow it gets. */
  readonly batchSize: number;
  /** Rows that travel together at most, where both sides are quick (`pace.ts`). */
  readonly largestBatch: number;
  /** Milliseconds that a claim (`sending`) keeps other hosts away. */
  readonly claim: number;
  /** Milliseconds that a request may be on its way after its host has given it up. */
  readonly transit: number;
  /** Milliseconds within which a row that nobody knows cannot have been sent by anybody else. */
  readonly fresh: number;
  /** Milliseconds after which Finance archives what it has posted. */
  readonly archive: number;
  /** Rows of a map and company that are deleted in Finance within a day without a person's word. */
  readonly deletesADay: number;
  /** The same, where a table map has a number of its own: by map key. */
  readonly deletesADayOf: Readonly<Record<string, number>>;
  /** Milliseconds that a lease lasts without being renewed. */
  readonly lease: number;
  /** Milliseconds after which the older token is read again for commits that surfaced late. */
  readonly lateCommits: number;
  /** Milliseconds between two looks at a map's Dataverse feed and at its due attempts. */
  readonly feedPoll: number;
  /** Milliseconds between two compares of a Finance feed. */
  readonly financeCompare: number;
  /** Milliseconds between two looks for open requests. */
  readonly requestPoll: number;
  /** Milliseconds between two heartbeats. */
  readonly heartbeat: number;
  /** Table maps whose first syncs run side by side. */
  readonly mapsAtOnce: number;
  /** Times that one pass plans a row again because it changed under its hands. */
  readonly rounds: number;
}

export const DEFAULT_OPTIONS: EngineOptions = {
  batchSize: 50,
  largestBatch: 1_000,
  claim: 120_000,
  transit: 600_000,
  fresh: 3_600_000,
  archive: 30 * 24 * 3_600_000,
  deletesADay: 100,
  deletesADayOf: {},
  lease: 60_000,
  lateCommits: 300_000,
  feedPoll: 5_000,
  financeCompare: 30_000,
  requestPoll: 1_000,
  heartbeat: 10_000,
  mapsAtOnce: 3,
  rounds: 5,
};

/** A map that runs: compiled, with the companies it runs in. */
export interface RunningMap {
  readonly map: CompiledMap;
  /** Company codes in lower case; empty: all. */
  readonly companies: readonly string[];
  /** Insert-once rows that were made before it are not sent; null: none is. */
  readonly cutover?: Instant | null;
}

/**
 * What a map takes in, as a number: companies, filters, columns, keys. A feed that was consumed under another one is
 * compared as a whole, for its place says nothing about the rows that were left out.
 */
export function scopeOf({ map, companies }: RunningMap): number {
  const { dataverse, finance, columns, integrationKey } = map.definition;
  const scope = JSON.stringify([
    [...companies].map((company) => company.toLowerCase()).sort(),
    dataverse.filter ?? null,
    finance.filter ?? null,
    columns,
    integrationKey,
  ]);
  return Number.parseInt(fingerprint({ scope }).slice(0, EXACT_DIGITS), 16);
}

/** Hexadecimal digits of a number that JSON carries exactly. */
const EXACT_DIGITS = 12;

export function runsIn(running: RunningMap): (company: string | null) => boolean {
  const companies = new Set(running.companies.map((company) => company.toLowerCase()));
  return (company) => company === null || companies.size === 0 || companies.has(company);
}
