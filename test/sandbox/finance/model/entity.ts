import dualWrite from './dual-write-entities.json';
import definitions from './entities.json';
import enumerations from './enums.json';
import exchange from './exchange-entities.json';
import hidden from './hidden-entities.json';
import innerEnumerations from './inner-enums.json';
import master from './master-entities.json';
import project from './project-entities.json';
import service from './service-entities.json';

/** Everything public in Finance's OData lives in this namespace. */
export const NAMESPACE = 'Microsoft.Dynamics.DataEntities';

export type FieldType = 'string' | 'enum' | 'decimal' | 'int32' | 'int64' | 'guid' | 'day' | 'instant';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Texts: Finance's own limit, which its `$metadata` does not tell. */
  readonly maxLength?: number;
  /** Decimals: digits after the point that the database keeps. */
  readonly scale?: number;
  /** Enums: the type's name without the namespace. */
  readonly enumeration?: string;
  readonly isKey: boolean;
  /** Computed by Finance: nobody writes it. */
  readonly readOnly: boolean;
  /** As in `$metadata`: X++ has no null, but texts and enums are declared nullable. */
  readonly nullable: boolean;
}

export interface Entity {
  /** Name of the set (`CustomersV3`), as in the address. */
  readonly set: string;
  /** Public name (`CustomerV3`), as in the metadata. */
  readonly type: string;
  /** Name in Finance's own code (`CustCustomerV3Entity`), as in its messages. */
  readonly dataEntity: string;
  /** The table behind it, as in its messages. */
  readonly table: string;
  readonly label: string;
  readonly one: string;
  readonly category: string;
  /** Menu item of the list page (`mi=` in the address of a page). */
  readonly page: string;
  /** The field that names a row to a person. */
  readonly title: string;
  readonly key: readonly string[];
  /** Columns of the list page. */
  readonly list: readonly string[];
  readonly fields: readonly Field[];
  /** Nothing of it is written over OData. */
  readonly readOnly: boolean;
  /** Belongs to a company, or to all of them. */
  readonly perCompany: boolean;
}

const LINE = /^(\w+) (\w+)(?:\((\w+)\))?( readonly)?(?: \| (.+))?$/;

/** A field is one line: `Name type(length, scale or enum) [readonly] | label`. */
function fieldFrom(line: string, key: readonly string[]): Field {
  const match = LINE.exec(line);
  if (!match) throw new Error(`not a field: ${line}`);
  const [, name = '', type = '', argument, readOnly, label] = match;
  const isKey = key.includes(name);
  return {
    name,
    label: label ?? labelOf(name),
    type: type as FieldType,
    isKey,
    readOnly: readOnly !== undefined,
    nullable: !isKey && (type === 'string' || type === 'enum'),
    ...(type === 'string' && argument !== undefined && { maxLength: Number(argument) }),
    ...(type === 'decimal' && { scale: Number(argument) }),
    ...(type === 'enum' && argument !== undefined && { enumeration: argument }),
  };
}

/** `PrimaryContactFaxExtension` reads "Primary contact fax extension", `ProjectGroupId` "Project group". */
function labelOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ');
  const said = words.length > 1 && words.at(-1) === 'Id' ? words.slice(0, -1) : words;
  return said.map((word, at) => (at === 0 || /^[A-Z]{2}/.test(word) ? word : word.toLowerCase())).join(' ');
}

/** The entities that this Finance serves, in an order that a person finds natural. */
export const ENTITIES: readonly Entity[] = [
  ...definitions.entities,
  ...master,
  ...project,
  ...exchange,
  ...dualWrite,
].map(entityFrom);

/** An entity as the JSON files have it. */
export interface Definition extends Omit<Entity, 'fields' | 'readOnly' | 'perCompany'> {
  readonly fields: readonly string[];
  readonly readOnly?: boolean;
}

/** Fields are read when somebody asks for them: most who open a Finance look at a few entities only. */
export function entityFrom(definition: Definition): Entity {
  let fields: readonly Field[] | undefined;
  return {
    ...definition,
    get fields() {
      fields ??= definition.fields.map((line) => fieldFrom(line, definition.key));
      return fields;
    },
    readOnly: definition.readOnly ?? false,
    perCompany: definition.key.includes('dataAreaId'),
  };
}

/** Public in Finance, but not built here: a call is answered 501. */
export const ELSEWHERE: ReadonlySet<string> = new Set(definitions.elsewhere);

/** What Finance tells of its own data management: read over OData, on no page. */
export const SERVICE_ENTITIES: readonly Entity[] = service.map(entityFrom);

/** All that OData shows. */
export const PUBLIC_ENTITIES: readonly Entity[] = [...ENTITIES, ...SERVICE_ENTITIES];

/** Data entities that have no OData: only data packages reach them. */
export const HIDDEN_ENTITIES: readonly Entity[] = hidden.map(entityFrom);

/** Symbols of every enum in use, in the order of their values. */
export const ENUMERATIONS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(enumerations));

const bySet = new Map(PUBLIC_ENTITIES.map((entity) => [entity.set, entity]));
const fieldsOf = new Map<Entity, ReadonlyMap<string, Field>>();

/** Exact case, as Finance wants it. */
export function entityNamed(set: string): Entity | undefined {
  return bySet.get(set);
}

/** The entity of a name that the sandbox's own code wrote down. @throws Error when there is none. */
export function knownEntity(set: string): Entity {
  const entity = bySet.get(set);
  if (!entity) throw new Error(`no entity ${set}`);
  return entity;
}

export function fieldNamed(entity: Entity, name: string): Field | undefined {
  let fields = fieldsOf.get(entity);
  if (!fields) {
    fields = new Map(entity.fields.map((field) => [field.name, field]));
    fieldsOf.set(entity, fields);
  }
  return fields.get(name);
}

/** Enums of tables that Finance keeps for itself: `$metadata` does not tell them. */
const INNER_ENUMERATIONS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(innerEnumerations));

export function symbolsOf(field: Field): readonly string[] {
  const name = field.enumeration ?? '';
  return ENUMERATIONS.get(name) ?? INNER_ENUMERATIONS.get(name) ?? [];
}

export function typeName(entity: Entity): string {
  return `${NAMESPACE}.${entity.type}`;
}
