import type { ProblemName } from '../codes';
import type { TextPosition } from '../finding';
import type { Value } from '../value';

/** The two languages in which dual-write keeps filters: OData on the Dataverse side, X++ on the Finance side. */
export type Dialect = 'dataverse' | 'finance';

/** Why a text is no filter, and where in it. */
export interface FilterProblem {
  readonly name: ProblemName;
  /** Inside the text, both counted from 1. */
  readonly at: TextPosition;
  readonly parameters: Readonly<Record<string, Value>>;
}

/** A place in a filter text, as the parsers give it. */
export interface At extends TextPosition {
  readonly offset: number;
}

/** What a grammar finds: what stands where, before anybody looks whether it means something. */
export type SyntaxNode =
  | { readonly kind: 'any' | 'all'; readonly parts: readonly SyntaxNode[] }
  | { readonly kind: 'not'; readonly times: number; readonly part: SyntaxNode }
  | { readonly kind: 'condition'; readonly column: ColumnNode; readonly is: string; readonly value: ValueNode }
  /** `contains(name,'x')`, perhaps compared with true or false. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly parts: readonly (ColumnNode | ValueNode)[];
      readonly is: 'eq' | 'ne';
      readonly truth: boolean;
      readonly at: At;
    };

export interface ColumnNode {
  readonly kind: 'column';
  readonly name: string;
  readonly at: At;
}

export type ValueNode =
  /** `number`: digits as written; `date`: ISO 8601; the others as they stand, without quotes. */
  | { readonly kind: 'text' | 'guid' | 'date' | 'number'; readonly text: string; readonly at: At }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: At }
  | { readonly kind: 'null'; readonly at: At }
  | { readonly kind: 'symbol'; readonly type: string; readonly symbol: string; readonly at: At };
