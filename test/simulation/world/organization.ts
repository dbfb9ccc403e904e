import type { Values } from '../../../plugins-ts/maps/value';

export interface OrgRow {
  readonly id: string;
  readonly values: Values;
  readonly version: bigint;
  /** When the row was made, and not only this version of it. */
  readonly madeAt: number;
  /** When others could see this version. */
  readonly committedAt: number;
  /** Committed under a version from before others that were seen already. */
  readonly late: boolean;
}

/**
 * An organisation in memory: tables with row versions from one counter, deletes that are remembered, transactions that
 * commit late. What the simulated Dataverse side and Tandem's own tables stand on.
 */
export class Organization {
  #counter = 1_000n;
  readonly #tables = new Map<string, Map<string, OrgRow>>();
  readonly #deleted: { table: string; id: string; version: bigint; at: number }[] = [];
  /** Versions that were given out to transactions that have not committed. */
  readonly #open = new Set<bigint>();
  #expiredBefore = 0n;
  /** What plug-ins of the organisation make of values, whoever writes them. */
  adjusts: (table: string, values: Values) => Values = (_, values) => values;
  /** Somebody may act on what a host has just read. */
  onRead: (table: string, rows: readonly OrgRow[]) => void = () => undefined;
  /** A row has got a new version. */
  onStored: (table: string, row: OrgRow) => void = () => undefined;
  /** A host has written a row. */
  onWritten: (table: string, id: string) => void = () => undefined;
  /** Unique indexes that the maps know nothing of: a new row with such values exists already, and is shown to nobody. */
  isTaken: (table: string, values: Values) => boolean = () => false;

  constructor(private readonly now: () => number = () => 0) {}

  /** What a copy of the environment has. */
  copy(): Organization {
    const copy = new Organization(this.now);
    copy.#counter = this.#counter;
    copy.#expiredBefore = this.#expiredBefore;
    for (const [name, rows] of this.#tables) copy.#tables.set(name, new Map(rows));
    copy.#deleted.push(...this.#deleted);
    return copy;
  }

  /** Every token given out until now is no longer known. */
  expireTokens(): void {
    this.#expiredBefore = this.#next();
  }

  knows(token: bigint): boolean {
    return token >= this.#expiredBefore;
  }

  table(name: string): Map<string, OrgRow> {
    const known = this.#tables.get(name);
    if (known) return known;
    const fresh = new Map<string, OrgRow>();
    this.#tables.set(name, fresh);
    return fresh;
  }

  put(table: string, id: string, values: Values): OrgRow {
    return this.#store(table, id, values, this.#next(), false);
  }

  remove(table: string, id: string): void {
    if (this.table(table).delete(id)) this.#deleted.push({ table, id, version: this.#next(), at: this.now() });
  }

  /** When rows were deleted that are not there now. */
  deletedAt(table: string): ReadonlyMap<string, number> {
    const gone = this.#deleted.filter((row) => row.table === table && !this.table(table).has(row.id));
    return new Map(gone.map(({ id, at }) => [id, at]));
  }

  /**
   * Takes a row version now and commits later: meanwhile nobody sees the row, and others get higher versions. The
   * change answers null when there is nothing left to change.
   */
  beginLate(table: string, id: string, change: (now: OrgRow | undefined) => Values | null): () => void {
    const version = this.#next();
    this.#open.add(version);
    return () => {
      this.#open.delete(version);
      const now = this.table(table).get(id);
      // A lock would have made the other writer wait; here the later version simply stands.
      if (now !== undefined && now.version > version) return;
      const values = change(now);
      if (values !== null) this.#store(table, id, values, version, true);
    };
  }

  /** What a change feed yields after a version: rows in order of version, then deletes. */
  since(table: string, version: bigint): { changed: OrgRow[]; deleted: string[]; now: bigint } {
    const changed = [...this.table(table).values()].filter((row) => row.version > version);
    changed.sort((a, b) => (a.version < b.version ? -1 : 1));
    const deleted = this.#deleted.filter((row) => row.table === table && row.version > version).map((row) => row.id);
    return { changed, deleted: deleted.filter((id) => !this.table(table).has(id)), now: this.#counter };
  }

  #next(): bigint {
    this.#counter += 1n;
    return this.#counter;
  }

  #store(table: string, id: string, values: Values, version: bigint, late: boolean): OrgRow {
    const committedAt = this.now();
    const madeAt = this.table(table).get(id)?.madeAt ?? committedAt;
    const row = { id, values: this.adjusts(table, values), version, madeAt, committedAt, late };
    this.table(table).set(id, row);
    this.onStored(table, row);
    return row;
  }
}
