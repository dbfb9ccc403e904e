import type { AlternateKey, Column, ColumnType, Labels, Option, Relationship, Table } from './table';

/**
 * A table as written in `tables/*.json`. A column is one line:
 * `name type(arguments) [nav=Name] [auto=FORMAT] [required|systemrequired] [secured] [readonly] [logical] | label | French label`.
 * An alternate key is one too: `msdyn_SchemaName = column, column`; its index is there.
 */
export interface TableDefinition {
  readonly name: string;
  /** Where it differs from the name in case: `SalesOrder`. */
  readonly schema?: string;
  readonly set: string;
  readonly primaryId?: string;
  readonly primaryName: string;
  readonly ownership: string;
  readonly changeTracking: boolean;
  readonly labels: readonly string[];
  readonly columns: readonly string[];
  readonly keys?: readonly string[];
}

/** Makes a table, with the system columns that every table of its ownership has. */
export function tableFrom(definition: TableDefinition, objectTypeCode: number): Table {
  const ownership = definition.ownership as Table['ownership'];
  const primaryId = definition.primaryId ?? `${definition.name}id`;
  const lines = [...definition.columns.map(columnFrom), ...systemColumns(ownership, definition.name)];
  const columns = [primaryKey(primaryId, definition.labels), ...lines.map((line) => line.column)];
  return {
    logicalName: definition.name,
    schemaName: definition.schema ?? definition.name,
    entitySet: definition.set,
    primaryId,
    primaryName: definition.primaryName,
    ownership,
    custom: definition.name.includes('_'),
    managed: true,
    objectTypeCode,
    changeTracking: definition.changeTracking,
    labels: bilingual(definition.labels[0], definition.labels[2]),
    collectionLabels: bilingual(definition.labels[1], definition.labels[3]),
    columns,
    keys: (definition.keys ?? []).map(keyFrom),
    relationships: lines.flatMap((line) => relationshipsOf(definition.name, line.column, line.navigation)),
  };
}

function keyFrom(line: string): AlternateKey {
  const [schemaName = '', columns = ''] = line.split(' = ');
  return {
    name: schemaName.toLowerCase(),
    schemaName,
    columns: columns.split(', '),
    labels: bilingual(schemaName.replace(/^\w+?_/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ')),
    status: 'Active',
  };
}

interface Line {
  readonly column: Column;
  readonly navigation?: string;
}

const LINE = /^(\S+) (\w+)(?:\((.*)\))?((?: [a-z]+(?:=\S+)?)*) ?$/;

function columnFrom(text: string): Line {
  const [head = '', english, french] = text.split(' | ');
  const match = LINE.exec(head);
  if (!match) throw new Error(`not a column line: ${text}`);
  const [, name = '', type = '', args = '', flagText = ''] = match;
  const flags = flagText.trim().split(' ').filter(Boolean);
  const setting = (key: string): string | undefined =>
    flags.find((flag) => flag.startsWith(`${key}=`))?.slice(key.length + 1);
  const navigation = setting('nav');
  const autoNumber = setting('auto');
  const column: Column = {
    name,
    schemaName: navigation ?? name,
    type: type as ColumnType,
    labels: bilingual(english ?? name, french),
    required: flags.includes('systemrequired') ? 'systemrequired' : flags.includes('required') ? 'required' : 'none',
    custom: name.includes('_'),
    canCreate: !flags.includes('readonly'),
    canUpdate: !flags.includes('readonly'),
    secured: flags.includes('secured'),
    ...(flags.includes('logical') && { logical: true as const }),
    ...shape(type as ColumnType, args),
    ...(autoNumber === undefined ? {} : { autoNumber }),
  };
  return navigation === undefined ? { column } : { column, navigation };
}

function shape(type: ColumnType, args: string): Partial<Column> {
  switch (type) {
    case 'string':
      return { maxLength: Number(args), format: 'text' };
    case 'memo':
      return { maxLength: Number(args), format: 'textarea' };
    case 'decimal':
      return { scale: Number(args), min: '-100000000000', max: '100000000000' };
    case 'money':
      return { scale: Number(args), min: '-922337203685477', max: '922337203685477' };
    case 'int':
      return { min: '-2147483648', max: '2147483647' };
    case 'datetime':
      // `date` has no time at all; `day` is an instant of which forms and views show the day.
      if (args === 'date') return { format: 'date', behavior: 'dateOnly' };
      return { format: args === 'day' ? 'date' : 'datetime', behavior: 'userLocal' };
    case 'boolean':
      return {
        options: [
          { value: 0, labels: bilingual('No', 'Non') },
          { value: 1, labels: bilingual('Yes', 'Oui') },
        ],
      };
    case 'choice':
    case 'state':
    case 'status':
      return { options: args === '' ? [] : args.split(';').map(optionFrom) };
    case 'lookup':
      return { targets: args.split(',') };
    case 'owner':
      return { targets: ['systemuser', 'team'] };
    default:
      return {};
  }
}

function optionFrom(text: string): Option {
  const [value = '', rest = ''] = split(text, '=');
  const at = rest.lastIndexOf('@');
  const english = at < 0 ? rest : rest.slice(0, at);
  const french = { Active: 'Actif', Inactive: 'Inactif', Green: 'Vert', Yellow: 'Jaune', Red: 'Rouge' }[english];
  const labels = bilingual(english, french);
  return at < 0
    ? { value: Number(value), labels }
    : { value: Number(value), labels, state: Number(rest.slice(at + 1)) };
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

function bilingual(english = '', french?: string): Labels {
  return french === undefined ? { '1033': english } : { '1033': english, '1036': french };
}

function primaryKey(name: string, labels: readonly string[]): Column {
  return {
    name,
    schemaName: name,
    type: 'guid',
    labels: bilingual(labels[0], labels[2]),
    required: 'systemrequired',
    custom: false,
    canCreate: true,
    canUpdate: false,
    secured: false,
  };
}

const STAMPS = [
  'createdon datetime | Created on | Créé le',
  'createdby lookup(systemuser) | Created by | Créé par',
  'createdonbehalfby lookup(systemuser) | Created by (delegate)',
  'modifiedon datetime | Modified on | Modifié le',
  'modifiedby lookup(systemuser) | Modified by | Modifié par',
  'modifiedonbehalfby lookup(systemuser) | Modified by (delegate)',
  'versionnumber bigint | Version number',
];
const IMPORT_STAMPS = [
  'overriddencreatedon datetime | Record created on',
  'importsequencenumber int | Import sequence number',
  'timezoneruleversionnumber int | Time zone rule version number',
  'utcconversiontimezonecode int | UTC conversion time zone code',
];
const OWNERS = [
  'ownerid owner | Owner | Propriétaire',
  'owningbusinessunit lookup(businessunit) | Owning business unit | Division propriétaire',
  'owninguser lookup(systemuser) | Owning user',
  'owningteam lookup(team) | Owning team',
];

/** Columns that the platform itself writes; a caller may not. */
export const READ_ONLY = new Set([
  'createdon',
  'createdby',
  'createdonbehalfby',
  'modifiedon',
  'modifiedby',
  'modifiedonbehalfby',
  'versionnumber',
  'owningbusinessunit',
  'owninguser',
  'owningteam',
  'organizationid',
]);

/** System columns of a table of this ownership. */
export function systemColumns(ownership: Table['ownership'], table: string): Line[] {
  const lines = [...STAMPS];
  if (ownership === 'UserOwned') lines.push(...IMPORT_STAMPS, ...OWNERS);
  else if (ownership === 'OrgOwned') lines.push(...IMPORT_STAMPS, 'organizationid lookup(organization) | Organization');
  else if (ownership === 'BusinessOwned' && table !== 'businessunit') lines.push('organizationid guid | Organization');
  return lines.map((text) => {
    const line = columnFrom(text);
    const readOnly = READ_ONLY.has(line.column.name);
    return readOnly ? { ...line, column: { ...line.column, canCreate: false, canUpdate: false } } : line;
  });
}

/** Relationships of one lookup: a polymorphic one has a navigation property per target, an owner has one for all. */
export function relationshipsOf(table: string, column: Column, navigation?: string): Relationship[] {
  const targets = column.targets ?? [];
  if (column.type === 'owner') {
    return targets.map((target) => relationship(table, column, target, 'ownerid', `owner_${table}`));
  }
  if (column.type !== 'lookup') return [];
  const base = navigation ?? column.name;
  return targets.map((target) =>
    targets.length > 1
      ? relationship(table, column, target, `${base}_${target}`, `${table}_${column.name}_${target}`)
      : relationship(table, column, target, base, `${table}_${column.name}`),
  );
}

function relationship(table: string, column: Column, target: string, navigation: string, name: string): Relationship {
  return { name, column: column.name, target, navigation, collection: `${name}_${table}`, onDelete: 'RemoveLink' };
}
