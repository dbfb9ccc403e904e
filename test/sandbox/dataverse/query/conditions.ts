import { GUID } from '../rows/values';
import { isLookup } from '../schema/table';
import type { Value } from '../store/layout';
import { periodOf } from './periods';
import type { Asker } from './scope';
import { pattern, type Condition, type Ref } from './tree';

/**
 * One condition of the platform's own query language, by its FetchXML name: `eq`, `in`, `last-x-days`, `eq-userid`, ….
 * Values are text as they stand in FetchXML. Undefined for an operator that is not known, or values that do not fit it.
 */
export function conditionOf(
  asker: Asker,
  ref: Ref,
  operator: string,
  values: readonly string[],
): Condition | undefined {
  const { caller } = asker;
  const [first] = values;
  const value = (text: string | undefined): Value | undefined =>
    text === undefined ? undefined : valueFrom(ref, text);
  const compare = (
    comparison: '=' | '<>' | '<' | '<=' | '>' | '>=',
    text: string | undefined,
  ): Condition | undefined => {
    const right = value(text);
    return right === undefined || right === null
      ? undefined
      : { kind: 'compare', ref, operator: comparison, value: right };
  };
  const among = (): Condition | undefined => {
    const all = values.map((text) => valueFrom(ref, text));
    return all.some((item) => item === undefined) ? undefined : { kind: 'in', ref, values: all as Value[] };
  };
  const like = (text: string | undefined): Condition | undefined =>
    text === undefined ? undefined : { kind: 'like', ref, pattern: pattern(text) };
  const not = (part: Condition | undefined): Condition | undefined => part && { kind: 'not', part };
  const notOrNull = (part: Condition | undefined): Condition | undefined =>
    part && {
      kind: 'or',
      parts: [
        { kind: 'not', part },
        { kind: 'null', ref },
      ],
    };

  switch (operator) {
    case 'eq':
      return compare('=', first);
    case 'ne':
    case 'neq':
      return compare('<>', first);
    case 'lt':
      return compare('<', first);
    case 'le':
      return compare('<=', first);
    case 'gt':
      return compare('>', first);
    case 'ge':
      return compare('>=', first);
    case 'null':
      return { kind: 'null', ref };
    case 'not-null':
      return not({ kind: 'null', ref });
    case 'in':
      return among();
    case 'not-in':
      return notOrNull(among());
    case 'like':
      return like(first);
    case 'not-like':
      return notOrNull(like(first));
    case 'begins-with':
      return like(first && `${first}%`);
    case 'not-begin-with':
      return notOrNull(like(first && `${first}%`));
    case 'ends-with':
      return like(first && `%${first}`);
    case 'not-end-with':
      return notOrNull(like(first && `%${first}`));
    case 'between':
    case 'not-between': {
      const [from, until] = [compare('>=', values[0]), compare('<=', values[1])];
      if (!from || !until) return undefined;
      const both: Condition = { kind: 'and', parts: [from, until] };
      return operator === 'between' ? both : not(both);
    }
    case 'eq-userid':
      return compare('=', caller.userId);
    case 'ne-userid':
      return compare('<>', caller.userId);
    case 'eq-businessid':
      return compare('=', caller.businessUnitId);
    case 'ne-businessid':
      return compare('<>', caller.businessUnitId);
    case 'eq-userteams':
      return { kind: 'in', ref, values: caller.teams };
    case 'eq-useroruserteams':
      return { kind: 'in', ref, values: [caller.userId, ...caller.teams] };
    case 'eq-userlanguage':
      return compare('=', String(caller.language));
    default: {
      if (ref.column.type !== 'datetime') return undefined;
      const dateOnly = ref.column.behavior === 'dateOnly';
      const period = periodOf(operator, first, asker.now, caller.zone, dateOnly);
      if (!period) return undefined;
      const parts: Condition[] = [];
      if (period.from) parts.push({ kind: 'compare', ref, operator: '>=', value: period.from });
      if (period.until) parts.push({ kind: 'compare', ref, operator: '<', value: period.until });
      return { kind: 'and', parts };
    }
  }
}

/** A value as it stands in FetchXML, for this column; undefined where it does not fit. */
function valueFrom({ column }: Ref, text: string): Value | undefined {
  switch (column.type) {
    case 'string':
    case 'memo':
      return text;
    case 'guid':
    case 'lookup':
    case 'owner': {
      const id = text
        .trim()
        .replace(/^\{(.*)\}$/, '$1')
        .toLowerCase();
      return GUID.test(id) ? id : undefined;
    }
    case 'boolean':
      return { '0': false, '1': true, false: false, true: true }[text.toLowerCase()];
    case 'decimal':
    case 'money':
      return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
    case 'double':
      return Number.isNaN(Number(text)) ? undefined : Number(text);
    case 'bigint':
      return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
    case 'int':
    case 'choice':
    case 'state':
    case 'status':
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    case 'datetime':
      return dateFrom(text, column.behavior === 'dateOnly');
  }
  return isLookup(column) ? text : undefined;
}

/** An instant in UTC with whole seconds, or a day. */
function dateFrom(text: string, dateOnly: boolean): string | undefined {
  const instant = new Date(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
  if (Number.isNaN(instant.getTime())) return undefined;
  return dateOnly ? instant.toISOString().slice(0, 10) : instant.toISOString().replace(/\.\d+Z$/, 'Z');
}
