import type { ColumnSchema, TableSchema } from '../maps/schema';

/** A public entity of Finance. Beyond what a map has to know: how its values are spelled in a URL. */
export interface FinanceEntity extends TableSchema {
  /** Full type name per enum field: `Microsoft.Dynamics.DataEntities.NoYes`. */
  readonly enumTypes: Readonly<Record<string, string>>;
  /** Finance refuses every write. */
  readonly readOnly: boolean;
}

/** Finance does not show this entity in its OData: it is not public, switched off, or misspelled. */
export class EntityNotPublic extends Error {
  override readonly name = 'EntityNotPublic';
  constructor(readonly entity: string) {
    super(`Finance has no public entity ${entity}.`);
  }
}

/** A field as either kind of metadata tells it. */
export interface FieldFacts {
  readonly name: string;
  /** `Edm.String`, `Microsoft.Dynamics.DataEntities.NoYes`. */
  readonly type: string;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly scale?: number;
  readonly canCreate?: boolean;
  readonly canUpdate?: boolean;
}

export interface EntityFacts {
  readonly entitySet: string;
  readonly key: readonly string[];
  readonly readOnly: boolean;
  readonly fields: readonly FieldFacts[];
}

/** Symbols of an enum in the order of their values: the first is what Finance takes as empty. */
export type EnumMembers = (type: string) => readonly string[] | undefined;

const EDM: Readonly<Record<string, ColumnSchema['type']>> = {
  'Edm.String': 'string',
  'Edm.Int16': 'int',
  'Edm.Int32': 'int',
  'Edm.Int64': 'bigint',
  'Edm.Decimal': 'decimal',
  'Edm.Double': 'double',
  'Edm.Single': 'double',
  'Edm.Boolean': 'boolean',
  'Edm.DateTimeOffset': 'datetime',
  'Edm.Date': 'date',
  'Edm.Guid': 'guid',
};

export const isEnumType = (type: string): boolean => !type.startsWith('Edm.') && !type.startsWith('Collection(');

/** Fields of types that no map can carry (binary, time of day, containers) are left out. */
export function toEntity(facts: EntityFacts, members: EnumMembers): FinanceEntity {
  const columns: Record<string, ColumnSchema> = {};
  const enumTypes: Record<string, string> = {};
  for (const field of facts.fields) {
    const type = isEnumType(field.type) ? 'enum' : EDM[field.type];
    if (type === undefined) continue;
    const symbols = type === 'enum' ? members(field.type) : undefined;
    if (type === 'enum') enumTypes[field.name] = field.type;
    columns[field.name] = {
      name: field.name,
      type,
      ...(field.maxLength === undefined ? {} : { maxLength: field.maxLength }),
      ...(field.scale === undefined ? {} : { scale: field.scale }),
      ...(field.required ? { required: true } : {}),
      ...(facts.readOnly || field.canCreate === false ? { canCreate: false } : {}),
      ...(facts.readOnly || field.canUpdate === false || facts.key.includes(field.name) ? { canUpdate: false } : {}),
      ...(symbols === undefined ? {} : { members: symbols }),
    };
  }
  return {
    name: facts.entitySet,
    entitySet: facts.entitySet,
    key: companyFirst(facts.key),
    columns,
    enumTypes,
    readOnly: facts.readOnly,
  };
}

const COMPANY = 'dataAreaId';

const companyFirst = (key: readonly string[]): readonly string[] =>
  key.includes(COMPANY) ? [COMPANY, ...key.filter((field) => field !== COMPANY)] : key;
