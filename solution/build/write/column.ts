import { INTRODUCED } from '../../model/solution';
import { logicalName, type Column, type Table } from '../../model/table';
import type { Words } from '../../model/words';
import { element, textElement, type XmlElement } from '../xml';
import { descriptions, displayNames, NOTHING, plainLabels } from './labels';

/** Everything that the platform writes of a column; what is left out here has the value of most columns. */
interface Attribute {
  readonly physicalName: string;
  readonly type: string;
  readonly label: Words;
  readonly description?: Words;
  readonly required?: 'none' | 'required' | 'systemrequired';
  readonly displayMask?: string | null;
  readonly imeMode?: string;
  readonly update?: boolean;
  readonly create?: boolean;
  readonly custom?: boolean;
  readonly audited?: boolean;
  /** Elements that only this type of column has. */
  readonly specifics?: readonly XmlElement[];
}

const EVERYWHERE = 'ValidForAdvancedFind|ValidForForm|ValidForGrid';

/** A column of the table's own, as an `attribute` element. */
export function customColumn(table: Table, column: Column): XmlElement {
  const isPrimaryName = table.columns[0] === column;
  return attribute({
    physicalName: column.name,
    type: TYPES[column.type],
    label: column.label,
    ...(column.description ? { description: column.description } : {}),
    required: column.required ? 'required' : 'none',
    displayMask: isPrimaryName ? `PrimaryName|${EVERYWHERE}` : EVERYWHERE,
    custom: true,
    audited: table.audited,
    specifics: specifics(table, column),
  });
}

const TYPES: Readonly<Record<Column['type'], string>> = {
  text: 'nvarchar',
  memo: 'ntext',
  whole: 'int',
  dateTime: 'datetime',
  yesNo: 'bit',
  choice: 'picklist',
  lookup: 'lookup',
};

const USER_LOCAL = 1;
const NO_PRESET = -1;

function specifics(table: Table, column: Column): XmlElement[] {
  switch (column.type) {
    case 'text':
      return [
        textElement('Format', 'text'),
        textElement('MaxLength', column.length),
        textElement('Length', column.length * 2),
      ];
    case 'memo':
      return [textElement('Format', 'textarea'), textElement('MaxLength', column.length)];
    case 'whole':
      return wholeNumber('none', 0, 2_147_483_647);
    case 'dateTime':
      return dateAndTime('datetime');
    case 'yesNo':
      return [
        textElement('AppDefaultValue', 0),
        optionSet(`${logicalName(table.name)}_${logicalName(column.name)}`, 'bit', column.label, NOTHING, [
          element('options', {}, [
            element('option', { value: 1 }, plainLabels(['Yes', 'Oui'])),
            element('option', { value: 0 }, plainLabels(['No', 'Non'])),
          ]),
        ]),
      ];
    case 'choice':
      return [textElement('AppDefaultValue', column.preset ?? NO_PRESET), textElement('OptionSetName', column.choice)];
    case 'lookup':
      return LOOKUP;
  }
}

const LOOKUP = [textElement('LookupStyle', 'single'), textElement('LookupTypes', '')];

function wholeNumber(format: string, least: number, most: number): XmlElement[] {
  return [textElement('Format', format), textElement('MinValue', least), textElement('MaxValue', most)];
}

function dateAndTime(format: 'date' | 'datetime'): XmlElement[] {
  return [
    textElement('Format', format),
    textElement('CanChangeDateTimeBehavior', 0),
    textElement('Behavior', USER_LOCAL),
  ];
}

function optionSet(
  name: string,
  type: string,
  label: Words,
  description: Words,
  options: readonly XmlElement[],
): XmlElement {
  return element('optionset', { Name: name }, [
    textElement('OptionSetType', type),
    textElement('IntroducedVersion', INTRODUCED),
    textElement('IsCustomizable', 1),
    displayNames(label),
    descriptions(description),
    ...options,
  ]);
}

/** The columns that the platform expects of every table of this ownership. */
export function systemColumns(table: Table): XmlElement[] {
  const written: Attribute[] = [
    {
      physicalName: `${table.name}Id`,
      type: 'primarykey',
      label: table.label,
      description: ['Unique identifier of the row', 'Identificateur unique de la ligne'],
      required: 'systemrequired',
      displayMask: 'ValidForAdvancedFind|RequiredForGrid',
      update: false,
      audited: false,
    },
    stamp('CreatedBy', 'lookup', ['Created by', 'Créé par'], LOOKUP),
    stamp('CreatedOn', 'datetime', ['Created on', 'Créé le'], dateAndTime('datetime')),
    stamp('CreatedOnBehalfBy', 'lookup', ['Created by (delegate)', 'Créé par (délégué)'], LOOKUP),
    {
      physicalName: 'ImportSequenceNumber',
      type: 'int',
      label: ['Import sequence number', 'Numéro de séquence d’importation'],
      displayMask: 'ValidForAdvancedFind',
      imeMode: 'disabled',
      update: false,
      specifics: wholeNumber('', -2_147_483_648, 2_147_483_647),
    },
    stamp('ModifiedBy', 'lookup', ['Modified by', 'Modifié par'], LOOKUP),
    stamp('ModifiedOn', 'datetime', ['Modified on', 'Modifié le'], dateAndTime('datetime')),
    stamp('ModifiedOnBehalfBy', 'lookup', ['Modified by (delegate)', 'Modifié par (délégué)'], LOOKUP),
    {
      physicalName: 'OverriddenCreatedOn',
      type: 'datetime',
      label: ['Record created on', 'Enregistrement créé le'],
      displayMask: 'ValidForAdvancedFind|ValidForGrid',
      imeMode: 'inactive',
      update: false,
      specifics: dateAndTime('date'),
    },
    ...(table.ownership === 'UserOwned' ? OWNERS : [ORGANIZATION]),
    state(table),
    status(table),
    zone('TimeZoneRuleVersionNumber', ['Time zone rule version number', 'Numéro de version de règle de fuseau']),
    zone('UTCConversionTimeZoneCode', ['UTC conversion time zone code', 'Code de fuseau de conversion UTC']),
  ];
  return written.map((column) => attribute({ custom: false, ...column }));
}

function stamp(physicalName: string, type: string, label: Words, specificElements: readonly XmlElement[]): Attribute {
  return {
    physicalName,
    type,
    label,
    imeMode: type === 'datetime' ? 'inactive' : 'auto',
    update: false,
    create: false,
    audited: false,
    specifics: specificElements,
  };
}

const OWNERS: readonly Attribute[] = [
  {
    physicalName: 'OwnerId',
    type: 'owner',
    label: ['Owner', 'Propriétaire'],
    required: 'systemrequired',
    displayMask: `${EVERYWHERE}|RequiredForForm`,
    specifics: LOOKUP,
  },
  {
    physicalName: 'OwningBusinessUnit',
    type: 'lookup',
    label: ['Owning business unit', 'Division propriétaire'],
    specifics: LOOKUP,
  },
  { ...stamp('OwningTeam', 'lookup', ['Owning team', 'Équipe propriétaire'], LOOKUP), displayMask: null },
  { ...stamp('OwningUser', 'lookup', ['Owning user', 'Utilisateur propriétaire'], LOOKUP), displayMask: null },
];

const ORGANIZATION: Attribute = {
  ...stamp('OrganizationId', 'lookup', ['Organization', 'Organisation'], LOOKUP),
  required: 'systemrequired',
  displayMask: 'ValidForAdvancedFind',
};

const ACTIVE: Words = ['Active', 'Actif'];
const INACTIVE: Words = ['Inactive', 'Inactif'];

function state(table: Table): Attribute {
  const label: Words = ['Status', 'Statut'];
  return {
    physicalName: 'statecode',
    type: 'state',
    label,
    required: 'systemrequired',
    create: false,
    specifics: [
      optionSet(`${logicalName(table.name)}_statecode`, 'state', label, NOTHING, [
        element('states', {}, [
          element('state', { value: 0, defaultstatus: 1, invariantname: 'Active' }, plainLabels(ACTIVE)),
          element('state', { value: 1, defaultstatus: 2, invariantname: 'Inactive' }, plainLabels(INACTIVE)),
        ]),
      ]),
    ],
  };
}

function status(table: Table): Attribute {
  const label: Words = ['Status reason', 'Raison du statut'];
  return {
    physicalName: 'statuscode',
    type: 'status',
    label,
    specifics: [
      optionSet(`${logicalName(table.name)}_statuscode`, 'status', label, NOTHING, [
        element('statuses', {}, [
          element('status', { value: 1, state: 0 }, plainLabels(ACTIVE)),
          element('status', { value: 2, state: 1 }, plainLabels(INACTIVE)),
        ]),
      ]),
    ],
  };
}

function zone(physicalName: string, label: Words): Attribute {
  return {
    physicalName,
    type: 'int',
    label,
    displayMask: null,
    audited: false,
    specifics: wholeNumber('', -1, 2_147_483_647),
  };
}

function attribute(column: Attribute): XmlElement {
  const name = logicalName(column.physicalName);
  const bit = (value: boolean): number => (value ? 1 : 0);
  const mask = column.displayMask === undefined ? EVERYWHERE : column.displayMask;
  return element('attribute', { PhysicalName: column.physicalName }, [
    textElement('Type', column.type),
    textElement('Name', name),
    textElement('LogicalName', name),
    textElement('RequiredLevel', column.required ?? 'none'),
    ...(mask === null ? [] : [textElement('DisplayMask', mask)]),
    textElement('ImeMode', column.imeMode ?? 'auto'),
    textElement('ValidForUpdateApi', bit(column.update ?? true)),
    textElement('ValidForReadApi', 1),
    textElement('ValidForCreateApi', bit(column.create ?? true)),
    textElement('IsCustomField', bit(column.custom ?? true)),
    textElement('IsAuditEnabled', bit(column.audited ?? true)),
    textElement('IsSecured', 0),
    textElement('IntroducedVersion', INTRODUCED),
    textElement('IsCustomizable', 1),
    textElement('IsRenameable', 1),
    textElement('CanModifySearchSettings', 1),
    textElement('CanModifyRequirementLevelSettings', 1),
    textElement('CanModifyAdditionalSettings', 1),
    textElement('SourceType', 0),
    textElement('IsGlobalFilterEnabled', 0),
    textElement('IsSortableEnabled', 0),
    textElement('CanModifyGlobalFilterSettings', 1),
    textElement('CanModifyIsSortableSettings', 1),
    textElement('IsDataSourceSecret', 0),
    textElement('AutoNumberFormat', ''),
    textElement('IsSearchable', 0),
    textElement('IsFilterable', 0),
    textElement('IsRetrievable', 0),
    textElement('IsLocalizable', 0),
    ...(column.specifics ?? []),
    displayNames(column.label),
    descriptions(column.description ?? NOTHING),
  ]);
}
