import { labelsIn, type Labels } from './labels';
import { all, everywhere, first, flag, guidOf, parseXml, type XmlElement } from './xml';

/** A form as the shell draws it, read from `systemform.formxml`. */
export interface Form {
  readonly header: readonly Cell[];
  readonly tabs: readonly Tab[];
  /** Web resources in the order in which they are loaded. */
  readonly libraries: readonly string[];
  readonly handlers: readonly Handler[];
  /** By unique id of the control (lower case, no braces). */
  readonly codeComponents: ReadonlyMap<string, CodeComponent>;
}

export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly showLabel: boolean;
  readonly visible: boolean;
  readonly columns: readonly TabColumn[];
}

export interface TabColumn {
  /** As written, e.g. `33%`. */
  readonly width: string;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly showLabel: boolean;
  readonly visible: boolean;
  readonly columns: number;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly id: string;
  readonly labels: Labels;
  readonly showLabel: boolean;
  readonly visible: boolean;
  /** Place in the section's grid, both from 1. */
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
  /** Missing for a spacer. */
  readonly control?: FormControl;
}

export type ControlKind = 'field' | 'subgrid' | 'timeline' | 'webResource' | 'frame' | 'quickView';

export interface FormControl {
  readonly id: string;
  readonly kind: ControlKind;
  readonly column?: string;
  readonly disabled: boolean;
  readonly uniqueId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Handler {
  readonly event: string;
  /** For `onchange`: the column. For `tabstatechange`: the tab. */
  readonly subject?: string;
  readonly functionName: string;
  readonly library: string;
  readonly enabled: boolean;
  readonly passContext: boolean;
  readonly parameters: string;
}

/** A code component (PCF) that stands in for a control, with what its properties are fed from. */
export interface CodeComponent {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly name: string;
  /** A constant, or the logical name of the bound column. */
  readonly value: string;
  readonly isStatic: boolean;
  readonly type?: string;
}

const KINDS: Readonly<Record<string, ControlKind>> = {
  'e7a81278-8635-4d9e-8d4d-59480b391c5b': 'subgrid',
  '06375649-c143-495e-a496-c962e5b4488e': 'timeline',
  '9fdf5f91-88b1-47f4-ad53-c11efc01a01d': 'webResource',
  'fd2a7985-3187-444e-908d-6624b21f69c0': 'frame',
  '5c5600e0-1d6e-4205-a272-be80da87fd42': 'quickView',
};

const WEB_FORM_FACTOR = '0';

/** Reads FormXml: either the `<form>` itself or a document that holds one. */
export function parseForm(formXml: string): Form {
  const root = parseXml(formXml);
  const form = everywhere(root, 'form')[0];
  if (!form) throw new Error('The form definition has no <form> element.');
  return {
    header: cellsOf(all(first(form, 'header', 'rows'), 'row'), Infinity),
    tabs: all(first(form, 'tabs'), 'tab').map(tabFrom),
    libraries: all(first(form, 'formLibraries'), 'Library').map((library) => library.attributes['name'] ?? ''),
    handlers: [
      ...all(first(form, 'events'), 'event').flatMap((event) => handlersOf(event)),
      ...all(first(form, 'tabs'), 'tab').flatMap((tab) =>
        all(first(tab, 'events'), 'event').flatMap((event) => handlersOf(event, tab.attributes['name'])),
      ),
    ],
    codeComponents: new Map(
      all(first(form, 'controlDescriptions'), 'controlDescription').flatMap((description) => {
        const component = codeComponentFrom(description);
        return component ? [[guidOf(description.attributes['forControl']), component] as const] : [];
      }),
    ),
  };
}

function tabFrom(tab: XmlElement): Tab {
  return {
    id: guidOf(tab.attributes['id']),
    name: tab.attributes['name'] ?? '',
    labels: labelsIn(first(tab, 'labels'), 'label'),
    showLabel: flag(tab, 'showlabel', true),
    visible: flag(tab, 'visible', true),
    columns: all(first(tab, 'columns'), 'column').map((column) => ({
      width: column.attributes['width'] ?? '100%',
      sections: all(first(column, 'sections'), 'section').map(sectionFrom),
    })),
  };
}

function sectionFrom(section: XmlElement): Section {
  const columns = columnCount(section.attributes['columns']);
  return {
    id: guidOf(section.attributes['id']),
    name: section.attributes['name'] ?? '',
    labels: labelsIn(first(section, 'labels'), 'label'),
    showLabel: flag(section, 'showlabel', true),
    visible: flag(section, 'visible', true),
    columns,
    cells: cellsOf(all(first(section, 'rows'), 'row'), columns),
  };
}

/** The designer writes the number of columns (`2`) or one mark for each (`11`). */
function columnCount(text = '1'): number {
  return /^1+$/.test(text) ? text.length : Math.max(1, Number(text) || 1);
}

/** Places cells row by row; a cell that spans rows takes its place in the rows below, which then skip it. */
function cellsOf(rows: readonly XmlElement[], columns: number): Cell[] {
  const taken = new Set<string>();
  return rows.flatMap((row, index) => {
    let column = 1;
    return all(row, 'cell').map((cell) => {
      const rowSpan = Math.max(1, Number(cell.attributes['rowspan'] ?? 1));
      const columnSpan = Math.min(columns, Math.max(1, Number(cell.attributes['colspan'] ?? 1)));
      while (taken.has(`${index + 1}/${column}`)) column += 1;
      for (let down = 0; down < rowSpan; down += 1) {
        for (let across = 0; across < columnSpan; across += 1) taken.add(`${index + 1 + down}/${column + across}`);
      }
      const placed = cellFrom(cell, { row: index + 1, column, rowSpan, columnSpan });
      column += columnSpan;
      return placed;
    });
  });
}

function cellFrom(cell: XmlElement, place: Pick<Cell, 'row' | 'column' | 'rowSpan' | 'columnSpan'>): Cell {
  const control = first(cell, 'control');
  return {
    id: guidOf(cell.attributes['id']),
    labels: labelsIn(first(cell, 'labels'), 'label'),
    showLabel: flag(cell, 'showlabel', true),
    visible: flag(cell, 'visible', true),
    ...place,
    ...(control ? { control: controlFrom(control) } : {}),
  };
}

function controlFrom(control: XmlElement): FormControl {
  const column = control.attributes['datafieldname'];
  const parameters = first(control, 'parameters')?.children ?? [];
  return {
    id: control.attributes['id'] ?? '',
    kind: KINDS[guidOf(control.attributes['classid'])] ?? 'field',
    ...(column === undefined ? {} : { column }),
    disabled: flag(control, 'disabled', false),
    uniqueId: guidOf(control.attributes['uniqueid']),
    parameters: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.text])),
  };
}

function handlersOf(event: XmlElement, tab?: string): Handler[] {
  const subject = tab ?? event.attributes['attribute'];
  return all(first(event, 'Handlers'), 'Handler').map((handler) => ({
    event: event.attributes['name'] ?? '',
    ...(subject === undefined ? {} : { subject }),
    functionName: handler.attributes['functionName'] ?? '',
    library: handler.attributes['libraryName'] ?? '',
    enabled: flag(handler, 'enabled', true),
    passContext: flag(handler, 'passExecutionContext', false),
    parameters: handler.attributes['parameters'] ?? '',
  }));
}

function codeComponentFrom(description: XmlElement): CodeComponent | undefined {
  const custom = all(description, 'customControl');
  const named = custom.filter((control) => control.attributes['name'] !== undefined);
  const chosen = named.find((control) => control.attributes['formFactor'] === WEB_FORM_FACTOR);
  if (!chosen) return undefined;
  return {
    name: chosen.attributes['name'] ?? '',
    parameters: (first(chosen, 'parameters')?.children ?? []).map((parameter) => {
      const type = parameter.attributes['type'];
      const bound = first(parameter, 'BindAttribute')?.text;
      return {
        name: parameter.name,
        value: bound ?? parameter.text,
        isStatic: flag(parameter, 'static', false),
        ...(type === undefined ? {} : { type }),
      };
    }),
  };
}

/** Columns that a form shows or binds, header included: what has to be read to draw it. */
export function columnsOf(form: Form): readonly string[] {
  const controls = [
    ...form.header,
    ...form.tabs.flatMap((tab) => tab.columns.flatMap((column) => column.sections.flatMap((s) => s.cells))),
  ].flatMap((cell) => (cell.control?.column === undefined ? [] : [cell.control.column]));
  const bound = [...form.codeComponents.values()].flatMap((component) =>
    component.parameters.filter((parameter) => !parameter.isStatic).map((parameter) => parameter.value),
  );
  return [...new Set([...controls, ...bound])];
}
