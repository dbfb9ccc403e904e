import { explain } from '../codes';
import { isProblem } from '../cells/cell';
import { chooseDataverseCell, chooseFinanceCell, familyOf, type Family } from '../cells/choose';
import { conditionsOf, type Condition } from '../filter';
import { bindFilters, dataverseName } from '../filters/bind-filter';
import { operandOf } from '../filters/operand';
import { parseFilterText } from '../filters/parse-text';
import type { Dialect } from '../filters/syntax';
import { finding, type Finding } from '../finding';
import { resolvePath, segments } from '../lookup-path';
import type { ColumnSchema, MapSchemas } from '../schema';
import { suggestion } from '../suggest';
import type { TableMap } from '../table-map';

/** A filter that names what is not there, or that nobody understands, would let the wrong rows through. */
export function checkFilters(map: TableMap, schemas: MapSchemas): readonly Finding[] {
  const bound = bindFilters(map, schemas);
  const here = schemas.dataverse[map.dataverse.table]?.columns ?? {};
  const there = schemas.finance?.columns ?? {};
  return [
    ...checkSide(map, bound, {
      dialect: 'dataverse',
      label: 'Dataverse',
      table: map.dataverse.table,
      names: Object.keys(here),
      schemaOf: (name) => {
        const end = resolvePath(name, map.dataverse.table, schemas);
        return end.kind === 'found' ? end.column : undefined;
      },
      mapped: new Set(map.columns.flatMap(({ dataverse }) => dataversePaths(dataverse, map, schemas))),
    }),
    ...checkSide(map, bound, {
      dialect: 'finance',
      label: 'Finance',
      table: map.finance.entity,
      names: Object.keys(there),
      schemaOf: (name) => there[name],
      mapped: new Set(map.columns.flatMap(({ finance }) => (finance === undefined ? [] : finance.toLowerCase()))),
    }),
  ];
}

/** A path carries the lookups on its way as well: which row they point to decides what it reads. */
function dataversePaths(path: string | undefined, map: TableMap, schemas: MapSchemas): readonly string[] {
  if (path === undefined) return [];
  const names = segments(dataverseName(path, map.dataverse.table, schemas));
  return names.map((_, place) =>
    names
      .slice(0, place + 1)
      .join('.')
      .toLowerCase(),
  );
}

interface Side {
  readonly dialect: Dialect;
  readonly label: string;
  readonly table: string;
  readonly names: readonly string[];
  readonly schemaOf: (name: string) => ColumnSchema | undefined;
  /** Columns that a column map carries, in lower case. */
  readonly mapped: ReadonlySet<string>;
}

function checkSide(written: TableMap, bound: TableMap, side: Side): readonly Finding[] {
  const { filterText, filterInferred } = written[side.dialect];
  const { filter } = bound[side.dialect];
  if (filter === undefined) return filterText === undefined ? [] : unreadable(written, filterText, side);
  const conditions = conditionsOf(filter);
  const wrong = conditions.flatMap((condition, place) => {
    const before = conditionsOf(written[side.dialect].filter)[place] ?? condition;
    return checkCondition(written.key, condition, before, side);
  });
  const looked = [...new Set(conditions.map(({ column }) => column))].filter(
    (column) => side.schemaOf(column) !== undefined,
  );
  const label = side.label;
  return [
    ...wrong,
    ...looked
      .filter((column) => side.dialect === 'dataverse' && segments(column).length > 1)
      .map((column) => finding('FILTER_PATH', { map: written.key, column }, { side: label })),
    ...looked
      .filter((column) => !side.mapped.has(column.toLowerCase()))
      .map((column) =>
        finding(
          'FILTER_COLUMN_NOT_MAPPED',
          { map: written.key, column },
          { side: label, effect: EFFECT[side.dialect] },
        ),
      ),
    ...(filterInferred === true ? [finding('INFERRED', { map: written.key, column: `${label} filter` })] : []),
  ];
}

/** Dataverse tells of every row that changes; in Finance rows are told apart by what is mapped. */
const EFFECT: Readonly<Record<Dialect, string>> = {
  dataverse: 'a change of it alone makes Tandem look at the row, and find nothing to write',
  finance: 'a change of it alone is not seen before a mapped field changes too',
};

/** A map that was not read from a file may still have a text that nobody understands. */
function unreadable(map: TableMap, text: string, { dialect, label }: Side): readonly Finding[] {
  const parsed = parseFilterText(text, dialect);
  if ('filter' in parsed) return [];
  return parsed.problems.map(({ name, at, parameters }) =>
    finding(name, { map: map.key }, { side: label, line: at.line, place: at.column, ...parameters }),
  );
}

function checkCondition(map: string, condition: Condition, written: Condition, side: Side): readonly Finding[] {
  const { column, is, value } = condition;
  const place = { map, column };
  const schema = side.schemaOf(column);
  if (schema === undefined) {
    const parameters = { side: side.label, table: side.table, suggestion: suggestion(column, side.names) };
    return [finding('UNKNOWN_FILTER_COLUMN', place, parameters)];
  }
  const family = familyOf(schema.type);
  const allowed = ALLOWED[family];
  const about = { side: side.label, is, value, type: schema.type };
  if (!allowed.includes(is)) {
    return [finding('FILTER_COMPARISON_DOES_NOT_FIT', place, { ...about, allowed: allowed.join(', ') })];
  }
  if (PATTERNS.includes(is)) return [];
  if (value === null || value === '') {
    const hasOrder = side.dialect === 'finance' || is === 'eq' || is === 'ne';
    return hasOrder ? [] : [finding('FILTER_ORDER_OF_NOTHING', place, about)];
  }
  return checkValue(condition, written, schema, side, place);
}

function checkValue(
  { is, value }: Condition,
  written: Condition,
  schema: ColumnSchema,
  { dialect, label }: Side,
  place: { readonly map: string; readonly column: string },
): readonly Finding[] {
  const { members, options } = schema;
  const read = operandOf(schema, dialect).read(value);
  if (schema.type === 'enum' && members !== undefined) {
    if (isProblem(read)) {
      const parameters = {
        side: label,
        value,
        suggestion: suggestion(String(value), members),
        allowed: listed(members),
      };
      return [finding('FILTER_UNKNOWN_SYMBOL', place, parameters)];
    }
    return typeof written.value === 'number'
      ? [finding('FILTER_SYMBOL_BY_NUMBER', place, { side: label, value: written.value, symbol: read })]
      : [];
  }
  if (options !== undefined && !isProblem(read) && !options.includes(Number(read))) {
    return [finding('FILTER_UNKNOWN_OPTION', place, { side: label, value, allowed: listed(options.map(String)) })];
  }
  // A row can hold only what the column can be given: compared with anything else it is never equal.
  const outcome =
    isProblem(read) || (is !== 'eq' && is !== 'ne') || familyOf(schema.type) === 'date'
      ? read
      : cellOf(schema, dialect).write(value);
  if (!isProblem(outcome)) return [];
  const parameters = { column: place.column, ...outcome.parameters };
  const problem = explain(outcome.code, parameters)?.message ?? outcome.code;
  return [finding('FILTER_VALUE_DOES_NOT_FIT', place, { side: label, value, problem })];
}

const PLAIN = { companyCode: false, cut: false, round: false, translated: false } as const;

const cellOf = (schema: ColumnSchema, side: Dialect): ReturnType<typeof chooseFinanceCell> =>
  side === 'dataverse' ? chooseDataverseCell(schema, PLAIN) : chooseFinanceCell(schema, PLAIN);

const EQUALITY: readonly Condition['is'][] = ['eq', 'ne'];
const ORDER: readonly Condition['is'][] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const PATTERNS: readonly Condition['is'][] = ['like', 'contains', 'startsWith', 'endsWith'];

/** Which comparisons a type takes, on both platforms. */
const ALLOWED: Readonly<Record<Family, readonly Condition['is'][]>> = {
  text: [...ORDER, ...PATTERNS],
  number: ORDER,
  date: ORDER,
  symbol: ORDER,
  choice: ORDER,
  boolean: EQUALITY,
  guid: EQUALITY,
};

/** Long lists are told by their beginning. */
const listed = (values: readonly string[]): string =>
  values.length <= MOST_LISTED ? values.join(', ') : `${values.slice(0, MOST_LISTED).join(', ')}, …`;

const MOST_LISTED = 20;
