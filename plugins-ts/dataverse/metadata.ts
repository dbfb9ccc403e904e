import type { ColumnSchema, ColumnType } from '../maps/schema';
import type { BatchOperation, ODataClient, WireRow } from '../odata';
import { isMissing, onSide, refusal } from './failure';
import { companyColumnOf, TableNotFound, type DataverseTable, type TableReader } from './table';

export interface MetadataOptions {
  /** Right after an import: ask for metadata that no server has cached. */
  readonly fresh?: boolean;
}

/**
 * Reads a table's schema from live metadata, in one request.
 * @throws TableNotFound, ODataError
 */
export async function readTableSchema(
  client: ODataClient,
  logicalName: string,
  options: MetadataOptions = {},
): Promise<DataverseTable> {
  const headers = options.fresh ? { Consistency: 'Strong' } : {};
  const table = `EntityDefinitions(LogicalName='${encodeURIComponent(logicalName)}')`;
  const get = (path: string): BatchOperation => ({ method: 'GET', path, headers });
  const answers = await client.batch([
    get(`${table}${TABLE}`),
    ...SHAPES.map((shape) => get(`${table}/Attributes/${shape}`)),
  ]);
  const [head, ...shapes] = answers.map((answer) => {
    if ('kind' in answer && answer.kind === 'done') return answer.body as WireRow;
    if ('kind' in answer && answer.kind === 'failed' && !isMissing(answer.error)) throw refusal(answer.error);
    throw new TableNotFound(logicalName);
  });
  return tableFrom(
    head ?? {},
    shapes.flatMap((shape) => list(shape.value)),
  );
}

/** A reader that asks for each table once. A failed read is asked again. */
export function tableReader(client: ODataClient, options: MetadataOptions = {}): TableReader {
  const known = new Map<string, Promise<DataverseTable>>();
  return (logicalName) => {
    const before = known.get(logicalName);
    if (before !== undefined) return before;
    const reading = readTableSchema(client, logicalName, options);
    known.set(logicalName, reading);
    reading.catch(() => known.delete(logicalName));
    return reading;
  };
}

/**
 * The same for whoever asks whether a table is there: null where it is not.
 * @throws SideUnavailable
 */
export function schemaReader(tables: TableReader): (logicalName: string) => Promise<DataverseTable | null> {
  return (logicalName) =>
    onSide(async () => {
      try {
        return await tables(logicalName);
      } catch (error) {
        if (error instanceof TableNotFound) return null;
        throw error;
      }
    });
}

const TABLE =
  '?$select=LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,ChangeTrackingEnabled' +
  '&$expand=Attributes($select=LogicalName,AttributeType,AttributeTypeName,AttributeOf,IsSecured,IsValidForCreate,' +
  'IsValidForUpdate,IsValidForRead,RequiredLevel),Keys($select=KeyAttributes,EntityKeyIndexStatus),' +
  'ManyToOneRelationships($select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName)';

/** What only attributes of a type have. */
const SHAPES = [
  'Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=LogicalName,MaxLength',
  'Microsoft.Dynamics.CRM.MemoAttributeMetadata?$select=LogicalName,MaxLength',
  'Microsoft.Dynamics.CRM.DecimalAttributeMetadata?$select=LogicalName,Precision',
  'Microsoft.Dynamics.CRM.MoneyAttributeMetadata?$select=LogicalName,Precision',
  'Microsoft.Dynamics.CRM.DateTimeAttributeMetadata?$select=LogicalName,DateTimeBehavior',
  'Microsoft.Dynamics.CRM.LookupAttributeMetadata?$select=LogicalName,Targets',
  'Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)',
  'Microsoft.Dynamics.CRM.StateAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)',
  'Microsoft.Dynamics.CRM.StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)',
];

const TYPES: Readonly<Record<string, ColumnType>> = {
  String: 'string',
  EntityName: 'string',
  Memo: 'memo',
  Integer: 'int',
  BigInt: 'bigint',
  Decimal: 'decimal',
  Double: 'double',
  Money: 'money',
  Boolean: 'boolean',
  DateTime: 'datetime',
  Picklist: 'choice',
  State: 'state',
  Status: 'status',
  Uniqueidentifier: 'guid',
  Lookup: 'lookup',
  Customer: 'lookup',
  Owner: 'lookup',
};

/** An owner is read through these, which the platform keeps beside it. */
const OWNERS = { systemuser: 'owninguser', team: 'owningteam' };

function tableFrom(head: WireRow, shapes: readonly WireRow[]): DataverseTable {
  const byColumn = new Map(shapes.map((shape) => [String(shape.LogicalName), shape]));
  const columns: Record<string, ColumnSchema> = {};
  const defaultStatus: Record<number, number> = {};
  const stateOf: Record<number, number> = {};
  for (const attribute of list(head.Attributes)) {
    const column = columnFrom(attribute, byColumn.get(String(attribute.LogicalName)) ?? {});
    if (column === null) continue;
    columns[column.name] = column;
    for (const option of optionsOf(byColumn.get(column.name))) {
      if (column.type === 'state' && typeof option.DefaultStatus === 'number') {
        defaultStatus[Number(option.Value)] = option.DefaultStatus;
      }
      if (column.type === 'status' && typeof option.State === 'number') stateOf[Number(option.Value)] = option.State;
    }
  }
  const primaryId = String(head.PrimaryIdAttribute);
  const companyColumn = companyColumnOf(columns);
  return {
    name: String(head.LogicalName),
    entitySet: String(head.EntitySetName),
    key: [primaryId],
    primaryId,
    ...(typeof head.PrimaryNameAttribute === 'string' ? { primaryName: head.PrimaryNameAttribute } : {}),
    columns,
    alternateKeys: list(head.Keys)
      .filter((key) => key.EntityKeyIndexStatus === 'Active')
      .map((key) => key.KeyAttributes as string[]),
    versioned: columns.versionnumber !== undefined,
    changeTracking: head.ChangeTrackingEnabled === true,
    navigation: navigationFrom(list(head.ManyToOneRelationships), columns),
    defaultStatus,
    stateOf,
    ...(companyColumn === undefined ? {} : { companyColumn }),
  };
}

function columnFrom(attribute: WireRow, shape: WireRow): ColumnSchema | null {
  // Display names of lookups and choices come as virtual attributes of their own.
  if (attribute.IsValidForRead === false || typeof attribute.AttributeOf === 'string') return null;
  const multiple = inner(attribute.AttributeTypeName, 'Value') === 'MultiSelectPicklistType';
  const type = multiple ? 'string' : TYPES[String(attribute.AttributeType)];
  if (type === undefined) return null;
  const behavior = BEHAVIORS[String(inner(shape.DateTimeBehavior, 'Value'))];
  const options = optionsOf(shape).map((option) => Number(option.Value));
  const canCreate = attribute.IsValidForCreate !== false;
  return {
    name: String(attribute.LogicalName),
    type,
    canCreate,
    canUpdate: attribute.IsValidForUpdate !== false,
    secured: attribute.IsSecured === true,
    // "ApplicationRequired" binds forms only. What the platform itself needs it fills in, where it takes no value.
    required: inner(attribute.RequiredLevel, 'Value') === 'SystemRequired' && canCreate && !isFilled(attribute),
    ...(typeof shape.MaxLength === 'number' ? { maxLength: shape.MaxLength } : {}),
    ...(typeof shape.Precision === 'number' ? { scale: shape.Precision } : {}),
    ...(options.length > 0 ? { options } : {}),
    ...(type === 'lookup' ? { targets: targetsOf(attribute, shape) } : {}),
    ...(behavior === undefined ? {} : { behavior }),
  };
}

const BEHAVIORS: Readonly<Record<string, NonNullable<ColumnSchema['behavior']>>> = {
  UserLocal: 'userLocal',
  DateOnly: 'dateOnly',
  TimeZoneIndependent: 'timeZoneIndependent',
};

const FILLED = ['Uniqueidentifier', 'Owner', 'State', 'Status'];

const isFilled = (attribute: WireRow): boolean => FILLED.includes(String(attribute.AttributeType));

function targetsOf(attribute: WireRow, shape: WireRow): readonly string[] {
  const targets = (shape.Targets as string[] | undefined) ?? [];
  return attribute.AttributeType === 'Owner' && targets.length === 0 ? Object.keys(OWNERS) : targets;
}

function navigationFrom(
  relationships: readonly WireRow[],
  columns: Readonly<Record<string, ColumnSchema>>,
): DataverseTable['navigation'] {
  const navigation: Record<string, Record<string, string>> = {};
  for (const relationship of relationships) {
    const lookup = String(relationship.ReferencingAttribute);
    const target = String(relationship.ReferencedEntity);
    (navigation[lookup] ??= {})[target] = String(relationship.ReferencingEntityNavigationPropertyName);
  }
  if (columns.ownerid !== undefined) navigation.ownerid = { ...navigation.ownerid, ...OWNERS };
  return navigation;
}

const list = (value: unknown): readonly WireRow[] => (Array.isArray(value) ? (value as WireRow[]) : []);

const inner = (value: unknown, property: string): unknown =>
  typeof value === 'object' && value !== null ? (value as WireRow)[property] : undefined;

const optionsOf = (shape: WireRow | undefined): readonly WireRow[] => list(inner(shape?.OptionSet, 'Options'));
