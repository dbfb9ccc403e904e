import type { CompiledMap, FinanceKey } from '../../../plugins-ts/maps/compiled-map';
import type { Row, Value } from '../../../plugins-ts/maps/value';
import {
  keyText,
  TokenExpired,
  type ChangePage,
  type DataverseSide,
  type DataverseWrite,
  type DeltaToken,
  type SourceRow,
  type VersionedRow,
  type VersionWindow,
  type WriteOutcome,
} from '../../../plugins-ts/sync';
import type { Wire } from './faults';
import type { Organization, OrgRow } from './organization';

/** Which table a lookup column points to, so that a path can be read and written. */
export type Lookups = Readonly<Record<string, string>>;

const PAGE = 4;

const toldOf = (write: DataverseWrite): string =>
  `${write.kind} ${write.id.slice(0, 8)} ${write.kind === 'delete' ? '' : JSON.stringify(write.values)}`.trimEnd();

/** A Dataverse in memory, seen through one host's wire. */
export class SimulatedDataverse implements DataverseSide {
  constructor(
    private readonly org: Organization,
    private readonly wire: Wire,
    private readonly lookups: Lookups,
  ) {}

  async probe(): Promise<void> {
    await this.wire.call('probe', () => undefined);
  }

  async *changes(map: CompiledMap, token: DeltaToken | null): AsyncIterable<ChangePage> {
    const since = token === null ? 0n : BigInt(token);
    const found = await this.wire.call(`changes of ${map.definition.key}`, () => {
      if (token !== null && !this.org.knows(since)) throw new TokenExpired('0x80044352');
      return this.org.since(map.definition.dataverse.table, since);
    });
    const changes = [
      ...found.changed.map((row) => ({ id: row.id, deleted: false, version: String(row.version) })),
      ...(token === null ? [] : found.deleted.map((id) => ({ id, deleted: true }))),
    ];
    for (let at = 0; at === 0 || at < changes.length; at += PAGE) {
      const last = at + PAGE >= changes.length;
      if (at > 0) await this.wire.call(`more changes of ${map.definition.key}`, () => undefined);
      yield { changes: changes.slice(at, at + PAGE), token: last ? String(found.now) : null };
    }
  }

  async *byVersion(map: CompiledMap, window: VersionWindow): AsyncIterable<readonly VersionedRow[]> {
    const { since, until } = window;
    let after = BigInt(window.after ?? 0);
    for (;;) {
      const page = await this.wire.call(`versions of ${map.definition.key}`, () =>
        this.org
          .since(map.definition.dataverse.table, after)
          .changed.filter(({ committedAt: at }) => (since ?? at) <= at && at < (until ?? Infinity))
          .sort((one, other) => Number(one.version - other.version))
          .slice(0, PAGE),
      );
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.map(({ id, version, committedAt }) => ({ id, version: String(version), modifiedOn: committedAt }));
      after = last.version;
    }
  }

  rows(map: CompiledMap, ids: readonly string[]): Promise<ReadonlyMap<string, SourceRow>> {
    return this.wire.call(`rows of ${map.definition.key}`, () => {
      const table = this.org.table(map.definition.dataverse.table);
      const found = ids.flatMap((id) => table.get(id) ?? []);
      const read = new Map(found.map((row) => [row.id, this.#read(map, row)] as const));
      this.org.onRead(map.definition.dataverse.table, found);
      return read;
    });
  }

  idsByKey(map: CompiledMap, keys: readonly FinanceKey[]): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.wire.call(`ids by key of ${map.definition.key}`, () => {
      const wanted = new Set(keys.map(keyText));
      const found = new Map<string, string[]>();
      for (const row of this.org.table(map.definition.dataverse.table).values()) {
        const keyed = map.financeKey(this.#flat(map, row));
        if (!('key' in keyed) || !wanted.has(keyText(keyed.key))) continue;
        const text = keyText(keyed.key);
        found.set(text, [...(found.get(text) ?? []), row.id]);
      }
      return found;
    });
  }

  pointing(
    table: string,
    columns: readonly string[],
    to: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.wire.call(`pointing of ${table}`, () => {
      const found = new Map<string, string[]>();
      const rows = [...this.org.table(table).values()].sort((one, other) => one.madeAt - other.madeAt);
      for (const id of to) {
        const members = rows.filter(({ values }) => columns.some((column) => values[column] === id));
        if (members.length > 0)
          found.set(
            id,
            members.map((row) => row.id),
          );
      }
      return found;
    });
  }

  write(map: CompiledMap, writes: readonly DataverseWrite[]): Promise<readonly WriteOutcome<SourceRow>[]> {
    return this.wire.call(`write ${map.definition.key}: ${writes.map(toldOf).join('; ')}`, () =>
      writes.map((write) => {
        const outcome = this.#apply(map, write);
        if (outcome.kind === 'written' || (outcome.kind === 'failed' && outcome.unknown)) {
          this.org.onWritten(map.definition.dataverse.table, write.id);
        }
        return outcome;
      }),
    );
  }

  #apply(map: CompiledMap, write: DataverseWrite): WriteOutcome<SourceRow> {
    const name = map.definition.dataverse.table;
    const now = this.org.table(name).get(write.id);
    if (write.kind === 'create') {
      if (now !== undefined || this.org.isTaken(name, write.values)) return { kind: 'exists' };
    } else {
      if (now === undefined) return { kind: 'missing' };
      if (String(now.version) !== write.etag) return { kind: 'changed' };
    }
    if (write.kind === 'delete') {
      this.org.remove(name, write.id);
      return { kind: 'written', row: null };
    }
    const values: Record<string, Value> = { ...now?.values };
    for (const [path, value] of Object.entries(write.values)) {
      const [column = path, tail] = path.split('.');
      if (tail === undefined) values[column] = value;
      else {
        const table = this.lookups[column] ?? '';
        const parent = [...this.org.table(table).values()].find((row) => row.values[tail] === value);
        if (value !== null && parent === undefined) return { kind: 'parentMissing', path, table, value: String(value) };
        values[column] = parent?.id ?? null;
      }
    }
    const failure = this.wire.rowFails();
    if (failure === 'before') return { kind: 'failed', says: 'SQL time-out.' };
    const row = this.#read(map, this.org.put(name, write.id, values));
    return failure === 'after' ? { kind: 'failed', says: 'No answer.', unknown: true } : { kind: 'written', row };
  }

  #read(map: CompiledMap, row: OrgRow): SourceRow {
    return {
      id: row.id,
      version: String(row.version),
      etag: String(row.version),
      row: this.#flat(map, row),
      name: typeof row.values.name === 'string' ? row.values.name : null,
      lookupNames: {},
      modifiedBy: null,
      modifiedOn: null,
      createdOn: row.madeAt,
      ownerId: null,
    };
  }

  #flat(map: CompiledMap, row: OrgRow): Row {
    const flat: Record<string, Value> = { ...row.values };
    for (const path of map.read.dataverse) {
      const [column = path, tail] = path.split('.');
      if (tail === undefined) continue;
      const parent = this.org.table(this.lookups[column] ?? '').get(String(row.values[column]));
      flat[path] = parent?.values[tail] ?? null;
    }
    return flat;
  }
}
