import { metadataId, type Catalog } from '../../schema/catalog';
import { keyStatus } from '../../schema/keys';
import { privilegeName } from '../../security/caller';
import type { AlternateKey, Choice, Column, Labels, ManyToMany, Option, Relationship, Table } from '../../schema/table';
import type { Document } from './documents';

/** Schema as documents of the Web API, labels in the reader's language first. */
export class Definitions {
  constructor(
    readonly catalog: Catalog,
    readonly language: number,
    /** Now, as stored. */
    readonly now: string,
  ) {}

  tables(): Document[] {
    return this.catalog.tables.map((table) => this.table(table));
  }

  table(table: Table): Document {
    const name = table.logicalName;
    return {
      type: 'EntityMetadata',
      properties: {
        MetadataId: metadataId(name),
        LogicalName: name,
        SchemaName: table.schemaName,
        EntitySetName: table.entitySet,
        LogicalCollectionName: table.entitySet.toLowerCase(),
        CollectionSchemaName: table.entitySet,
        PrimaryIdAttribute: table.primaryId,
        PrimaryNameAttribute: table.primaryName || null,
        PrimaryImageAttribute: null,
        ObjectTypeCode: table.objectTypeCode,
        OwnershipType: {
          UserOwned: 'UserOwned',
          OrgOwned: 'OrganizationOwned',
          BusinessOwned: 'BusinessOwned',
          None: 'None',
        }[table.ownership],
        TableType: 'Standard',
        IsCustomEntity: table.custom,
        IsManaged: table.managed,
        IsActivity: false,
        IsActivityParty: false,
        IsIntersect: this.catalog.manyToMany.some((pair) => pair.intersect === name),
        IsPrivate: false,
        IsLogicalEntity: false,
        IsImportable: true,
        IsValidForAdvancedFind: table.ownership !== 'None',
        IsEnabledForCharts: true,
        IsEnabledForTrace: false,
        IsBPFEntity: false,
        IsChildEntity: false,
        IsQuickCreateEnabled: false,
        IsReadingPaneEnabled: true,
        IsStateModelAware: table.columns.some((column) => column.type === 'state'),
        EnforceStateTransitions: false,
        ChangeTrackingEnabled: table.changeTracking,
        IsOptimisticConcurrencyEnabled: table.ownership !== 'None',
        CanChangeTrackingBeEnabled: managed(
          'canchangetrackingbeenabled',
          table.canTrackChanges ?? table.ownership !== 'None',
        ),
        IsCustomizable: managed('iscustomizable', true),
        IsRenameable: managed('isrenameable', true),
        IsMappable: managed('ismappable', true),
        IsAuditEnabled: managed('canmodifyauditsettings', false),
        IsDuplicateDetectionEnabled: managed('canmodifyduplicatedetectionsettings', false),
        IsConnectionsEnabled: managed('canmodifyconnectionsettings', false),
        IsMailMergeEnabled: managed('canmodifymailmergesettings', false),
        CanCreateAttributes: managed('cancreateattributes', true),
        CanCreateForms: managed('cancreateforms', true),
        CanCreateViews: managed('cancreateviews', true),
        CanCreateCharts: managed('cancreatecharts', true),
        AutoCreateAccessTeams: false,
        HasActivities: false,
        HasNotes: false,
        HasFeedback: false,
        EntityColor: null,
        IconVectorName: null,
        IntroducedVersion: '1.0.0.0',
        DataProviderId: null,
        DataSourceId: null,
        ExternalName: null,
        ExternalCollectionName: null,
        ReportViewName: `Filtered${name}`,
        DisplayName: this.label(table.labels),
        DisplayCollectionName: this.label(table.collectionLabels),
        Description: this.label({}),
        Privileges: this.#privileges(table),
      },
      navigations: {
        Attributes: () => this.columns(table),
        Keys: () => table.keys.map((key) => this.key(table, key)),
        ManyToOneRelationships: () => this.manyToOne(table),
        OneToManyRelationships: () =>
          this.catalog
            .referencing(name)
            .map(({ table: referencing, relationship }) => this.relationship(referencing, relationship)),
        ManyToManyRelationships: () =>
          this.catalog.manyToMany
            .filter((pair) => pair.first.table === name || pair.second.table === name)
            .map((pair) => this.manyToMany(pair)),
      },
    };
  }

  #privileges(table: Table): unknown[] {
    const rights = ['Create', 'Read', 'Write', 'Delete', 'Assign', 'Share', 'Append', 'AppendTo'] as const;
    if (table.ownership === 'None') return [];
    return rights
      .filter((right) => table.ownership === 'UserOwned' || (right !== 'Assign' && right !== 'Share'))
      .map((right) => ({
        CanBeBasic: table.ownership === 'UserOwned',
        CanBeDeep: table.ownership === 'UserOwned',
        CanBeGlobal: true,
        CanBeLocal: table.ownership === 'UserOwned',
        CanBeEntityReference: false,
        CanBeParentEntityReference: false,
        Name: privilegeName(right, table.schemaName),
        PrivilegeId: metadataId('privilege', privilegeName(right, table.schemaName).toLowerCase()),
        PrivilegeType: right,
      }));
  }

  columns(table: Table): Document[] {
    return table.columns.map((column, index) => this.column(table, column, index + 1));
  }

  column(table: Table, column: Column, number = 1): Document {
    const { type, code, typeName } = KINDS[column.type];
    const customer = column.name === 'customerid' || column.name === 'parentcustomerid';
    return {
      type,
      properties: {
        MetadataId: metadataId(table.logicalName, column.name),
        LogicalName: column.name,
        SchemaName: column.schemaName,
        EntityLogicalName: table.logicalName,
        AttributeType: customer ? 'Customer' : code,
        AttributeTypeName: { Value: customer ? 'CustomerType' : typeName },
        AttributeOf: null,
        ColumnNumber: number,
        DisplayName: this.label(column.labels),
        Description: this.label({}),
        RequiredLevel: {
          Value: {
            none: 'None',
            recommended: 'Recommended',
            required: 'ApplicationRequired',
            systemrequired: 'SystemRequired',
          }[column.required],
          CanBeChanged: column.required !== 'systemrequired',
          ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings',
        },
        IsPrimaryId: column.name === table.primaryId,
        IsPrimaryName: column.name === table.primaryName,
        IsCustomAttribute: column.custom,
        IsManaged: table.managed,
        IsLogical: column.logical === true,
        IsSecured: column.secured,
        CanBeSecuredForRead: column.secured,
        CanBeSecuredForCreate: column.secured,
        CanBeSecuredForUpdate: column.secured,
        IsValidForCreate: column.canCreate,
        IsValidForRead: true,
        IsValidForUpdate: column.canUpdate,
        IsValidForForm: true,
        IsValidForGrid: true,
        IsRequiredForForm: false,
        IsRetrievable: true,
        IsFilterable: false,
        IsSearchable: false,
        IsDataSourceSecret: false,
        IsValidForAdvancedFind: managed('canmodifysearchsettings', true),
        IsAuditEnabled: managed('canmodifyauditsettings', false),
        IsCustomizable: managed('iscustomizable', true),
        IsRenameable: managed('isrenameable', true),
        IsSortableEnabled: managed('ismanagedpropertysortable', false),
        SourceType: 0,
        ExternalName: null,
        DeprecatedVersion: null,
        IntroducedVersion: '1.0.0.0',
        LinkedAttributeId: null,
        InheritsFrom: null,
        ...(column.autoNumber === undefined ? {} : { AutoNumberFormat: column.autoNumber }),
        ...ofKind(column),
      },
      navigations: this.#optionSets(table, column),
    };
  }

  #optionSets(table: Table, column: Column): Document['navigations'] {
    switch (column.type) {
      case 'boolean':
        return { OptionSet: () => this.#booleanOptions(table, column), GlobalOptionSet: () => null };
      case 'choice':
      case 'state':
      case 'status': {
        const own = (): Document => this.#columnOptions(table, column);
        const global = (): Document | null => {
          const choice = column.globalChoice === undefined ? undefined : this.catalog.choice(column.globalChoice);
          return choice ? this.choice(choice) : null;
        };
        // A column has its own options or borrows those of a global choice; either way they show as OptionSet.
        return { OptionSet: () => global() ?? own(), GlobalOptionSet: global };
      }
      default:
        return {};
    }
  }

  #columnOptions(table: Table, column: Column): Document {
    const name = `${table.logicalName}_${column.name}`;
    return {
      type: 'OptionSetMetadata',
      properties: {
        MetadataId: metadataId('choice', name),
        Name: name,
        IsGlobal: false,
        IsCustomOptionSet: column.custom,
        IsManaged: table.managed,
        OptionSetType: { state: 'State', status: 'Status' }[column.type as 'state' | 'status'] ?? 'Picklist',
        DisplayName: this.label(column.labels),
        Description: this.label({}),
        Options: (column.options ?? []).map((option) => this.#option(option, column.type)),
      },
      navigations: {},
    };
  }

  #booleanOptions(table: Table, column: Column): Document {
    const [no, yes] = [0, 1].map((value) => column.options?.find((option) => option.value === value));
    return {
      type: 'BooleanOptionSetMetadata',
      properties: {
        MetadataId: metadataId('choice', table.logicalName, column.name),
        Name: `${table.logicalName}_${column.name}`,
        IsGlobal: false,
        IsCustomOptionSet: column.custom,
        OptionSetType: 'Boolean',
        DisplayName: this.label(column.labels),
        Description: this.label({}),
        TrueOption: this.#option(yes ?? { value: 1, labels: { '1033': 'Yes' } }, 'choice'),
        FalseOption: this.#option(no ?? { value: 0, labels: { '1033': 'No' } }, 'choice'),
      },
      navigations: {},
    };
  }

  #option(option: Option, kind: string): Record<string, unknown> {
    return {
      ...(kind === 'status'
        ? { '@odata.type': '#Microsoft.Dynamics.CRM.StatusOptionMetadata', State: option.state ?? 0 }
        : {}),
      ...(kind === 'state'
        ? { '@odata.type': '#Microsoft.Dynamics.CRM.StateOptionMetadata', InvariantName: option.labels['1033'] ?? '' }
        : {}),
      Value: option.value,
      Label: this.label(option.labels),
      Description: this.label({}),
      Color: null,
      IsManaged: true,
      ExternalValue: null,
      ParentValues: [],
    };
  }

  choices(): Document[] {
    return this.catalog.choices.map((choice) => this.choice(choice));
  }

  choice(choice: Choice): Document {
    return {
      type: 'OptionSetMetadata',
      properties: {
        MetadataId: metadataId('choice', choice.name),
        Name: choice.name,
        IsGlobal: true,
        IsCustomOptionSet: true,
        IsManaged: choice.managed,
        OptionSetType: 'Picklist',
        ExternalTypeName: null,
        DisplayName: this.label(choice.labels),
        Description: this.label({}),
        Options: choice.options.map((option) => this.#option(option, 'choice')),
      },
      navigations: {},
    };
  }

  key(table: Table, key: AlternateKey): Document {
    return {
      type: 'EntityKeyMetadata',
      properties: {
        MetadataId: metadataId('key', table.logicalName, key.name),
        LogicalName: key.name,
        SchemaName: key.schemaName,
        EntityLogicalName: table.logicalName,
        KeyAttributes: key.columns,
        EntityKeyIndexStatus: keyStatus(key, this.now),
        DisplayName: this.label(key.labels),
        IsManaged: table.managed,
        IsCustomizable: managed('iscustomizable', true),
        IntroducedVersion: '1.0.0.0',
        IsSynchronous: false,
        IsSecondaryKey: false,
        IsExportKey: false,
      },
      navigations: {},
    };
  }

  manyToOne(table: Table): Document[] {
    return table.relationships.map((relationship) => this.relationship(table, relationship));
  }

  relationship(table: Table, relationship: Relationship): Document {
    const target = this.catalog.find(relationship.target);
    return {
      type: 'OneToManyRelationshipMetadata',
      properties: {
        MetadataId: metadataId('relationship', table.logicalName, relationship.name, relationship.target),
        SchemaName: relationship.name,
        RelationshipType: 'OneToManyRelationship',
        ReferencedEntity: relationship.target,
        ReferencedAttribute: target?.primaryId ?? '',
        ReferencingEntity: table.logicalName,
        ReferencingAttribute: relationship.column,
        ReferencingEntityNavigationPropertyName: relationship.navigation,
        ReferencedEntityNavigationPropertyName: relationship.collection,
        IsCustomRelationship: table.custom,
        IsManaged: table.managed,
        IsHierarchical: false,
        IsValidForAdvancedFind: true,
        SecurityTypes: 'Append',
        CascadeConfiguration: {
          Assign: 'NoCascade',
          Delete: relationship.onDelete,
          Merge: 'NoCascade',
          Reparent: 'NoCascade',
          Share: 'NoCascade',
          Unshare: 'NoCascade',
        },
      },
      navigations: {},
    };
  }

  manyToMany(pair: ManyToMany): Document {
    const key = (name: string): string => this.catalog.find(name)?.primaryId ?? '';
    return {
      type: 'ManyToManyRelationshipMetadata',
      properties: {
        MetadataId: metadataId('many to many', pair.name),
        SchemaName: pair.name,
        RelationshipType: 'ManyToManyRelationship',
        IntersectEntityName: pair.intersect,
        Entity1LogicalName: pair.first.table,
        Entity1IntersectAttribute: key(pair.first.table),
        Entity1NavigationPropertyName: pair.first.navigation,
        Entity2LogicalName: pair.second.table,
        Entity2IntersectAttribute: key(pair.second.table),
        Entity2NavigationPropertyName: pair.second.navigation,
        IsCustomRelationship: false,
        IsManaged: true,
      },
      navigations: {},
    };
  }

  label(labels: Labels): Record<string, unknown> {
    const all = Object.entries(labels).map(([language, text]) => labelIn(Number(language), text));
    const own = labels[String(this.language)] ?? labels['1033'];
    const language = labels[String(this.language)] === undefined ? 1033 : this.language;
    return { LocalizedLabels: all, UserLocalizedLabel: own === undefined ? null : labelIn(language, own) };
  }
}

function labelIn(language: number, text: string): Record<string, unknown> {
  return {
    Label: text,
    LanguageCode: language,
    IsManaged: true,
    MetadataId: metadataId('label', String(language), text),
    HasChanged: null,
  };
}

function managed(name: string, value: boolean): Record<string, unknown> {
  return { Value: value, CanBeChanged: true, ManagedPropertyLogicalName: name };
}

interface Kind {
  readonly type: string;
  readonly code: string;
  readonly typeName: string;
}

const KINDS: Readonly<Record<Column['type'], Kind>> = {
  guid: { type: 'UniqueIdentifierAttributeMetadata', code: 'Uniqueidentifier', typeName: 'UniqueidentifierType' },
  string: { type: 'StringAttributeMetadata', code: 'String', typeName: 'StringType' },
  memo: { type: 'MemoAttributeMetadata', code: 'Memo', typeName: 'MemoType' },
  int: { type: 'IntegerAttributeMetadata', code: 'Integer', typeName: 'IntegerType' },
  bigint: { type: 'BigIntAttributeMetadata', code: 'BigInt', typeName: 'BigIntType' },
  decimal: { type: 'DecimalAttributeMetadata', code: 'Decimal', typeName: 'DecimalType' },
  money: { type: 'MoneyAttributeMetadata', code: 'Money', typeName: 'MoneyType' },
  double: { type: 'DoubleAttributeMetadata', code: 'Double', typeName: 'DoubleType' },
  boolean: { type: 'BooleanAttributeMetadata', code: 'Boolean', typeName: 'BooleanType' },
  datetime: { type: 'DateTimeAttributeMetadata', code: 'DateTime', typeName: 'DateTimeType' },
  choice: { type: 'PicklistAttributeMetadata', code: 'Picklist', typeName: 'PicklistType' },
  state: { type: 'StateAttributeMetadata', code: 'State', typeName: 'StateType' },
  status: { type: 'StatusAttributeMetadata', code: 'Status', typeName: 'StatusType' },
  lookup: { type: 'LookupAttributeMetadata', code: 'Lookup', typeName: 'LookupType' },
  owner: { type: 'LookupAttributeMetadata', code: 'Owner', typeName: 'OwnerType' },
};

const FORMATS: Readonly<Record<string, string>> = {
  text: 'Text',
  textarea: 'TextArea',
  email: 'Email',
  url: 'Url',
  phone: 'Phone',
  duration: 'Duration',
};

/** What only columns of one type have. */
function ofKind(column: Column): Record<string, unknown> {
  const format = FORMATS[column.format ?? ''] ?? 'Text';
  switch (column.type) {
    case 'string':
      return {
        MaxLength: column.maxLength ?? 100,
        DatabaseLength: (column.maxLength ?? 100) * 2,
        Format: format,
        FormatName: { Value: format },
        ImeMode: 'Auto',
        IsLocalizable: false,
        FormulaDefinition: '',
        SourceTypeMask: 0,
        AutoNumberFormat: column.autoNumber ?? '',
      };
    case 'memo':
      return {
        MaxLength: column.maxLength ?? 2000,
        Format: 'TextArea',
        FormatName: { Value: 'TextArea' },
        ImeMode: 'Auto',
        IsLocalizable: false,
      };
    case 'int':
      return {
        MinValue: Number(column.min ?? -2147483648),
        MaxValue: Number(column.max ?? 2147483647),
        Format: column.format === 'duration' ? 'Duration' : 'None',
        FormulaDefinition: '',
        SourceTypeMask: 0,
      };
    case 'bigint':
      return { MinValue: -9223372036854775808n, MaxValue: 9223372036854775807n };
    case 'decimal':
    case 'double':
      return {
        MinValue: Number(column.min ?? -100000000000),
        MaxValue: Number(column.max ?? 100000000000),
        Precision: column.scale ?? 2,
        ImeMode: 'Auto',
        FormulaDefinition: '',
        SourceTypeMask: 0,
      };
    case 'money':
      return {
        MinValue: Number(column.min ?? -922337203685477),
        MaxValue: Number(column.max ?? 922337203685477),
        Precision: column.scale ?? 4,
        PrecisionSource: 2,
        ImeMode: 'Auto',
        IsBaseCurrency: column.name.endsWith('_base'),
        CalculationOf: column.name.endsWith('_base') ? column.name.slice(0, -'_base'.length) : null,
      };
    case 'boolean':
      return { DefaultValue: column.defaultValue === 1, FormulaDefinition: '', SourceTypeMask: 0 };
    case 'datetime':
      return {
        Format: column.format === 'date' ? 'DateOnly' : 'DateAndTime',
        DateTimeBehavior: {
          Value: { dateOnly: 'DateOnly', timeZoneIndependent: 'TimeZoneIndependent', userLocal: 'UserLocal' }[
            column.behavior ?? 'userLocal'
          ],
        },
        CanChangeDateTimeBehavior: managed('canchangedatetimebehavior', false),
        MinSupportedValue: '1753-01-01T00:00:00Z',
        MaxSupportedValue: '9999-12-30T23:59:59Z',
        ImeMode: 'Auto',
        FormulaDefinition: '',
        SourceTypeMask: 0,
      };
    case 'choice':
      return {
        DefaultFormValue: column.defaultValue ?? -1,
        FormulaDefinition: '',
        SourceTypeMask: 0,
        ParentPicklistLogicalName: null,
        ChildPicklistLogicalNames: [],
      };
    case 'state':
    case 'status':
      return {
        DefaultFormValue: column.options?.[0]?.value ?? 0,
        ParentPicklistLogicalName: null,
        ChildPicklistLogicalNames: [],
      };
    case 'lookup':
    case 'owner':
      return { Targets: column.targets ?? [], Format: 'None' };
    default:
      return {};
  }
}
