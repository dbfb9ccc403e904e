import { nearest } from '../suggest';
import type { Filter } from '../table-map';
import type { Value } from '../value';
import * as dataverse from './generated/dataverse-filter';
import * as finance from './generated/finance-filter';
import { DEEPEST, placeIn, scan, withBlanks } from './scan';
import type { At, ColumnNode, Dialect, FilterProblem, SyntaxNode, ValueNode } from './syntax';

/** A filter, undefined for a text that says nothing; or why the text is none. */
export type ParsedFilter =
  { readonly filter: Filter | undefined } | { readonly problems: readonly [FilterProblem, ...FilterProblem[]] };

/**
 * dual-write's filter of the Dataverse side (`reversedSourceFilter`): OData's `eq ne gt ge lt le`, `and or not`,
 * brackets, `startswith endswith contains`. Never throws.
 */
export const parseDataverseFilter = (text: string): ParsedFilter => parse(text, 'dataverse');

/**
 * dual-write's filter of the Finance side (`sourceFilter`): X++ query range expressions, `== != < <= > >= like`, `&& || !`,
 * brackets, `Enum::Symbol`, `23\06\2021`; as other tools write them, also with a single `=` and single quotes. Never
 * throws.
 */
export const parseFinanceFilter = (text: string): ParsedFilter => parse(text, 'finance');

export const parseFilterText = (text: string, dialect: Dialect): ParsedFilter => parse(text, dialect);

const PARSERS = { dataverse, finance };

function parse(text: string, dialect: Dialect): ParsedFilter {
  const problem = scan(text, dialect);
  if (problem !== null) return { problems: [problem] };
  const blank = withBlanks(text, dialect);
  if (blank.replace(/[\s\u00a0\ufeff]/g, '') === '') return { filter: undefined };
  let tree: SyntaxNode;
  try {
    tree = PARSERS[dialect].parse(blank) as SyntaxNode;
  } catch (error) {
    return { problems: [syntaxProblem(blank, error)] };
  }
  const reading = new Reading(dialect);
  const filter = reading.filter(tree, 1);
  const [first, ...others] = reading.problems;
  return first === undefined ? { filter } : { problems: [first, ...others] };
}

/** Makes the tree of what stands in a text, and collects what in it means nothing. */
class Reading {
  readonly problems: FilterProblem[] = [];
  #tooDeep = false;

  constructor(private readonly dialect: Dialect) {}

  filter(node: SyntaxNode, depth: number): Filter {
    switch (node.kind) {
      case 'any':
        return { any: node.parts.map((part) => this.filter(part, depth + 1)) };
      case 'all':
        return { all: node.parts.map((part) => this.filter(part, depth + 1)) };
      case 'not':
        return this.negation(node, depth);
      case 'condition':
        return this.condition(node.column, node.is as Condition['is'], node.value);
      case 'call':
        return this.call(node);
    }
  }

  private negation({ times, part }: Extract<SyntaxNode, { kind: 'not' }>, depth: number): Filter {
    if (depth + times > DEEPEST) {
      // Once is enough; every level on the way back would say it again.
      if (!this.#tooDeep) {
        this.#tooDeep = true;
        this.problems.push({
          name: 'FILTER_TOO_LARGE',
          at: { line: 1, column: 1 },
          parameters: { limit: `${DEEPEST} levels` },
        });
      }
      return NOTHING;
    }
    let filter = this.filter(part, depth + times);
    for (let at = 0; at < times; at += 1) filter = { not: filter };
    return filter;
  }

  private call(node: Extract<SyntaxNode, { kind: 'call' }>): Filter {
    const is = FUNCTIONS[this.dialect].get(node.name.toLowerCase());
    if (is === undefined) {
      this.report('FILTER_UNKNOWN_FUNCTION', node.at, {
        function: node.name,
        suggestion: suggested(node.name, FUNCTIONS[this.dialect].keys()),
        allowed: ALLOWED[this.dialect],
      });
      return NOTHING;
    }
    const [column, value] = node.parts;
    if (node.parts.length !== 2 || column?.kind !== 'column' || value?.kind !== 'text') {
      this.report('FILTER_WRONG_ARGUMENTS', node.at, { function: node.name });
      return NOTHING;
    }
    const condition = this.condition(column, is, value);
    return (node.is === 'eq') === node.truth ? condition : { not: condition };
  }

  private condition(column: ColumnNode, is: Condition['is'], value: ValueNode): Filter {
    if (/[/.]/.test(column.name) && this.dialect === 'dataverse') {
      this.report('FILTER_PATH_IN_TEXT', column.at, { path: column.name });
    }
    return { column: column.name, is, value: this.value(value) };
  }

  private value(node: ValueNode): Value {
    switch (node.kind) {
      case 'text':
      case 'guid':
        return node.text;
      case 'symbol':
        return node.symbol;
      case 'boolean':
        return node.value;
      case 'null':
        return null;
      case 'number':
        return numberOf(node.text);
      case 'date':
        if (!isDate(node.text)) this.report('FILTER_NOT_A_DATE', node.at, { value: node.text });
        return node.text;
    }
  }

  private report(name: FilterProblem['name'], { line, column }: At, parameters: FilterProblem['parameters']): void {
    this.problems.push({ name, at: { line, column }, parameters });
  }
}

type Condition = Extract<Filter, { readonly column: string }>;

/** Stands where a problem has been reported. */
const NOTHING: Filter = { all: [] };

const FUNCTIONS: Readonly<Record<Dialect, ReadonlyMap<string, Condition['is']>>> = {
  dataverse: new Map([
    ['startswith', 'startsWith'],
    ['endswith', 'endsWith'],
    ['contains', 'contains'],
  ]),
  finance: new Map(),
};

const ALLOWED: Readonly<Record<Dialect, string>> = {
  dataverse: 'startswith, endswith, contains',
  finance: 'no functions, but like with * and ?',
};

function suggested(name: string, known: Iterable<string>): string {
  const found = nearest(name, known);
  return found === undefined ? '' : ` Is ${found} meant?`;
}

/** A number where it is exactly the one that was written; else its digits, which no binary fraction shall round. */
function numberOf(text: string): Value {
  const plain = text.replace(/^\+/, '');
  const value = Number(plain);
  if (String(value) === plain) return value;
  const digits = /^-?(\d+)(?:\.(\d*?)0*)?$/.exec(plain);
  if (digits === null) return Number.isFinite(value) ? value : plain;
  const significant = `${digits[1]}${digits[2] ?? ''}`.replace(/^0+/, '');
  return significant.length <= 15 ? (Object.is(value, -0) ? 0 : value) : plain;
}

function isDate(text: string): boolean {
  const day = text.slice(0, 10);
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(day)) return false;
  return text.length === 10 || !Number.isNaN(Date.parse(text));
}

interface PeggyError {
  readonly location?: { readonly start: At };
  readonly expected?: readonly { readonly type: string; readonly text?: string; readonly description?: string }[];
}

/** What a grammar says when it cannot go on: what stands there, and what might have. */
function syntaxProblem(text: string, error: unknown): FilterProblem {
  const { location, expected = [] } = error as PeggyError;
  const offset = location?.start.offset ?? 0;
  const words = [...new Set(expected.map(spell).filter((word) => word !== ''))];
  const found = wordAt(text, offset);
  const at = placeIn(text, offset);
  const operand = words.find((word) => OPERANDS.has(word));
  const parameters = { found, expected: listed(words) };
  if (operand !== undefined && EMPTY.test(text.slice(offset))) {
    return { name: 'FILTER_OPERAND_MISSING', at, parameters: { found, operand } };
  }
  return { name: 'FILTER_NOT_UNDERSTOOD', at, parameters };
}

const OPERANDS = new Set(['a column', 'a field', 'a value']);
/** Where nothing stands in the place of an operand: the end, a closing bracket, a word that joins or compares. */
const EMPTY = /^(?:$|\)|,|&&|\|\||[=!<>]|(?:and|or|eq|ne|gt|ge|lt|le|like)\b)/i;

function spell({ type, text = '', description = '' }: NonNullable<PeggyError['expected']>[number]): string {
  if (type === 'end') return 'the end';
  if (type === 'literal') return `"${text}"`;
  return type === 'other' ? description : '';
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? 'something else') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/** The word, or the sign, that stands at an offset. */
function wordAt(text: string, offset: number): string {
  const [word] = /^(?:[\p{L}\p{N}_.]+|[^\s\p{L}\p{N}_]+)/u.exec(text.slice(offset, offset + 40)) ?? [];
  return word === undefined ? 'the end' : `"${word}"`;
}
