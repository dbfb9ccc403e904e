/** What the shell knows of a table, from the Web API's metadata. Labels are in the user's language. */
export interface Table {
  readonly name: string;
  readonly set: string;
  readonly primaryId: string;
  readonly primaryName: string;
  readonly label: string;
  readonly collectionLabel: string;
  readonly objectTypeCode: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** Navigation property by `column/target table`, for `@odata.bind`. */
  readonly navigation: ReadonlyMap<string, string>;
  /** Column by schema name of the relationship that it makes. */
  readonly relationships: ReadonlyMap<string, string>;
}

export type ColumnKind =
  'text' | 'memo' | 'whole' | 'decimal' | 'money' | 'boolean' | 'date' | 'choice' | 'lookup' | 'guid' | 'other';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly label: string;
  readonly required: boolean;
  readonly canCreate: boolean;
  readonly canUpdate: boolean;
  readonly maxLength?: number;
  /** Digits after the point. */
  readonly precision?: number;
  readonly min?: number;
  readonly max?: number;
  /** Dates: whether a time of day is shown. */
  readonly hasTime?: boolean;
  /** Dates: `userLocal` is shown in the user's time zone, the others as written. */
  readonly behavior?: 'userLocal' | 'dateOnly' | 'timeZoneIndependent';
  readonly format?: string;
  readonly targets?: readonly string[];
  readonly options?: readonly ChoiceOption[];
  /** The platform's own type name, e.g. `Memo`. */
  readonly type: string;
}

export interface ChoiceOption {
  readonly value: number;
  readonly label: string;
  readonly color?: string;
}

interface LabelJson {
  readonly UserLocalizedLabel?: { readonly Label?: string } | null;
  readonly LocalizedLabels?: readonly { readonly Label?: string; readonly LanguageCode?: number }[];
}

interface AttributeJson {
  readonly LogicalName: string;
  readonly AttributeType?: string;
  readonly AttributeOf?: string | null;
  readonly DisplayName?: LabelJson;
  readonly RequiredLevel?: { readonly Value?: string };
  readonly IsValidForCreate?: boolean;
  readonly IsValidForUpdate?: boolean;
  readonly MaxLength?: number;
  readonly Precision?: number;
  /** Amounts: 0 the column's own precision, 1 the organisation's, 2 the currency's. */
  readonly PrecisionSource?: number;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly Format?: string;
  readonly FormatName?: { readonly Value?: string };
  readonly DateTimeBehavior?: { readonly Value?: string };
  readonly Targets?: readonly string[];
}

export interface TableJson {
  readonly LogicalName: string;
  readonly EntitySetName: string;
  readonly PrimaryIdAttribute: string;
  readonly PrimaryNameAttribute?: string | null;
  readonly ObjectTypeCode?: number;
  readonly DisplayName?: LabelJson;
  readonly DisplayCollectionName?: LabelJson;
  readonly Attributes?: readonly AttributeJson[];
  readonly ManyToOneRelationships?: readonly {
    readonly SchemaName?: string;
    readonly ReferencingAttribute: string;
    readonly ReferencedEntity: string;
    readonly ReferencingEntityNavigationPropertyName: string;
  }[];
}

interface OptionJson {
  readonly Value: number;
  readonly Label?: LabelJson;
  readonly Color?: string | null;
}

/** One row of `Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$expand=OptionSet` and its siblings. */
export interface OptionsJson {
  readonly LogicalName: string;
  readonly OptionSet?: {
    readonly Options?: readonly OptionJson[];
    readonly FalseOption?: OptionJson;
    readonly TrueOption?: OptionJson;
  } | null;
  readonly GlobalOptionSet?: { readonly Options?: readonly OptionJson[] } | null;
}

/** Puts a table together from its definition and the options of its choice columns. */
export function tableFrom(json: TableJson, options: readonly OptionsJson[]): Table {
  const optionsOf = new Map(options.map((row) => [row.LogicalName, optionList(row)]));
  const columns = (json.Attributes ?? []).map((attribute) =>
    columnFrom(attribute, optionsOf.get(attribute.LogicalName)),
  );
  return {
    name: json.LogicalName,
    set: json.EntitySetName,
    primaryId: json.PrimaryIdAttribute,
    primaryName: json.PrimaryNameAttribute ?? '',
    label: text(json.DisplayName) || json.LogicalName,
    collectionLabel: text(json.DisplayCollectionName) || json.EntitySetName,
    objectTypeCode: json.ObjectTypeCode ?? 0,
    columns: new Map(columns.map((column) => [column.name, column])),
    navigation: new Map(
      (json.ManyToOneRelationships ?? []).map((relationship) => [
        `${relationship.ReferencingAttribute}/${relationship.ReferencedEntity}`,
        relationship.ReferencingEntityNavigationPropertyName,
      ]),
    ),
    relationships: new Map(
      (json.ManyToOneRelationships ?? []).map((relationship) => [
        relationship.SchemaName ?? '',
        relationship.ReferencingAttribute,
      ]),
    ),
  };
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  String: 'text',
  Memo: 'memo',
  Integer: 'whole',
  BigInt: 'whole',
  Decimal: 'decimal',
  Double: 'decimal',
  Money: 'money',
  Boolean: 'boolean',
  DateTime: 'date',
  Picklist: 'choice',
  State: 'choice',
  Status: 'choice',
  Lookup: 'lookup',
  Customer: 'lookup',
  Owner: 'lookup',
  Uniqueidentifier: 'guid',
};

/** Digits of every currency in the sandbox. */
const CURRENCY_PRECISION = 2;

const BEHAVIORS: Readonly<Record<string, NonNullable<Column['behavior']>>> = {
  UserLocal: 'userLocal',
  DateOnly: 'dateOnly',
  TimeZoneIndependent: 'timeZoneIndependent',
};

function columnFrom(json: AttributeJson, options: readonly ChoiceOption[] | undefined): Column {
  const type = json.AttributeType ?? '';
  const kind = KINDS[type] ?? 'other';
  const level = json.RequiredLevel?.Value;
  const format = json.FormatName?.Value ?? json.Format;
  const behavior = BEHAVIORS[json.DateTimeBehavior?.Value ?? ''];
  return {
    name: json.LogicalName,
    kind,
    type,
    label: text(json.DisplayName) || json.LogicalName,
    required: level === 'ApplicationRequired' || level === 'SystemRequired',
    canCreate: json.IsValidForCreate ?? true,
    canUpdate: json.IsValidForUpdate ?? true,
    ...(json.MaxLength === undefined ? {} : { maxLength: json.MaxLength }),
    ...(json.Precision === undefined ? {} : { precision: json.PrecisionSource ? CURRENCY_PRECISION : json.Precision }),
    ...(json.MinValue === undefined ? {} : { min: Number(json.MinValue) }),
    ...(json.MaxValue === undefined ? {} : { max: Number(json.MaxValue) }),
    ...(format === undefined ? {} : { format }),
    ...(kind === 'date' ? { hasTime: json.Format !== 'DateOnly', behavior: behavior ?? 'userLocal' } : {}),
    ...(json.Targets === undefined ? {} : { targets: json.Targets }),
    ...(options === undefined ? {} : { options }),
  };
}

function optionList(row: OptionsJson): readonly ChoiceOption[] {
  const { Options, FalseOption, TrueOption } = row.OptionSet ?? {};
  const list = Options ?? row.GlobalOptionSet?.Options ?? [FalseOption, TrueOption].filter((o) => o !== undefined);
  return list.map((option) => ({
    value: option.Value,
    label: text(option.Label) || String(option.Value),
    ...(option.Color ? { color: option.Color } : {}),
  }));
}

function text(label: LabelJson | undefined): string {
  return label?.UserLocalizedLabel?.Label ?? label?.LocalizedLabels?.[0]?.Label ?? '';
}

/** Name of the property that carries the column's value on the wire. */
export function wireName(column: Column): string {
  return column.kind === 'lookup' ? `_${column.name}_value` : column.name;
}
