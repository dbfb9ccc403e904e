import { INTRODUCED } from '../../model/solution';
import { logicalName, type Column, type Related, type Section, type Tab, type Table } from '../../model/table';
import { TABLES } from '../../model/tables';
import type { Words } from '../../model/words';
import { bracedIdOf } from '../identifiers';
import { element, textElement, type XmlElement } from '../xml';
import { descriptions, localizedNames, plainLabels } from './labels';
import { relationshipName } from './relationships';
import { XSI } from './table';
import { viewId } from './view';

/** The platform's controls, by what they show. */
export const CONTROL = {
  text: '{4273EDBD-AC1D-40d3-9FB2-095C621B552D}',
  memo: '{E0DECE4B-6FC8-4a8f-A065-082708572369}',
  whole: '{C6D124CA-7EDA-4a60-AEA9-7FB8D318B68F}',
  dateTime: '{5B773807-9FB2-42db-97C3-7A91EFF8ADFF}',
  yesNo: '{67FAC785-CD58-4f9f-ABB3-4B7DDC6ED5ED}',
  choice: '{3EF39988-22BB-4f0b-BBBE-64B5A3748AEE}',
  lookup: '{270BD3DB-D9AF-4782-9025-509E298DEC0A}',
} as const satisfies Record<Column['type'], string>;

/** Columns of the platform that forms show besides the table's own. */
const SYSTEM_FIELDS: Readonly<Record<string, { readonly type: Column['type']; readonly label: Words }>> = {
  createdon: { type: 'dateTime', label: ['Created on', 'Créé le'] },
  createdby: { type: 'lookup', label: ['Created by', 'Créé par'] },
  modifiedon: { type: 'dateTime', label: ['Modified on', 'Modifié le'] },
  modifiedby: { type: 'lookup', label: ['Modified by', 'Modifié par'] },
  ownerid: { type: 'lookup', label: ['Owner', 'Propriétaire'] },
};

/** Rows that a text of many lines takes on a form. */
const MEMO_ROWS = 4;

/** Id of a table's main form. */
export function formId(table: Table): string {
  return bracedIdOf('form', logicalName(table.name));
}

/** The main form of one of Tandem's own tables. */
export function formFile(table: Table): XmlElement {
  const path = ['form', logicalName(table.name)];
  return element('forms', XSI, [
    element('systemform', {}, [
      textElement('formid', formId(table)),
      textElement('IntroducedVersion', INTRODUCED),
      textElement('FormPresentation', 1),
      textElement('FormActivationState', 1),
      element('form', {}, [
        element(
          'tabs',
          {},
          table.form.tabs.map((tab) => formTab(table, tab, path)),
        ),
        ...header(table, [...path, 'header']),
      ]),
      textElement('IsCustomizable', 1),
      textElement('CanBeDeleted', 1),
      localizedNames(['Information', 'Informations']),
      descriptions(table.description),
    ]),
  ]);
}

function header(table: Table, path: readonly string[]): XmlElement[] {
  const { header: fields } = table.form;
  if (fields.length === 0) return [];
  return [
    element(
      'header',
      { id: bracedIdOf(...path), celllabelposition: 'Top', columns: '1'.repeat(fields.length), labelwidth: 115 },
      element(
        'rows',
        {},
        element(
          'row',
          {},
          fields.map((field) => cell(table, field, path, 1, 'header_')),
        ),
      ),
    ),
  ];
}

function formTab(table: Table, tab: Tab, above: readonly string[]): XmlElement {
  const path = [...above, tab.name];
  const width = `${Math.floor(100 / tab.columns.length)}%`;
  return element(
    'tab',
    {
      verticallayout: 'true',
      id: bracedIdOf(...path),
      IsUserDefined: 1,
      name: tab.name,
      showlabel: 'true',
      expanded: 'true',
    },
    plainLabels(tab.label),
    element(
      'columns',
      {},
      tab.columns.map((sections) =>
        element(
          'column',
          { width },
          element(
            'sections',
            {},
            sections.map((section) => formSection(table, section, path)),
          ),
        ),
      ),
    ),
  );
}

function formSection(table: Table, section: Section, above: readonly string[]): XmlElement {
  const path = [...above, section.name];
  return element(
    'section',
    {
      showlabel: 'true',
      showbar: 'false',
      IsUserDefined: 0,
      name: section.name,
      id: bracedIdOf(...path),
      columns: 1,
      labelwidth: 115,
      celllabelalignment: 'Left',
      celllabelposition: 'Left',
    },
    plainLabels(section.label),
    element(
      'rows',
      {},
      'fields' in section
        ? section.fields.flatMap((field) => rows(table, field, path))
        : relatedRows(section.name, section.label, section.related, path),
    ),
  );
}

/** The platform's list of rows inside a form. */
const SUB_GRID = '{E7A81278-8635-4D9E-8D4D-59480B391C5B}';
/** Rows of the form that a list takes, and rows of the list that are seen at once. */
const LIST_ROWS = 10;

function relatedRows(name: string, label: Words, related: Related, path: readonly string[]): XmlElement[] {
  const table = TABLES.find((candidate) => candidate.name === related.table);
  const lookup = table?.columns.find((column) => column.name === related.lookup);
  if (!table || lookup?.type !== 'lookup') throw new Error(`${related.table} does not point here by ${related.lookup}`);
  const parameters: readonly (readonly [string, string | number])[] = [
    ['ViewId', viewId(table, related.list)],
    ['IsUserView', 'false'],
    ['RelationshipName', relationshipName(table, lookup)],
    ['TargetEntityType', logicalName(table.name)],
    ['AutoExpand', 'Fixed'],
    ['EnableQuickFind', 'true'],
    ['EnableViewPicker', 'true'],
    ['EnableJumpBar', 'false'],
    ['ChartGridMode', 'Grid'],
    ['IsUserChart', 'false'],
    ['EnableChartPicker', 'false'],
    ['RecordsPerPage', LIST_ROWS],
  ];
  const list = element(
    'cell',
    { id: bracedIdOf(...path, name, 'list'), showlabel: 'false', locklevel: 0, colspan: 1, rowspan: LIST_ROWS },
    plainLabels(label),
    element('control', { id: `list_${name}`, classid: SUB_GRID, indicationOfSubgrid: 'true' }, [
      element(
        'parameters',
        {},
        parameters.map(([key, value]) => textElement(key, value)),
      ),
    ]),
  );
  return [element('row', {}, list), ...emptyRows(LIST_ROWS - 1)];
}

const emptyRows = (count: number): XmlElement[] => Array.from({ length: count }, () => element('row'));

/** One row, or for a long text the row with its cell and the empty rows that the cell spans. */
function rows(table: Table, field: string, path: readonly string[]): XmlElement[] {
  const height = fieldOf(table, field).type === 'memo' ? MEMO_ROWS : 1;
  return [element('row', {}, cell(table, field, path, height)), ...emptyRows(height - 1)];
}

function cell(table: Table, field: string, path: readonly string[], height: number, prefix = ''): XmlElement {
  const { type, label } = fieldOf(table, field);
  return element(
    'cell',
    { id: bracedIdOf(...path, field), showlabel: 'true', locklevel: 0, colspan: 1, rowspan: height },
    plainLabels(label),
    element('control', {
      id: prefix + field,
      classid: CONTROL[type],
      datafieldname: field,
      disabled: String(!isEditable(table, field)),
    }),
  );
}

function fieldOf(table: Table, field: string): { readonly type: Column['type']; readonly label: Words } {
  const found = table.columns.find((column) => logicalName(column.name) === field) ?? SYSTEM_FIELDS[field];
  if (!found) throw new Error(`The form of ${table.name} shows a column that the table does not have: ${field}`);
  return found;
}

function isEditable(table: Table, field: string): boolean {
  const { editable } = table.form;
  if (field in SYSTEM_FIELDS) return false;
  return editable === 'all' || (editable !== 'none' && editable.includes(field));
}
