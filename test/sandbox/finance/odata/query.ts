import { type Entity, type Field } from '../model/entity';
import type { Condition } from '../store';
import { badRequest, notBuilt } from './error';
import { filterCondition, property } from './filter';

/** The options of a read. */
export interface Query {
  readonly select: readonly Field[] | null;
  readonly filter: Condition | null;
  readonly order: readonly { readonly field: Field; readonly descending: boolean }[];
  readonly top: number | null;
  readonly skip: number;
  readonly count: boolean;
  readonly crossCompany: boolean;
}

const KNOWN = ['$select', '$filter', '$orderby', '$top', '$skip', '$count'];

/** @throws ServiceError 400 for what Finance refuses, 501 for what is not built. */
export function readQuery(entity: Entity, parameters: URLSearchParams): Query {
  for (const name of parameters.keys()) {
    if (parameters.getAll(name).length > 1) throw badRequest(`Query option '${name}' was specified more than once.`);
    if (name.startsWith('$') && !KNOWN.includes(name)) throw notBuilt(`the query option ${name}`);
  }
  const select = parameters.get('$select');
  const filter = parameters.get('$filter');
  return {
    select: select === null || select.trim() === '*' ? null : readSelect(entity, select),
    filter: filter === null ? null : filterCondition(entity, filter),
    order: readOrder(entity, parameters.get('$orderby')),
    top: wholeNumber('$top', parameters.get('$top')),
    skip: wholeNumber('$skip', parameters.get('$skip')) ?? 0,
    count: readBoolean('$count', parameters.get('$count')),
    crossCompany: isCrossCompany(parameters),
  };
}

/** Finance's own option: without it only the caller's default company is seen. */
export function isCrossCompany(parameters: URLSearchParams): boolean {
  return parameters.get('cross-company')?.toLowerCase() === 'true';
}

function readSelect(entity: Entity, text: string): Field[] {
  return [...new Set(text.split(',').map((name) => property(entity, name.trim())))];
}

function readOrder(entity: Entity, text: string | null): Query['order'] {
  if (text === null || text.trim() === '') return [];
  return text.split(',').map((part) => {
    const match = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(part);
    if (!match) throw badRequest(`Syntax error at position 0 in '${text}'.`);
    return { field: property(entity, match[1] ?? ''), descending: match[2] === 'desc' };
  });
}

function wholeNumber(name: string, text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`Invalid value '${text}' for ${name} query option found.`);
  return Number(text);
}

function readBoolean(name: string, text: string | null): boolean {
  if (text === null || text === 'false') return false;
  if (text === 'true') return true;
  throw badRequest(`Invalid value '${text}' for ${name} query option found.`);
}
