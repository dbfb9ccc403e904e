import { describe, expect, it } from 'vitest';
import { columnsOf, parseForm } from '../../sandbox/shell/model/form';
import { labelFor } from '../../sandbox/shell/model/labels';

const TEXT = '{4273EDBD-AC1D-40d3-9FB2-095C621B552D}';

function formWith(rows: string, columns = '11', more = ''): string {
  return `<form><tabs><tab name="general" id="{A0000000-0000-4000-8000-000000000001}"><labels><label description="General" languagecode="1033"/><label description="Général" languagecode="1036"/></labels><columns><column width="40%"><sections><section name="main" id="{B}" columns="${columns}"><rows>${rows}</rows></section></sections></column></columns></tab></tabs>${more}</form>`;
}

function cell(column: string, attributes = ''): string {
  return `<cell id="{${column}}" ${attributes}><control id="${column}" classid="${TEXT}" datafieldname="${column}"/></cell>`;
}

function cellsOf(xml: string) {
  return parseForm(xml).tabs[0]!.columns[0]!.sections[0]!.cells;
}

describe('places of cells', () => {
  const cases: readonly {
    name: string;
    rows: string;
    columns?: string;
    places: readonly (readonly [string, number, number])[];
  }[] = [
    {
      name: 'left to right, row by row',
      rows: `<row>${cell('a')}${cell('b')}</row><row>${cell('c')}</row>`,
      places: [
        ['a', 1, 1],
        ['b', 1, 2],
        ['c', 2, 1],
      ],
    },
    {
      name: 'beside a cell that spans rows from above',
      rows: `<row>${cell('a', 'rowspan="2"')}${cell('b')}</row><row>${cell('c')}</row>`,
      places: [
        ['a', 1, 1],
        ['b', 1, 2],
        ['c', 2, 2],
      ],
    },
    {
      name: 'after a cell that spans columns',
      rows: `<row>${cell('a', 'colspan="2"')}${cell('b')}</row>`,
      columns: '111',
      places: [
        ['a', 1, 1],
        ['b', 1, 3],
      ],
    },
    {
      name: 'with the columns counted by a number',
      rows: `<row>${cell('a')}${cell('b')}</row>`,
      columns: '2',
      places: [
        ['a', 1, 1],
        ['b', 1, 2],
      ],
    },
  ];
  it.each(cases)('$name', ({ rows, columns, places }) => {
    const cells = cellsOf(formWith(rows, columns));
    expect(cells.map((c) => [c.control?.column, c.row, c.column])).toEqual(places);
  });

  it('never spans more columns than the section has', () => {
    expect(cellsOf(formWith(`<row>${cell('a', 'colspan="4"')}</row>`))[0]!.columnSpan).toBe(2);
  });

  it('keeps a spacer as a cell without a control', () => {
    expect(cellsOf(formWith(`<row><cell id="{s}" userspacer="true"/>${cell('a')}</row>`))[0]!.control).toBeUndefined();
  });
});

describe('form', () => {
  it('reads labels per language', () => {
    const [tab] = parseForm(formWith('')).tabs;
    expect([1033, 1036, 1031].map((language) => labelFor(tab!.labels, language))).toEqual([
      'General',
      'Général',
      'General',
    ]);
  });

  it('reads flags, which are written as words or digits', () => {
    const cells = cellsOf(
      formWith(`<row>${cell('a', 'showlabel="false" visible="0"')}${cell('b', 'showlabel="1"')}</row>`),
    );
    expect(cells.map((c) => [c.showLabel, c.visible])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it.each([
    ['{E7A81278-8635-4d9e-8D4D-59480B391C5B}', 'subgrid'],
    ['{06375649-C143-495E-A496-C962E5B4488E}', 'timeline'],
    ['{9FDF5F91-88B1-47F4-AD53-C11EFC01A01D}', 'webResource'],
    [TEXT, 'field'],
    ['{F9A8A302-114E-466A-B582-6771B2AE0D92}', 'field'],
  ])('class %s is a %s', (classId, kind) => {
    const rows = `<row><cell id="{x}"><control id="x" classid="${classId}"><parameters><ViewId>{V}</ViewId></parameters></control></cell></row>`;
    expect(cellsOf(formWith(rows))[0]!.control).toMatchObject({ kind, parameters: { ViewId: '{V}' } });
  });

  it('reads libraries and handlers in order, those of tabs too', () => {
    const more = `<formLibraries><Library name="x_/a.js"/><Library name="x_/b.js"/></formLibraries><events>
      <event name="onload"><Handlers><Handler functionName="A.load" libraryName="x_/a.js" enabled="true" passExecutionContext="true" parameters=""/><Handler functionName="B.load" libraryName="x_/b.js" enabled="false" parameters="1"/></Handlers></event>
      <event name="onchange" attribute="name"><Handlers><Handler functionName="A.changed" libraryName="x_/a.js" passExecutionContext="true"/></Handlers></event>
      <event name="onsave"><InternalHandlers><Handler functionName="Microsoft.only" libraryName="m.js"/></InternalHandlers></event></events>`;
    const form = parseForm(formWith('', '1', more));
    expect(form.libraries).toEqual(['x_/a.js', 'x_/b.js']);
    expect(form.handlers).toEqual([
      { event: 'onload', functionName: 'A.load', library: 'x_/a.js', enabled: true, passContext: true, parameters: '' },
      {
        event: 'onload',
        functionName: 'B.load',
        library: 'x_/b.js',
        enabled: false,
        passContext: false,
        parameters: '1',
      },
      {
        event: 'onchange',
        subject: 'name',
        functionName: 'A.changed',
        library: 'x_/a.js',
        enabled: true,
        passContext: true,
        parameters: '',
      },
    ]);
  });

  it('takes the code component of the web form factor, with constants and bound columns', () => {
    const more = `<controlDescriptions><controlDescription forControl="{ABC}">
      <customControl id="${TEXT}"><parameters><datafieldname>name</datafieldname></parameters></customControl>
      <customControl formFactor="1" name="x_X.Phone"><parameters/></customControl>
      <customControl formFactor="0" name="x_X.Web"><parameters><value type="SingleLine.Text">name</value><mode static="true" type="Enum">full</mode><to><BindAttribute>parentid</BindAttribute></to></parameters></customControl>
      </controlDescription><controlDescription forControl="{DEF}"><customControl id="${TEXT}"/></controlDescription></controlDescriptions>`;
    const form = parseForm(formWith(`<row>${cell('title')}</row>`, '1', more));
    expect([...form.codeComponents]).toEqual([
      [
        'abc',
        {
          name: 'x_X.Web',
          parameters: [
            { name: 'value', value: 'name', isStatic: false, type: 'SingleLine.Text' },
            { name: 'mode', value: 'full', isStatic: true, type: 'Enum' },
            { name: 'to', value: 'parentid', isStatic: false },
          ],
        },
      ],
    ]);
    expect(columnsOf(form)).toEqual(['title', 'name', 'parentid']);
  });

  it('reads the form out of a whole exported document', () => {
    expect(parseForm(`<forms><systemform>${formWith('')}</systemform></forms>`).tabs).toHaveLength(1);
  });

  it('refuses a document without a form', () => {
    expect(() => parseForm('<forms/>')).toThrow('no <form> element');
  });
});
