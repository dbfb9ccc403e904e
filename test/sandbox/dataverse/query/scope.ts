import type { Catalog } from '../schema/catalog';
import { columnOnWire, type Table } from '../schema/table';
import { mayUse, need } from '../security/access';
import type { Caller } from '../security/caller';
import { Refusal } from '../refusal';
import { unknownProperty } from './refusals';
import type { Condition, Join, Ref, Source } from './tree';

/** What every part of a query needs: the schema, who asks, and what time it is (milliseconds). */
export interface Asker {
  readonly catalog: Catalog;
  readonly caller: Caller;
  readonly now: number;
}

/** Gives aliases that are unique in one statement. */
export function aliases(): () => string {
  let last = 0;
  return () => `s${(last += 1)}`;
}

/** A table and what is reached from it over single-valued navigation properties; joins are made as paths need them. */
export class Scope {
  readonly joins: Join[] = [];
  readonly #byPath = new Map<string, Source>();

  constructor(
    readonly asker: Asker,
    readonly root: Source,
    readonly nextAlias: () => string,
  ) {}

  /** A property at the end of a path of navigation properties: `primarycontactid/fullname`. @throws Refusal */
  ref(path: readonly string[]): Ref {
    const source = this.source(path.slice(0, -1));
    const name = path.at(-1) ?? '';
    const column = columnOnWire(source.table, name);
    if (!column) throw unknownProperty(source.table, name);
    if (!mayUse(this.asker.caller, 'read', source.table, column))
      throw new Refusal(
        403,
        '0x8004F506',
        `The query contains the secured column '${column.name}' of '${source.table.logicalName}', which the caller may not read.`,
      );
    return { source, column };
  }

  /** @throws Refusal */
  source(navigation: readonly string[]): Source {
    let source = this.root;
    for (const [index, name] of navigation.entries()) {
      const path = navigation.slice(0, index + 1).join('/');
      const known = this.#byPath.get(path);
      source = known ?? this.#join(source, name);
      this.#byPath.set(path, source);
    }
    return source;
  }

  #join(from: Source, navigation: string): Source {
    const relationship = from.table.relationships.find((candidate) => candidate.navigation === navigation);
    const table = relationship && this.asker.catalog.find(relationship.target);
    if (!relationship || !table) throw unknownProperty(from.table, navigation);
    need(this.asker.caller, 'Read', table);
    const column = columnOf(from.table, relationship.column);
    const join: Join = {
      alias: this.nextAlias(),
      table,
      kind: 'left',
      from: { source: from, column },
      to: columnOf(table, table.primaryId),
      ...onlyTo({ source: from, column }, relationship.target),
    };
    this.joins.push(join);
    return join;
  }
}

/** A lookup to several tables is followed only where it points to this one. */
export function onlyTo(ref: Ref, target: string): { on?: Condition } {
  return (ref.column.targets?.length ?? 0) > 1 ? { on: { kind: 'target', ref, table: target } } : {};
}

export function columnOf(table: Table, name: string): Table['columns'][number] {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`no column ${name} in ${table.logicalName}`);
  return column;
}
