import type { XmlElement } from '../../xml';
import { Refusal } from '../refusal';
import type { AlternateKey, Choice, Column, ColumnType, Labels, Option, Table } from '../schema/table';
import { all, first, isTrue, labelsOf, textOf } from './labels';

/** A table of the solution: its own, or a shell over one that is there. */
export interface ImportedTable {
  readonly name: string;
  readonly schemaName: string;
  /** Absent for a shell without metadata. */
  readonly own: Omit<Table, 'objectTypeCode' | 'relationships' | 'keys'> | null;
  readonly columns: readonly Column[];
  readonly keys: readonly AlternateKey[];
  readonly element: XmlElement;
}

/** Reads one `<Entity>`. `isOwn`: the manifest includes the table with its metadata. */
export function readTable(element: XmlElement, isOwn: boolean, managed: boolean, activeFrom: string): ImportedTable {
  const schemaName = first(element, 'Name')?.text ?? '';
  const name = schemaName.toLowerCase();
  const entity = first(element, 'EntityInfo', 'entity');
  const attributes = all(first(entity, 'attributes'), 'attribute');
  const columns = attributes.map((attribute) => readColumn(attribute, name));
  const keys = all(first(entity, 'EntityKeys'), 'EntityKey').map((key) => readKey(key, name, columns, activeFrom));
  if (!isOwn || entity === undefined) return { name, schemaName, own: null, columns, keys, element };
  const primary = attributes.find((attribute) => textOf(attribute, 'Type') === 'primarykey');
  const named = attributes.find((attribute) => textOf(attribute, 'DisplayMask').includes('PrimaryName'));
  const entitySet = textOf(entity, 'EntitySetName');
  if (primary === undefined || entitySet === '') {
    throw new Refusal(400, '0x8004801f', `The table ${schemaName} has no primary key or no EntitySetName.`);
  }
  return {
    name,
    schemaName,
    own: {
      logicalName: name,
      schemaName,
      entitySet,
      primaryId: textOf(primary, 'LogicalName'),
      primaryName: textOf(named, 'LogicalName'),
      ownership: textOf(entity, 'OwnershipTypeMask') === 'UserOwned' ? 'UserOwned' : 'OrgOwned',
      custom: true,
      managed,
      changeTracking: isTrue(entity, 'ChangeTrackingEnabled'),
      labels: labelsOf(entity, 'LocalizedNames'),
      collectionLabels: labelsOf(entity, 'LocalizedCollectionNames'),
      columns,
    },
    columns,
    keys,
    element,
  };
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  primarykey: 'guid',
  uniqueidentifier: 'guid',
  nvarchar: 'string',
  ntext: 'memo',
  int: 'int',
  bigint: 'bigint',
  decimal: 'decimal',
  float: 'double',
  money: 'money',
  datetime: 'datetime',
  bit: 'boolean',
  picklist: 'choice',
  state: 'state',
  status: 'status',
  lookup: 'lookup',
  customer: 'lookup',
  owner: 'owner',
};

const BEHAVIORS: Readonly<Record<string, Column['behavior']>> = {
  '1': 'userLocal',
  '2': 'dateOnly',
  '3': 'timeZoneIndependent',
};

const REQUIRED = ['none', 'recommended', 'required', 'systemrequired'] as const;

function readColumn(element: XmlElement, table: string): Column {
  const name = textOf(element, 'LogicalName') || textOf(element, 'Name');
  const typeName = textOf(element, 'Type');
  const type = TYPES[typeName];
  if (type === undefined) {
    throw new Refusal(
      400,
      '0x80048062',
      `The column ${table}.${name} has a type that the import does not know: '${typeName}'.`,
    );
  }
  const required = textOf(element, 'RequiredLevel');
  const maxLength = textOf(element, 'MaxLength');
  const scale = textOf(element, 'Accuracy');
  const min = textOf(element, 'MinValue');
  const max = textOf(element, 'MaxValue');
  const format = textOf(element, 'Format');
  const behavior = BEHAVIORS[textOf(element, 'Behavior')];
  const globalChoice = textOf(element, 'OptionSetName');
  const options = all(first(element, 'optionset', 'options'), 'option').map(readOption);
  const states = all(first(element, 'optionset', 'states'), 'state').map(readOption);
  const statuses = all(first(element, 'optionset', 'statuses'), 'status').map(readOption);
  const preset = textOf(element, 'AppDefaultValue');
  const autoNumber = textOf(element, 'AutoNumberFormat');
  const given = [...options, ...states, ...statuses];
  return {
    name,
    schemaName: element.attributes.PhysicalName ?? name,
    type,
    labels: labelsOf(element, 'displaynames'),
    required: REQUIRED.find((level) => level === required) ?? 'none',
    custom: isTrue(element, 'IsCustomField'),
    canCreate: isTrue(element, 'ValidForCreateApi'),
    canUpdate: isTrue(element, 'ValidForUpdateApi'),
    secured: isTrue(element, 'IsSecured'),
    ...(maxLength === '' ? {} : { maxLength: Number(maxLength) }),
    ...(scale === '' ? {} : { scale: Number(scale) }),
    ...(min === '' ? {} : { min }),
    ...(max === '' ? {} : { max }),
    ...(format === '' ? {} : { format }),
    ...(type === 'datetime' ? { behavior: behavior ?? 'userLocal' } : {}),
    ...(given.length > 0 ? { options: given } : {}),
    ...(globalChoice === '' ? {} : { globalChoice }),
    ...(preset === '' || preset === '-1' ? {} : { defaultValue: Number(preset) }),
    ...(autoNumber === '' ? {} : { autoNumber }),
    ...(type === 'owner' ? { targets: ['systemuser', 'team'] } : {}),
  };
}

function readOption(element: XmlElement): Option {
  const { value = '0', state } = element.attributes;
  return {
    value: Number(value),
    labels: labelsOf(element, 'labels'),
    ...(state === undefined ? {} : { state: Number(state) }),
  };
}

/** Key columns: required ones, of types that an index takes, without column security. */
const KEY_TYPES: readonly ColumnType[] = ['string', 'int', 'decimal', 'datetime', 'lookup', 'choice'];

function readKey(element: XmlElement, table: string, columns: readonly Column[], activeFrom: string): AlternateKey {
  const names = all(first(element, 'EntityKeyAttributes'), 'AttributeName').map((attribute) => attribute.text);
  const schemaName = textOf(element, 'Name');
  for (const name of names) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) {
      throw new Refusal(
        400,
        '0x80060890',
        `The key ${schemaName} of ${table} has a column ${name} that the table has not.`,
      );
    }
    if (!KEY_TYPES.includes(column.type)) {
      throw new Refusal(
        400,
        '0x80060895',
        `The column ${name} of type ${column.type} cannot be part of the key ${schemaName}.`,
      );
    }
    if (column.secured) {
      throw new Refusal(
        400,
        '0x80060896',
        `The column ${name} has column security and cannot be part of the key ${schemaName}.`,
      );
    }
  }
  return {
    name: schemaName.toLowerCase(),
    schemaName,
    columns: names,
    labels: labelsOf(element, 'displaynames'),
    status: 'Pending',
    activeFrom,
  };
}

/** Reads one global `<optionset>`. */
export function readChoice(element: XmlElement, managed: boolean): Choice {
  const labels: Labels = labelsOf(element, 'displaynames');
  return {
    name: element.attributes.Name ?? '',
    labels,
    options: all(first(element, 'options'), 'option').map(readOption),
    managed,
  };
}
