import { INTRODUCED } from '../../model/solution';
import { logicalName, type Column, type Section, type Tab, type Table } from '../../model/table';
import type { Words } from '../../model/words';
import { bracedIdOf } from '../identifiers';
import { element, textElement, type XmlElement } from '../xml';
import { descriptions, localizedNames, plainLabels } from './labels';
import { XSI } from './table';

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
      section.fields.flatMap((field) => rows(table, field, path)),
    ),
  );
}

/** One row, or for a long text the row with its cell and the empty rows that the cell spans. */
function rows(table: Table, field: string, path: readonly string[]): XmlElement[] {
  const height = fieldOf(table, field).type === 'memo' ? MEMO_ROWS : 1;
  const spanned = Array.from({ length: height - 1 }, () => element('row'));
  return [element('row', {}, cell(table, field, path, height)), ...spanned];
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
