import { label, isLookup, type Column } from '../schema/table';
import type { Catalog } from '../schema/catalog';
import { readable } from '../security/access';
import type { Caller } from '../security/caller';
import type { Cell } from '../store/database';
import { cellOf, foldedColumn, folded, quoted, storage, typeColumn, type Value } from '../store/layout';
import type { Aggregate, Condition, Join, Order, Ref, Select, Source } from './tree';

export interface Statement {
  readonly sql: string;
  /** What the columns of the answer are called, in order. */
  readonly names: readonly string[];
  readonly parameters: readonly Cell[];
}

/** What a statement is made for: whose rows, which labels. */
export interface Reader {
  readonly catalog: Catalog;
  readonly caller: Caller;
}

/**
 * The SQL of a query: only rows that the caller may read, of every table taking part. Columns come as `c0`, `c1`, …, with
 * the table of a polymorphic lookup as `c0/type`; the values that were ordered by as `o0`, `o1`, ….
 */
export function statementOf(reader: Reader, select: Select): Statement {
  const parameters: Cell[] = [];
  const push = (cell: Cell): string => {
    parameters.push(cell);
    return '?';
  };
  const sql = new Sql(reader, push);
  const order = select.order.map((item) => sql.orderExpression(item));
  const list: [name: string, expression: string][] = select.aggregates
    ? select.aggregates.map((aggregate) => [aggregate.alias, sql.aggregate(aggregate)])
    : [
        ...select.columns.flatMap((ref, index) => sql.columns(ref, index)),
        ...order.map((expression, index): [string, string] => [`o${index}`, expression]),
      ];
  const columns = list.map(([name, expression]) => `${expression} AS ${quoted(name)}`);
  const parts = [`SELECT ${select.distinct ? 'DISTINCT ' : ''}${columns.join(', ') || '1'}`];
  parts.push(`FROM ${sql.source(select.root)}`);
  for (const join of select.joins) parts.push(sql.join(join));
  const conditions = [
    sql.visible(select.root),
    select.where && sql.condition(select.where),
    select.after && sql.after(select.order, select.after),
  ].filter((condition): condition is string => Boolean(condition));
  if (conditions.length > 0) parts.push(`WHERE ${conditions.map((condition) => `(${condition})`).join(' AND ')}`);
  if (select.aggregates) {
    const groups = select.aggregates.filter((aggregate) => aggregate.function === 'group');
    if (groups.length > 0) parts.push(`GROUP BY ${groups.map((group) => sql.aggregate(group)).join(', ')}`);
    const ordered = select.aggregates.filter((aggregate) => aggregate.order);
    if (ordered.length > 0)
      parts.push(
        `ORDER BY ${ordered.map((item) => `${quoted(item.alias)} ${item.order === 'descending' ? 'DESC' : 'ASC'}`).join(', ')}`,
      );
  } else if (select.order.length > 0)
    parts.push(
      `ORDER BY ${select.order.map((item, index) => `${quoted(`o${index}`)} ${item.descending ? 'DESC' : 'ASC'}`).join(', ')}`,
    );
  if (select.limit !== undefined) parts.push(`LIMIT ${select.limit}`);
  if (select.offset !== undefined && select.offset > 0)
    parts.push(`${select.limit === undefined ? 'LIMIT -1 ' : ''}OFFSET ${select.offset}`);
  return { sql: parts.join('\n'), parameters, names: list.map(([name]) => name) };
}

/** How many rows a query has, up to `cap`. */
export function countStatementOf(reader: Reader, select: Select, cap: number): Statement {
  const { limit: _limit, offset: _offset, after: _after, ...rest } = select;
  const inner = statementOf(reader, { ...rest, order: [], limit: cap });
  return { sql: `SELECT COUNT(*) AS n FROM (${inner.sql})`, parameters: inner.parameters, names: ['n'] };
}

class Sql {
  constructor(
    readonly reader: Reader,
    readonly push: (cell: Cell) => string,
  ) {}

  source(source: Source): string {
    return `${storage(source.table)} AS ${quoted(source.alias)}`;
  }

  join(join: Join): string {
    const on = [
      `${this.raw({ source: join, column: join.to })} = ${this.raw(join.from)}`,
      join.on && this.condition(join.on),
      this.visible(join),
    ].filter(Boolean);
    return `${join.kind === 'inner' ? 'JOIN' : 'LEFT JOIN'} ${this.source(join)} ON ${on.join(' AND ')}`;
  }

  visible(source: Source): string | undefined {
    const condition = readable(this.reader.caller, source.table, quoted(source.alias));
    if (!condition) return undefined;
    for (const parameter of condition.parameters) this.push(parameter);
    return condition.sql;
  }

  columns(ref: Ref, index: number): [name: string, expression: string][] {
    const all: [string, string][] = [[`c${index}`, this.raw(ref)]];
    const type = typeColumn(ref.column);
    if (type) all.push([`c${index}/type`, `${quoted(ref.source.alias)}.${quoted(type)}`]);
    return all;
  }

  /** The stored value. */
  raw({ source, column }: Ref): string {
    return `${quoted(source.alias)}.${quoted(column.name)}`;
  }

  /** The value as it is compared. */
  comparable(ref: Ref): string {
    const { column, source } = ref;
    if (column.type === 'decimal' || column.type === 'money') return `CAST(${this.raw(ref)} AS REAL)`;
    const text = foldedColumn(column);
    if (text) return `${quoted(source.alias)}.${quoted(text)}`;
    return column.type === 'memo' || column.type === 'string' ? `LOWER(${this.raw(ref)})` : this.raw(ref);
  }

  operand(column: Column, value: Value): string {
    if (column.type === 'decimal' || column.type === 'money') return `CAST(${this.push(String(value))} AS REAL)`;
    if (column.type === 'string' || column.type === 'memo') {
      const text = String(value);
      return this.push(foldedColumn(column) ? folded(text) : text.toLowerCase());
    }
    return this.push(cellOf(value));
  }

  condition(condition: Condition): string {
    switch (condition.kind) {
      case 'and':
      case 'or':
        if (condition.parts.length === 0) return condition.kind === 'and' ? '1' : '0';
        return `(${condition.parts.map((part) => this.condition(part)).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
      case 'not':
        return `NOT (${this.condition(condition.part)})`;
      case 'constant':
        return condition.value ? '1' : '0';
      case 'null':
        return `${this.raw(condition.ref)} IS NULL`;
      case 'compare': {
        const left = this.comparable(condition.ref);
        const right = this.operand(condition.ref.column, condition.value);
        // Nothing is different from a value, as the platform counts it.
        return condition.operator === '<>'
          ? `(${left} <> ${right} OR ${this.raw(condition.ref)} IS NULL)`
          : `${left} ${condition.operator} ${right}`;
      }
      case 'columns':
        return `${this.comparable(condition.left)} ${condition.operator} ${this.comparable(condition.right)}`;
      case 'in':
        if (condition.values.length === 0) return '0';
        return `${this.comparable(condition.ref)} IN (${condition.values
          .map((value) => this.operand(condition.ref.column, value))
          .join(', ')})`;
      case 'like': {
        const left = this.comparable(condition.ref);
        return `${left} LIKE ${this.push(foldedColumn(condition.ref.column) ? foldedPattern(condition.pattern) : condition.pattern.toLowerCase())} ESCAPE '\\'`;
      }
      case 'target': {
        const type = typeColumn(condition.ref.column);
        if (!type) return condition.ref.column.targets?.[0] === condition.table ? '1' : '0';
        return `${quoted(condition.ref.source.alias)}.${quoted(type)} = ${this.push(condition.table)}`;
      }
      case 'exists': {
        const [first, ...joins] = condition.joins;
        const from = `${this.source(first)} ${joins.map((join) => this.join(join)).join(' ')}`;
        const where = [this.visible(first), this.condition(condition.where)].filter(Boolean).join(' AND ');
        return `EXISTS (SELECT 1 FROM ${from} WHERE ${where})`;
      }
    }
  }

  orderExpression(order: Order): string {
    const { ref } = order;
    const { column } = ref;
    if (order.byText && isLookup(column)) return this.nameOfTarget(ref);
    if (order.byText && column.options && column.type !== 'boolean' && column.options.length > 0)
      return `CASE ${this.raw(ref)} ${column.options
        .map(
          (option) =>
            `WHEN ${option.value} THEN ${this.push(folded(label(option.labels, this.reader.caller.language)))}`,
        )
        .join(' ')} END`;
    return this.comparable(ref);
  }

  nameOfTarget(ref: Ref): string {
    const names = (ref.column.targets ?? []).flatMap((target) => {
      const table = this.reader.catalog.find(target);
      const name = table?.columns.find((column) => column.name === table.primaryName);
      if (!table || !name) return [];
      return `(SELECT ${quoted(foldedColumn(name) ?? name.name)} FROM ${storage(table)} WHERE ${quoted(table.primaryId)} = ${this.raw(ref)})`;
    });
    return names.length > 1 ? `COALESCE(${names.join(', ')})` : (names[0] ?? this.raw(ref));
  }

  /** Rows that come after one with these values; the last thing ordered by tells every row from every other. */
  after(order: readonly Order[], values: readonly (string | null)[]): string {
    const step = (index: number): string => {
      const item = order[index];
      const value = values[index] ?? null;
      if (!item) return '0';
      const rest = index + 1 < order.length;
      if (value === null)
        // Nulls come first going up, last going down.
        return item.descending
          ? `(${this.orderExpression(item)} IS NULL AND ${rest ? step(index + 1) : '0'})`
          : `(${this.orderExpression(item)} IS NOT NULL OR (${this.orderExpression(item)} IS NULL AND ${rest ? step(index + 1) : '0'}))`;
      const beyond = item.descending
        ? `(${this.orderExpression(item)} < ${this.bound(item, value)} OR ${this.orderExpression(item)} IS NULL)`
        : `${this.orderExpression(item)} > ${this.bound(item, value)}`;
      return rest
        ? `(${beyond} OR (${this.orderExpression(item)} = ${this.bound(item, value)} AND ${step(index + 1)}))`
        : beyond;
    };
    return step(0);
  }

  /** A value that was ordered by, as it came out of SQLite. */
  bound(order: Order, value: string): string {
    const { type } = order.ref.column;
    if (order.byText) return this.push(value);
    if (type === 'decimal' || type === 'money' || type === 'double') return `CAST(${this.push(value)} AS REAL)`;
    return ['int', 'bigint', 'boolean', 'choice', 'state', 'status'].includes(type)
      ? `CAST(${this.push(value)} AS INTEGER)`
      : this.push(value);
  }

  aggregate(aggregate: Aggregate): string {
    const raw = this.raw(aggregate.ref);
    const money = ['decimal', 'money'].includes(aggregate.ref.column.type);
    const distinct = aggregate.distinct ? 'DISTINCT ' : '';
    switch (aggregate.function) {
      case 'group':
        return grouped(raw, aggregate.dateGrouping);
      case 'count':
        return 'COUNT(*)';
      case 'countcolumn':
        return `COUNT(${distinct}${raw})`;
      case 'sum':
        // Ten-thousandths as integers: adding them up loses nothing.
        return money
          ? `SUM(${distinct}CAST(ROUND(CAST(${raw} AS REAL) * 10000) AS INTEGER)) / 10000.0`
          : `SUM(${distinct}${raw})`;
      case 'avg':
        return `AVG(${distinct}${money ? `CAST(${raw} AS REAL)` : raw})`;
      case 'min':
      case 'max':
        return `${aggregate.function.toUpperCase()}(${money ? `CAST(${raw} AS REAL)` : raw})`;
    }
  }
}

/** Wild characters and their escapes survive the folding of the text between them. */
function foldedPattern(pattern: string): string {
  return folded(`${pattern}\u0000`).slice(0, -1);
}

function grouped(raw: string, grouping: Aggregate['dateGrouping']): string {
  const part = (format: string): string => `CAST(strftime('${format}', ${raw}) AS INTEGER)`;
  switch (grouping) {
    case undefined:
      return raw;
    case 'day':
      return part('%d');
    case 'week':
      return part('%W');
    case 'month':
      return part('%m');
    case 'quarter':
      return `((${part('%m')} + 2) / 3)`;
    case 'year':
      return part('%Y');
  }
}
