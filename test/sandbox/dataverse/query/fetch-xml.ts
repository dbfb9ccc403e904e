import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { notBuilt, Refusal } from '../refusal';
import { columnNamed, valueProperty, type Column, type Table } from '../schema/table';
import { mayUse, need } from '../security/access';
import { conditionOf } from './conditions';
import { aliases, columnOf, onlyTo, type Asker } from './scope';
import type { Aggregate, Condition, Join, Order, Ref, Select, Source } from './tree';

/** A FetchXML query, made ready: the tree, and under which name each column read comes back. */
export interface Fetch {
  readonly table: Table;
  readonly select: Select;
  /** Names of `select.columns`, in order: own properties as on the wire, linked ones as `alias.column`. */
  readonly names: readonly string[];
  /** Own columns that are shown, without those that are read along. */
  readonly own: readonly Column[];
  readonly aggregate: boolean;
  readonly page: number;
  readonly pageSize: number;
  readonly top?: number;
  readonly count: boolean;
}

const MOST_LINKS = 15;
const MOST_CONDITIONS = 500;
const MOST_ROWS = 5000;

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** @throws Refusal for XML that is not FetchXML, for names that do not exist, for what the caller may not read */
export function fetchOf(asker: Asker, xml: string): Fetch {
  const root = parse(xml);
  if (root.name !== 'fetch') throw malformed(`Expected fetch, found ${root.name}.`);
  const entity = root.children.find((child) => child.name === 'entity');
  const table = asker.catalog.find(entity?.attributes.name ?? '');
  if (!entity || !table) throw noEntity(entity?.attributes.name ?? '');
  return new Builder(asker, root, entity, table).build();
}

/** The table a FetchXML query asks, without looking at the rest. */
export function fetchedTable(xml: string): string {
  return parse(xml).children.find((child) => child.name === 'entity')?.attributes.name ?? '';
}

class Builder {
  readonly nextAlias = aliases();
  readonly joins: Join[] = [];
  readonly order: Order[] = [];
  readonly columns: Ref[] = [];
  readonly names: string[] = [];
  readonly own: Column[] = [];
  readonly aggregates: Aggregate[] = [];
  readonly conditions: Condition[] = [];
  /** By the alias the query gives. */
  readonly sources = new Map<string, Source>();
  readonly aggregate: boolean;
  readonly raw: boolean;
  conditionCount = 0;
  linkCount = 0;

  constructor(
    readonly asker: Asker,
    readonly fetch: Element,
    readonly entity: Element,
    readonly table: Table,
  ) {
    this.aggregate = fetch.attributes.aggregate === 'true';
    this.raw = fetch.attributes.useraworderby === 'true';
  }

  build(): Fetch {
    const { attributes } = this.fetch;
    for (const name of Object.keys(attributes))
      if (!FETCH_ATTRIBUTES.has(name)) throw notBuilt(`FetchXML attribute ${name}`);
    const root: Source = { alias: this.nextAlias(), table: this.table };
    need(this.asker.caller, 'Read', this.table);
    this.sources.set(this.table.logicalName, root);
    // Conditions and orders may name the alias of a link that comes later: links first.
    this.#links(this.entity, root);
    this.#content(this.entity, root, undefined);
    for (const { element, source, alias } of this.linked) this.#content(element, source, alias);
    const distinct = attributes.distinct === 'true';
    if (!this.aggregate) {
      if (!distinct) {
        this.#read({ source: root, column: columnOf(this.table, this.table.primaryId) }, this.table.primaryId);
        this.#read({ source: root, column: columnOf(this.table, 'versionnumber') }, '@version');
        this.order.push({
          ref: { source: root, column: columnOf(this.table, this.table.primaryId) },
          descending: false,
        });
      }
    }
    const top = attributes.top === undefined ? undefined : positive('top', attributes.top);
    const page = attributes.page === undefined ? 1 : positive('page', attributes.page);
    const pageSize = Math.min(
      attributes.count === undefined ? MOST_ROWS : positive('count', attributes.count),
      MOST_ROWS,
    );
    const limit = top === undefined ? pageSize + 1 : Math.min(top, MOST_ROWS);
    return {
      table: this.table,
      names: this.names,
      own: this.own,
      aggregate: this.aggregate,
      page,
      pageSize,
      ...(top === undefined ? {} : { top }),
      count: attributes.returntotalrecordcount === 'true',
      select: {
        root,
        joins: this.joins,
        where: { kind: 'and', parts: this.conditions },
        order: this.order,
        columns: this.columns,
        ...(this.aggregate ? { aggregates: this.aggregates } : {}),
        ...(distinct ? { distinct } : {}),
        limit,
        offset: (page - 1) * pageSize,
      },
    };
  }

  readonly linked: { element: Element; source: Source; alias: string }[] = [];

  #links(parent: Element, source: Source): void {
    for (const element of parent.children) if (element.name === 'link-entity') this.#link(element, source);
  }

  #link(element: Element, parent: Source): void {
    this.linkCount += 1;
    if (this.linkCount > MOST_LINKS) throw new Refusal(400, '0x8004430D', 'Number of link entity: 16 exceed limit 15.');
    const { name = '', from, to, alias = `${name}${this.linkCount}`, 'link-type': kind = 'inner' } = element.attributes;
    const table = this.asker.catalog.find(name);
    if (!table) throw noEntity(name);
    need(this.asker.caller, 'Read', table);
    const source: Source = { alias: this.nextAlias(), table };
    const there = attribute(table, from ?? table.primaryId);
    const here: Ref = { source: parent, column: attribute(parent.table, to ?? table.primaryId) };
    if (kind === 'exists' || kind === 'in') {
      this.conditions.push(this.#exists(element, source, there, here));
      return;
    }
    if (kind !== 'inner' && kind !== 'outer') throw notBuilt(`FetchXML link-type ${kind}`);
    const own: Condition[] = [];
    if (this.sources.has(alias)) throw new Refusal(400, '0x80041130', `The alias '${alias}' is not unique.`);
    this.sources.set(alias, source);
    const join: Join = {
      ...source,
      kind: kind === 'inner' ? 'inner' : 'left',
      from: here,
      to: there,
      // The filter of an outer link decides what is joined, not what is found.
      get on() {
        return own.length === 0 ? undefined : ({ kind: 'and', parts: own } as Condition);
      },
    } as Join;
    if (here.column.targets && there.name === table.primaryId) {
      const { on } = onlyTo(here, table.logicalName);
      if (on) own.push(on);
    }
    this.joins.push(join);
    this.linked.push({ element, source, alias });
    for (const filter of element.children.filter((child) => child.name === 'filter'))
      this.linkFilters.push(() => own.push(this.#filter(filter, source)));
    this.#links(element, source);
  }

  readonly linkFilters: (() => void)[] = [];

  #exists(element: Element, source: Source, there: Column, here: Ref): Condition {
    const parts: Condition[] = [
      { kind: 'columns', left: { source, column: there }, operator: '=', right: here },
      ...element.children.filter((child) => child.name === 'filter').map((filter) => this.#filter(filter, source)),
    ];
    if (element.children.some((child) => child.name === 'link-entity'))
      throw notBuilt('FetchXML link-entity inside one of type exists');
    return { kind: 'exists', joins: [source], where: { kind: 'and', parts } };
  }

  #content(element: Element, source: Source, alias: string | undefined): void {
    if (alias === undefined) for (const filter of this.linkFilters) filter();
    for (const child of element.children) {
      switch (child.name) {
        case 'all-attributes':
          for (const column of source.table.columns) this.#show({ source, column }, alias, undefined);
          break;
        case 'attribute':
          this.#attribute(child, source, alias);
          break;
        case 'order':
          this.#order(child, source);
          break;
        case 'filter':
          if (alias === undefined) this.conditions.push(this.#filter(child, source));
          break;
        case 'link-entity':
          break;
        default:
          throw malformed(`Unexpected element ${child.name}.`);
      }
    }
  }

  #attribute(element: Element, source: Source, link: string | undefined): void {
    const { name = '', alias, aggregate, groupby, dategrouping, distinct } = element.attributes;
    const ref: Ref = { source, column: attribute(source.table, name) };
    if (!this.aggregate) {
      this.#show(ref, link, alias);
      return;
    }
    if (alias === undefined)
      throw new Refusal(400, '0x8004110B', 'An alias is required for every attribute of an aggregate query.');
    if (groupby === 'true')
      this.aggregates.push({
        alias,
        function: 'group',
        ref,
        ...(dategrouping ? { dateGrouping: dategrouping as NonNullable<Aggregate['dateGrouping']> } : {}),
      });
    else if (aggregate !== undefined && AGGREGATES.has(aggregate))
      this.aggregates.push({
        alias,
        function: aggregate as Aggregate['function'],
        ref,
        ...(distinct === 'true' ? { distinct: true } : {}),
      });
    else
      throw new Refusal(400, '0x80041107', `Attribute '${name}' needs an aggregate or groupby in an aggregate query.`);
  }

  #show(ref: Ref, link: string | undefined, alias: string | undefined): void {
    if (link === undefined && alias === undefined) this.own.push(ref.column);
    this.#read(ref, alias ?? (link === undefined ? ref.column.name : `${link}.${ref.column.name}`));
  }

  #read(ref: Ref, name: string): void {
    if (this.names.includes(name)) return;
    this.columns.push(ref);
    this.names.push(name);
  }

  #order(element: Element, source: Source): void {
    const { attribute: name, alias, descending, entityname } = element.attributes;
    if (this.aggregate) {
      const index = this.aggregates.findIndex((aggregate) => aggregate.alias === alias);
      const aggregate = this.aggregates[index];
      if (!aggregate)
        throw new Refusal(400, '0x80041134', 'An alias is required for an order clause of an aggregate query.');
      this.aggregates[index] = { ...aggregate, order: descending === 'true' ? 'descending' : 'ascending' };
      return;
    }
    if (name === undefined)
      throw new Refusal(
        400,
        '0x80041133',
        'An attribute is required for an order clause of a query without aggregates.',
      );
    const from = entityname === undefined ? source : this.#named(entityname);
    this.order.push({
      ref: { source: from, column: attribute(from.table, name) },
      descending: descending === 'true',
      byText: !this.raw,
    });
  }

  #named(alias: string): Source {
    const source = this.sources.get(alias);
    if (!source) throw new Refusal(400, '0x8004110A', `No link-entity has the name or alias '${alias}'.`);
    return source;
  }

  #filter(element: Element, source: Source): Condition {
    const { type = 'and' } = element.attributes;
    if (type !== 'and' && type !== 'or') throw new Refusal(400, '0x80041122', `Invalid filter type '${type}'.`);
    const parts = element.children.map((child): Condition => {
      if (child.name === 'filter') return this.#filter(child, source);
      if (child.name === 'condition') return this.#condition(child, source);
      throw child.name === 'link-entity'
        ? notBuilt('FetchXML link-entity in a filter')
        : malformed(`Unexpected element ${child.name}.`);
    });
    return { kind: type, parts };
  }

  #condition(element: Element, source: Source): Condition {
    this.conditionCount += 1;
    if (this.conditionCount > MOST_CONDITIONS)
      throw new Refusal(400, '0x8004430C', 'Number of conditions in query exceeded maximum limit.');
    const { attribute: name = '', operator = '', value, valueof, entityname } = element.attributes;
    const from = entityname === undefined ? source : this.#named(entityname);
    const column = attribute(from.table, name);
    if (!mayUse(this.asker.caller, 'read', from.table, column))
      throw new Refusal(
        403,
        '0x8004F506',
        `The query contains the secured column '${name}', which the caller may not read.`,
      );
    const ref: Ref = { source: from, column };
    if (valueof !== undefined) {
      const comparison = ({ eq: '=', ne: '<>', neq: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const)[operator];
      if (!comparison) throw badOperator(operator);
      const [alias, other] = valueof.includes('.') ? valueof.split('.') : [undefined, valueof];
      const against = alias === undefined ? from : this.#named(alias);
      return {
        kind: 'columns',
        left: ref,
        operator: comparison,
        right: { source: against, column: attribute(against.table, other ?? '') },
      };
    }
    const values =
      value === undefined
        ? element.children.filter((child) => child.name === 'value').map((child) => child.text)
        : [value];
    const condition = conditionOf(this.asker, ref, operator, values);
    if (!condition) throw FETCH_OPERATOR.test(operator) ? badValue(name, operator, values) : badOperator(operator);
    return condition;
  }
}

const FETCH_ATTRIBUTES: ReadonlySet<string> = new Set([
  'version',
  'output-format',
  'mapping',
  'distinct',
  'count',
  'page',
  'paging-cookie',
  'top',
  'aggregate',
  'returntotalrecordcount',
  'no-lock',
  'useraworderby',
  'latematerialize',
  'savedqueryid',
]);
const AGGREGATES: ReadonlySet<string> = new Set(['count', 'countcolumn', 'sum', 'avg', 'min', 'max']);
const FETCH_OPERATOR = /^[a-z]+(-[a-z]+)*$/;

function attribute(table: Table, name: string): Column {
  const column = columnNamed(table, name);
  if (!column)
    throw new Refusal(
      400,
      '0x80041103',
      `'${table.logicalName}' entity doesn't contain attribute with Name = '${name}' and NameMapping = 'Logical'.`,
    );
  return column;
}

function noEntity(name: string): Refusal {
  return new Refusal(
    400,
    '0x80041102',
    `The entity with a name = '${name}' with namemapping = 'Logical' was not found in the MetadataCache.`,
  );
}

function malformed(detail: string): Refusal {
  return new Refusal(400, '0x80040303', `Invalid FetchXML. ${detail}`);
}

function badOperator(operator: string): Refusal {
  return new Refusal(400, '0x80041120', `Invalid condition operator '${operator}'.`);
}

function badValue(name: string, operator: string, values: readonly string[]): Refusal {
  return new Refusal(
    400,
    '0x80041139',
    `The condition on '${name}' with operator '${operator}' does not take the value '${values.join(', ')}'.`,
  );
}

function positive(name: string, text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1)
    throw new Refusal(400, '0x8004110C', `The value of '${name}' must be greater than zero.`);
  return Number(text);
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: true,
  processEntities: true,
});

function parse(xml: string): Element {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw malformed(valid.err.msg);
  const [root] = (parser.parse(xml) as PreservedNode[]).map(elementFrom).filter((element) => element.name !== '?xml');
  if (!root) throw malformed('It is empty.');
  return root;
}

type PreservedNode = Readonly<Record<string, unknown>>;

function elementFrom(node: PreservedNode): Element {
  const name = Object.keys(node).find((key) => key !== ':@') ?? '';
  const inner = node[name];
  const nodes = Array.isArray(inner) ? (inner as PreservedNode[]) : [];
  return {
    name,
    attributes: (node[':@'] as Record<string, string> | undefined) ?? {},
    children: nodes.filter((child) => !('#text' in child)).map(elementFrom),
    text: nodes.map((child) => ('#text' in child ? String(child['#text']) : '')).join(''),
  };
}

/** A linked or aliased column comes back under the name of the alias, never as `_x_value`. */
export function wireName(fetch: Fetch, name: string): string {
  const column = fetch.own.find((candidate) => candidate.name === name);
  return column ? valueProperty(column) : name;
}
