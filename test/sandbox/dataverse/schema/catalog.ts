import { v5 } from 'uuid';
import type { AlternateKey, Choice, Column, ManyToMany, Relationship, Table } from './table';

/** Every table, global choice and many-to-many relationship the organisation has, by the names the Web API uses. */
export class Catalog {
  readonly #tables = new Map<string, Table>();
  readonly #sets = new Map<string, Table>();
  readonly #choices = new Map<string, Choice>();
  readonly #manyToMany = new Map<string, ManyToMany>();
  #referencing: Map<string, { table: Table; relationship: Relationship }[]> | undefined;
  /** Grows with every change: whatever was derived from the catalogue is derived anew. */
  stamp = 0;

  get tables(): readonly Table[] {
    return [...this.#tables.values()];
  }
  get choices(): readonly Choice[] {
    return [...this.#choices.values()];
  }
  get manyToMany(): readonly ManyToMany[] {
    return [...this.#manyToMany.values()];
  }

  /** By logical name. */
  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** By logical name. @throws Error for a table that does not exist: a mistake of the sandbox, not of its client. */
  table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`no table ${name}`);
    return table;
  }

  /** By entity set name, case-sensitive as on the wire. */
  bySet(set: string): Table | undefined {
    return this.#sets.get(set);
  }

  choice(name: string): Choice | undefined {
    return this.#choices.get(name);
  }

  /** Lookups of all tables that point to this one. */
  referencing(target: string): readonly { table: Table; relationship: Relationship }[] {
    if (!this.#referencing) {
      this.#referencing = new Map();
      for (const table of this.#tables.values())
        for (const relationship of table.relationships) {
          const list = this.#referencing.get(relationship.target) ?? [];
          list.push({ table, relationship });
          this.#referencing.set(relationship.target, list);
        }
    }
    return this.#referencing.get(target) ?? [];
  }

  /** The many-to-many relationship behind a navigation property of a table, seen from that table. */
  collection(table: string, navigation: string): ManyToManyEnd | undefined {
    for (const relationship of this.#manyToMany.values()) {
      const { first, second } = relationship;
      if (first.table === table && first.navigation === navigation) return { relationship, here: first, there: second };
      if (second.table === table && second.navigation === navigation)
        return { relationship, here: second, there: first };
    }
    return undefined;
  }

  put(table: Table): void {
    const before = this.#tables.get(table.logicalName);
    if (before) this.#sets.delete(before.entitySet);
    this.#tables.set(table.logicalName, table);
    this.#sets.set(table.entitySet, table);
    this.#changed();
  }

  remove(name: string): void {
    const table = this.#tables.get(name);
    if (!table) return;
    this.#tables.delete(name);
    this.#sets.delete(table.entitySet);
    this.#changed();
  }

  putChoice(choice: Choice): void {
    this.#choices.set(choice.name, choice);
    this.#changed();
  }

  removeChoice(name: string): void {
    this.#choices.delete(name);
    this.#changed();
  }

  putManyToMany(relationship: ManyToMany): void {
    this.#manyToMany.set(relationship.name, relationship);
    this.#changed();
  }

  removeManyToMany(name: string): void {
    this.#manyToMany.delete(name);
    this.#changed();
  }

  clear(): void {
    this.#tables.clear();
    this.#sets.clear();
    this.#choices.clear();
    this.#manyToMany.clear();
    this.#changed();
  }

  #changed(): void {
    this.#referencing = undefined;
    this.stamp += 1;
  }
}

export interface ManyToManyEnd {
  readonly relationship: ManyToMany;
  readonly here: { readonly table: string; readonly navigation: string };
  readonly there: { readonly table: string; readonly navigation: string };
}

const METADATA = 'c7f0d3b2-1a55-4a0e-9c51-6f3f1f3a9d10';

/** Stable `MetadataId` of a table, column, key, choice or relationship. */
export function metadataId(...path: readonly string[]): string {
  const name = path.join('/');
  const id = metadataIds.get(name) ?? v5(name, METADATA);
  metadataIds.set(name, id);
  return id;
}

/** Made once: every read of metadata wants thousands of them. */
const metadataIds = new Map<string, string>();

/** Puts columns, keys and relationships of `addition` over those of `table`, by name. */
export function widened(table: Table, addition: TableAddition): Table {
  return {
    ...table,
    columns: merged(table.columns, addition.columns ?? [], (column) => column.name),
    keys: merged(table.keys, addition.keys ?? [], (key) => key.name),
    relationships: merged(
      table.relationships,
      addition.relationships ?? [],
      (relationship) => `${relationship.column} ${relationship.target}`,
    ),
  };
}

export interface TableAddition {
  readonly columns?: readonly Column[];
  readonly keys?: readonly AlternateKey[];
  readonly relationships?: readonly Relationship[];
}

function merged<T>(before: readonly T[], after: readonly T[], nameOf: (item: T) => string): T[] {
  const all = new Map(before.map((item) => [nameOf(item), item]));
  for (const item of after) all.set(nameOf(item), item);
  return [...all.values()];
}
