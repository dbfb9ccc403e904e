import { describe, expect, it } from 'vitest';
import { BASE_TABLES } from '../../sandbox/dataverse/schema/base-tables';
import { siteMapXml } from '../../sandbox/shell/forms/app';
import { withControl } from '../../sandbox/shell/forms/customize';
import { formXml } from '../../sandbox/shell/forms/form-xml';
import { FORMS } from '../../sandbox/shell/forms/forms';
import { fetchXml, layoutXml, viewId, VIEWS } from '../../sandbox/shell/forms/views';
import { columnsOf, parseForm } from '../../sandbox/shell/model/form';
import { parseManifest } from '../../sandbox/shell/model/manifest';
import { parseSiteMap } from '../../sandbox/shell/model/site-map';
import { pageOf, parseLayout, parseQuery, quickFindColumns } from '../../sandbox/shell/model/view';

const tables = new Map(BASE_TABLES.map((table) => [table.logicalName, table]));
const columnNames = (table: string): Set<string> => new Set(tables.get(table)?.columns.map((column) => column.name));
const xmlOf = (design: (typeof FORMS)[number]): string =>
  formXml(design, (name) => tables.get(design.table)?.columns.find((column) => column.name === name)?.type ?? '');

describe.each(FORMS.map((form) => [form.table, form] as const))('form of %s', (table, design) => {
  const form = parseForm(xmlOf(design));

  it('shows columns that the table has', () => {
    const known = columnNames(table);
    expect(columnsOf(form).length).toBeGreaterThan(2);
    expect(columnsOf(form).filter((column) => !known.has(column))).toEqual([]);
  });

  it('has labels in both languages, and each id once', () => {
    const sections = form.tabs.flatMap((tab) => [tab, ...tab.columns.flatMap((column) => column.sections)]);
    for (const part of sections) expect([...part.labels.keys()], part.name).toEqual([1033, 1036]);
    const ids = [...xmlOf(design).matchAll(/ id="(\{[^"]+\})"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what a French user reads', () => {
  const english = (table: string, column: string): string[] =>
    tables.get(table)?.columns.find(({ name }) => name === column)?.labels['1036'] === undefined
      ? [`${table}.${column}`]
      : [];

  it('every field of a form and every column of a view has a label in French', () => {
    const fields = FORMS.flatMap(({ table, header, tabs }) => {
      const sections = tabs.flatMap((tab) => tab.columns.flatMap((column) => column.sections));
      return [...header, ...sections.flatMap((section) => section.fields ?? [])].flatMap((field) => {
        if (typeof field === 'string') return english(table, field);
        return field.label ? [] : english(table, field.column);
      });
    });
    const columns = VIEWS.flatMap((view) => view.columns.flatMap(([column]) => english(view.table, column)));
    expect([...new Set([...fields, ...columns])]).toEqual([]);
  });

  it('every table in the site map has a form and views', () => {
    const entries = parseSiteMap(siteMapXml()).flatMap((area) => area.groups.flatMap((group) => group.subAreas));
    const without = entries.flatMap(({ target }) =>
      target.kind === 'table' && !FORMS.some((form) => form.table === target.table) ? [target.table] : [],
    );
    expect(without).toEqual([]);
  });
});

describe('project form', () => {
  it('has the ids that solutions name', () => {
    const project = FORMS.find((form) => form.table === 'msdyn_project')!;
    expect(project.id).toBe('105ef076-a72a-4382-bde5-35e3c3d9db40');
    const [summary] = parseForm(xmlOf(project)).tabs;
    expect([summary!.name, summary!.id, summary!.columns.length]).toEqual([
      'Summary',
      'ac4158d2-008d-4b6d-8e11-58c9ab47b14b',
      3,
    ]);
  });
});

describe.each(VIEWS.map((view) => [`${view.table} ${view.key}`, view] as const))('view %s', (_, view) => {
  it('reads and shows columns that the table has', () => {
    const table = tables.get(view.table)!;
    const fetch = fetchXml(view, table.primaryId);
    expect(parseQuery(fetch)).toMatchObject({ table: view.table, sorting: [{ column: view.sort }] });
    const shown = parseLayout(layoutXml(view, table.primaryId)).map((column) => column.name);
    const known = columnNames(view.table);
    expect([...shown, ...quickFindColumns(fetch), view.sort].filter((column) => !known.has(column))).toEqual([]);
    expect(pageOf(fetch, { number: 1, size: 5 })).toContain(`<attribute name="${table.primaryId}"/>`);
  });
});

describe('views', () => {
  it('have ids of their own, and one default for each table', () => {
    expect(new Set(VIEWS.map(viewId)).size).toBe(VIEWS.length);
    const defaults = VIEWS.filter((view) => view.isDefault).map((view) => view.table);
    expect(new Set(defaults)).toEqual(new Set(VIEWS.map((view) => view.table)));
    expect(defaults).toHaveLength(new Set(defaults).size);
  });
});

describe('site map of Project Operations', () => {
  it('opens tables that are there and have a view', () => {
    const entries = parseSiteMap(siteMapXml()).flatMap((area) => area.groups.flatMap((group) => group.subAreas));
    for (const { target } of entries) {
      expect(target.kind === 'table' && tables.has(target.table) && VIEWS.some((v) => v.table === target.table)).toBe(
        true,
      );
    }
  });
});

describe('the control that an admin places', () => {
  const account = FORMS.find((form) => form.table === 'account')!;
  const manifest = parseManifest(
    '<manifest><control namespace="Tandem" constructor="SyncStatus" version="1.0.0" control-type="virtual"><property name="anchor" of-type="SingleLine.Text" usage="bound"/><property name="savedOn" of-type="DateAndTime.DateAndTime" usage="bound"/><resources/></control></manifest>',
  );
  const place = (hasLibrary: boolean) =>
    parseForm(withControl(xmlOf(account), { form: account.id, column: 'name', manifest, hasLibrary }));

  it('stands on top of the last column, bound to the name', () => {
    const form = place(true);
    const section = form.tabs[0]!.columns[2]!.sections[0]!;
    expect(section.name).toBe('tandem_finance');
    expect(section.cells[0]!.control?.column).toBe('name');
    expect(form.codeComponents.get(section.cells[0]!.control!.uniqueId)).toEqual({
      name: 'tandem_Tandem.SyncStatus',
      parameters: [
        { name: 'anchor', value: 'name', isStatic: false, type: 'SingleLine.Text' },
        { name: 'savedOn', value: 'modifiedon', isStatic: false, type: 'DateAndTime.DateAndTime' },
      ],
    });
  });

  it('brings library and handler where there is a library', () => {
    const form = place(true);
    expect(form.libraries).toEqual(['tandem_/scripts/form.js']);
    expect(form.handlers.map((handler) => [handler.event, handler.functionName])).toEqual([
      ['onload', 'Tandem.Form.onLoad'],
    ]);
    expect(place(false).libraries).toEqual([]);
    expect(place(false).handlers).toEqual([]);
  });

  it('leaves the rest of the form as it was', () => {
    const before = parseForm(xmlOf(account));
    const after = place(true);
    expect(columnsOf(after)).toEqual([...columnsOf(before), 'modifiedon']);
    expect(after.tabs[0]!.columns[0]).toEqual(before.tabs[0]!.columns[0]);
  });
});
