import type { Column, Table } from '../schema/table';
import type { Value } from '../store/layout';

/**
 * One query, whatever language it was asked in: `$filter` and `$orderby` of OData, FetchXML and views all become this,
 * and `sql.ts` makes SQL of it.
 */
export interface Select {
  readonly root: Source;
  readonly joins: readonly Join[];
  readonly where?: Condition;
  readonly order: readonly Order[];
  /** What is read, in order; each under the name `c0`, `c1`, … */
  readonly columns: readonly Ref[];
  readonly aggregates?: readonly Aggregate[];
  readonly distinct?: boolean;
  readonly limit?: number;
  readonly offset?: number;
  /** Go on after the row that had these values in `order`. */
  readonly after?: readonly (string | null)[];
}

/** A table taking part, under an alias of its own. */
export interface Source {
  readonly alias: string;
  readonly table: Table;
}

export interface Join extends Source {
  readonly kind: 'inner' | 'left';
  /** Column of a source before this one, and the column of this table that equals it. */
  readonly from: Ref;
  readonly to: Column;
  /** A lookup that may point to several tables: only those to this one. */
  readonly on?: Condition;
}

export interface Ref {
  readonly source: Source;
  readonly column: Column;
}

export interface Order {
  readonly ref: Ref;
  readonly descending: boolean;
  /** By the text a person sees (label of a choice, name of a lookup's row) instead of by value. */
  readonly byText?: boolean;
}

export interface Aggregate {
  readonly alias: string;
  readonly function: 'count' | 'countcolumn' | 'sum' | 'avg' | 'min' | 'max' | 'group';
  readonly ref: Ref;
  readonly distinct?: boolean;
  readonly dateGrouping?: 'day' | 'week' | 'month' | 'quarter' | 'year';
  readonly order?: 'ascending' | 'descending';
}

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'compare'; readonly ref: Ref; readonly operator: Comparison; readonly value: Value }
  | { readonly kind: 'columns'; readonly left: Ref; readonly operator: Comparison; readonly right: Ref }
  | { readonly kind: 'null'; readonly ref: Ref }
  | { readonly kind: 'in'; readonly ref: Ref; readonly values: readonly Value[] }
  /** `%` and `_` are wild. */
  | { readonly kind: 'like'; readonly ref: Ref; readonly pattern: string }
  | { readonly kind: 'target'; readonly ref: Ref; readonly table: string }
  /** Some row of a table that points here, or is pointed to, or is tied by a many-to-many table. */
  | { readonly kind: 'exists'; readonly joins: readonly [Source, ...Join[]]; readonly where: Condition };

/** Text of which only `%` and `_` are wild: the platform leaves them so, even where OData would not. */
export function pattern(text: string): string {
  return text.replaceAll('\\', '\\\\');
}
