import { v5 } from 'uuid';

/** English and French. */
export type Words = readonly [english: string, french: string];

export interface FormDesign {
  readonly id: string;
  readonly table: string;
  readonly name: Words;
  readonly header: readonly Field[];
  readonly tabs: readonly TabDesign[];
}

export interface TabDesign {
  readonly name: string;
  /** Where Microsoft's own form has a known id; else it is made from the name. */
  readonly id?: string;
  readonly label: Words;
  readonly columns: readonly { readonly width: string; readonly sections: readonly SectionDesign[] }[];
}

export interface SectionDesign {
  readonly name: string;
  readonly label: Words;
  readonly fields?: readonly Field[];
  readonly timeline?: true;
  readonly subGrid?: { readonly table: string; readonly view: string; readonly relationship: string };
}

/** A column on a form, with its own label where the column's would not do. */
export type Field =
  string | { readonly column: string; readonly label?: Words; readonly readOnly?: true; readonly rows?: number };

const NAMESPACE = '6f0e3f2c-8f1d-5f0e-9a43-0d6a8b8d4e11';

/** An id that is the same in every sandbox. */
export function stableId(...parts: readonly string[]): string {
  return v5(parts.join('/'), NAMESPACE);
}

const CLASS_IDS: Readonly<Record<string, string>> = {
  string: '{4273EDBD-AC1D-40D3-9FB2-095C621B552D}',
  memo: '{E0DECE4B-6FC8-4A8F-A065-082708572369}',
  lookup: '{270BD3DB-D9AF-4782-9025-509E298DEC0A}',
  owner: '{270BD3DB-D9AF-4782-9025-509E298DEC0A}',
  choice: '{3EF39988-22BB-4F0B-BBBE-64B5A3748AEE}',
  state: '{3EF39988-22BB-4F0B-BBBE-64B5A3748AEE}',
  status: '{5D68B988-0661-4DB2-BC3E-17598AD3BE6C}',
  boolean: '{67FAC785-CD58-4F9F-ABB3-4B7DDC6ED5ED}',
  datetime: '{5B773807-9FB2-42DB-97C3-7A91EFF8ADFF}',
  int: '{C6D124CA-7EDA-4A60-AEA9-7FB8D318B68F}',
  decimal: '{C3EFE0C3-0EC6-42BE-8349-CBD9079DFD8E}',
  double: '{0D2C745A-E5A8-4C8F-BA63-C6D3BB604660}',
  money: '{533B9E00-756B-4312-95A0-DC888637AC78}',
};
const SUB_GRID = '{E7A81278-8635-4D9E-8D4D-59480B391C5B}';
const TIMELINE = '{06375649-C143-495E-A496-C962E5B4488E}';

/**
 * FormXml of a design, as an export has it: complete, with ids on every part, so that a difference can be merged into it.
 * @param typeOf type of a column of the form's table; throws for one that is not there
 */
export function formXml(design: FormDesign, typeOf: (column: string) => string): string {
  const id = (...parts: string[]): string => `{${stableId(design.id, ...parts)}}`;
  const control = (field: Field, at: string): string => {
    const { column, label, readOnly, rows } = typeof field === 'string' ? { column: field } : { rows: 1, ...field };
    const classId = CLASS_IDS[typeOf(column)] ?? CLASS_IDS['string'];
    return `<cell id="${id(at, column, 'cell')}" showlabel="true" locklevel="0" colspan="1" rowspan="${rows ?? 1}">${
      label ? labels(label) : ''
    }<control id="${at === 'header' ? 'header_' : ''}${column}" classid="${classId}" datafieldname="${column}" disabled="${readOnly === true}"/></cell>`;
  };
  const section = (tab: TabDesign, part: SectionDesign): string => {
    const at = `${tab.name}/${part.name}`;
    const cells = [
      ...(part.fields ?? []).map((field) => `<row>${control(field, at)}</row>`),
      ...(part.timeline ? [special(at, 'notescontrol', TIMELINE, '')] : []),
      ...(part.subGrid ? [special(at, `subgrid_${part.subGrid.table}`, SUB_GRID, gridParameters(part.subGrid))] : []),
    ];
    return `<section name="${part.name}" id="${id(at)}" IsUserDefined="0" locklevel="0" showlabel="true" showbar="false" layout="varwidth" celllabelalignment="Left" celllabelposition="Left" columns="1" labelwidth="115">${labels(part.label)}<rows>${cells.join('')}</rows></section>`;
  };
  const special = (at: string, name: string, classId: string, parameters: string): string =>
    `<row><cell id="${id(at, name, 'cell')}" showlabel="false" locklevel="0" colspan="1" rowspan="6"><control id="${name}" classid="${classId}"${parameters === '' ? '/>' : `>${parameters}</control>`}</cell></row>`;
  const tabs = design.tabs.map(
    (tab) =>
      `<tab name="${tab.name}" id="{${tab.id ?? stableId(design.id, tab.name)}}" IsUserDefined="0" locklevel="0" showlabel="true" expanded="true" verticallayout="true">${labels(tab.label)}<columns>${tab.columns
        .map(
          (column) =>
            `<column width="${column.width}"><sections>${column.sections.map((part) => section(tab, part)).join('')}</sections></column>`,
        )
        .join('')}</columns></tab>`,
  );
  const header = design.header.map((field) => control(field, 'header')).join('');
  return `<form shownavigationbar="true" showImage="true" maxWidth="1900"><tabs>${tabs.join('')}</tabs><header id="${id('header')}" celllabelposition="Top" columns="1111" labelwidth="115" celllabelalignment="Left"><rows><row>${header}</row></rows></header><formLibraries/><events><event name="onload" application="false" active="false"><Handlers/></event></events></form>`;
}

function gridParameters(grid: NonNullable<SectionDesign['subGrid']>): string {
  return `<parameters><ViewId>{${grid.view}}</ViewId><IsUserView>false</IsUserView><RelationshipName>${grid.relationship}</RelationshipName><TargetEntityType>${grid.table}</TargetEntityType><AutoExpand>Fixed</AutoExpand><EnableQuickFind>false</EnableQuickFind><EnableViewPicker>false</EnableViewPicker></parameters>`;
}

function labels([english, french]: Words): string {
  return `<labels><label description="${text(english)}" languagecode="1033"/><label description="${text(french)}" languagecode="1036"/></labels>`;
}

export function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
