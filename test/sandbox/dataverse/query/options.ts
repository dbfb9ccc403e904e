import { notBuilt } from '../refusal';
import { columnOnWire, type Column, type Relationship, type Table } from '../schema/table';
import type { ManyToManyEnd } from '../schema/catalog';
import { need } from '../security/access';
import { filterOf, propertyOf, type ParameterAliases } from './filter';
import { badQuery, unknownProperty } from './refusals';
import { aliases, Scope, type Asker } from './scope';
import { splitOutside } from './split';
import type { Condition, Order } from './tree';

/** System query options as they stand in a URL, decoded, by name with the dollar sign; or those inside an `$expand`. */
export type OptionTexts = ReadonlyMap<string, string>;

/** What is shown of a row. */
export interface Shape {
  readonly table: Table;
  readonly columns: readonly Column[];
  /** As the client named them; undefined for all. Goes into the context URL. */
  readonly selected?: readonly string[];
  readonly expands: readonly Expand[];
}

export type Expand =
  /** To the row a lookup points to. */
  | { readonly kind: 'one'; readonly navigation: string; readonly relationship: Relationship; readonly shape: Shape }
  /** To whoever owns the row: of a principal nothing shows but its id. */
  | { readonly kind: 'owner'; readonly navigation: string }
  | {
      readonly kind: 'many';
      readonly navigation: string;
      readonly end: { readonly relationship: Relationship } | ManyToManyEnd;
      readonly options: SetOptions;
    };

export interface SetOptions {
  readonly shape: Shape;
  readonly scope: Scope;
  readonly where?: Condition;
  readonly order: readonly Order[];
  readonly top?: number;
  readonly count: boolean;
}

/** What `$expand` may at most hold. */
const MOST_EXPANDS = 15;

const SET_OPTIONS = new Set(['$select', '$filter', '$orderby', '$expand', '$top', '$count']);
const ROW_OPTIONS = new Set(['$select', '$expand']);

/** @throws Refusal */
export function setOptions(asker: Asker, table: Table, texts: OptionTexts, parameters?: ParameterAliases): SetOptions {
  refuseOthers(texts, SET_OPTIONS);
  need(asker.caller, 'Read', table);
  const nextAlias = aliases();
  const scope = new Scope(asker, { alias: nextAlias(), table }, nextAlias);
  const filter = texts.get('$filter');
  const top = texts.get('$top');
  return {
    shape: shapeOf(asker, table, texts),
    scope,
    ...(filter === undefined ? {} : { where: filterOf(scope, filter, parameters) }),
    order: orderOf(scope, texts.get('$orderby')),
    ...(top === undefined ? {} : { top: wholeNumber('$top', top) }),
    count: flag('$count', texts.get('$count')),
  };
}

/** @throws Refusal */
export function rowOptions(asker: Asker, table: Table, texts: OptionTexts): Shape {
  refuseOthers(texts, ROW_OPTIONS);
  return shapeOf(asker, table, texts);
}

function refuseOthers(texts: OptionTexts, taken: ReadonlySet<string>): void {
  for (const name of texts.keys()) {
    if (taken.has(name)) continue;
    if (name === '$skip') throw badQuery('Skip Clause is not supported in CRM');
    if (name === '$apply' || name === '$search' || name === '$format' || name === '$compute')
      throw notBuilt(`option ${name}`);
    throw badQuery(`The query parameter ${name} is not supported.`);
  }
}

function shapeOf(asker: Asker, table: Table, texts: OptionTexts): Shape {
  const select = texts.get('$select');
  const selected = select === undefined ? undefined : selectedProperties(table, select);
  const columns =
    selected === undefined ? table.columns : selected.flatMap((property) => columnOnWire(table, property) ?? []);
  return {
    table,
    columns,
    ...(selected === undefined ? {} : { selected }),
    expands: expandsOf(asker, table, texts.get('$expand')),
  };
}

function selectedProperties(table: Table, select: string): string[] | undefined {
  const names = select.split(',').map((name) => name.trim());
  if (names.includes('*')) return undefined;
  for (const name of names) {
    if (name === '') throw badQuery(`Syntax error: a property name is missing in $select '${select}'.`);
    const navigation = table.relationships.some((relationship) => relationship.navigation === name);
    if (!navigation) propertyOf(table, name);
  }
  return [...new Set(names)];
}

function orderOf(scope: Scope, text: string | undefined): Order[] {
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const [path = '', direction = 'asc', ...rest] = part.trim().split(/ +/);
    if (path === '' || rest.length > 0 || (direction !== 'asc' && direction !== 'desc'))
      throw badQuery(`Syntax error at position 0 in '${text}'.`);
    if (path.includes('/')) throw notBuilt('$orderby over a navigation property');
    const ref = scope.ref([path]);
    return { ref, descending: direction === 'desc', byText: ref.column.targets !== undefined };
  });
}

function expandsOf(asker: Asker, table: Table, text: string | undefined): Expand[] {
  if (text === undefined || text === '') return [];
  const items = splitOutside(text, ',');
  if (items.length > MOST_EXPANDS)
    throw badQuery(`The number of $expand options cannot be greater than ${MOST_EXPANDS}.`);
  return items.map((item) => expandOf(asker, table, item.trim()));
}

function expandOf(asker: Asker, table: Table, text: string): Expand {
  const match = /^([A-Za-z_]\w*)(?:\((.*)\))?$/s.exec(text);
  if (!match) throw badQuery(`Syntax error at position 0 in '${text}'.`);
  const [, navigation = '', inner] = match;
  const texts = nestedOptions(inner);
  if (navigation === 'ownerid' && table.ownership === 'UserOwned') {
    const select = texts.get('$select');
    if (select !== undefined && select !== 'ownerid')
      throw badQuery(`Could not find a property named '${select}' on type 'Microsoft.Dynamics.CRM.principal'.`);
    return { kind: 'owner', navigation };
  }
  const relationship = table.relationships.find((candidate) => candidate.navigation === navigation);
  if (relationship) {
    const target = asker.catalog.find(relationship.target);
    if (!target) throw unknownProperty(table, navigation);
    need(asker.caller, 'Read', target);
    return { kind: 'one', navigation, relationship, shape: rowOptions(asker, target, texts) };
  }
  const toMany = asker.catalog
    .referencing(table.logicalName)
    .find((candidate) => candidate.relationship.collection === navigation);
  if (toMany)
    return {
      kind: 'many',
      navigation,
      end: { relationship: toMany.relationship },
      options: setOptions(asker, toMany.table, texts),
    };
  const pair = asker.catalog.collection(table.logicalName, navigation);
  if (!pair) throw unknownProperty(table, navigation);
  return {
    kind: 'many',
    navigation,
    end: pair,
    options: setOptions(asker, asker.catalog.table(pair.there.table), texts),
  };
}

function nestedOptions(text: string | undefined): OptionTexts {
  const texts = new Map<string, string>();
  for (const part of text === undefined ? [] : splitOutside(text, ';')) {
    const at = part.indexOf('=');
    if (at < 0) throw badQuery(`Syntax error at position 0 in '${part}'.`);
    const name = part.slice(0, at).trim();
    if (name === '$ref' || name === '$levels') throw notBuilt(`$expand with ${name}`);
    texts.set(name, part.slice(at + 1));
  }
  return texts;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text))
    throw badQuery(
      `Invalid value '${text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.`,
    );
  return Number(text);
}

function flag(name: string, text: string | undefined): boolean {
  if (text !== undefined && text !== 'true' && text !== 'false')
    throw badQuery(`Invalid value '${text}' for ${name} query option found. Valid values are 'true' and 'false'.`);
  return text === 'true';
}

/** What comes after `#set` in a context URL: `(name,primarycontactid(fullname))`. */
export function contextProjection(shape: Shape): string {
  const parts = [
    ...(shape.selected ?? []),
    ...shape.expands.map((expand) =>
      expand.kind === 'owner'
        ? 'ownerid()'
        : `${expand.navigation}${contextProjection(expand.kind === 'one' ? expand.shape : expand.options.shape) || '()'}`,
    ),
  ];
  return parts.length === 0 ? '' : `(${parts.join(',')})`;
}
