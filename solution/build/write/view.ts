import { INTRODUCED } from '../../model/solution';
import { logicalName, type Cell, type Condition, type Order, type Table } from '../../model/table';
import type { Words } from '../../model/words';
import { bracedIdOf } from '../identifiers';
import { element, textElement, type XmlElement } from '../xml';
import { localizedNames } from './labels';
import { XSI } from './table';

/** Numbers that the platform has for kinds of views. */
const KIND = { list: 0, advancedFind: 1, associated: 2, quickFind: 4, lookup: 64 } as const;

/** A view, complete: what the model leaves to the table's lists has been filled in. */
interface View {
  readonly key: string;
  readonly kind: keyof typeof KIND;
  readonly name: Words;
  readonly isDefault: boolean;
  readonly cells: readonly Cell[];
  readonly order: Order;
  readonly conditions: readonly Condition[];
  /** Columns that `{0}`, what was typed into the search box, is looked for in. */
  readonly find: readonly string[];
}

/** Id of a view, from its table and key. */
export function viewId(table: Table, key: string): string {
  return bracedIdOf('view', logicalName(table.name), key);
}

/** All views of a table as files: the lists of its model, and the ones that the platform itself looks for. */
export function viewFiles(table: Table): { readonly id: string; readonly file: XmlElement }[] {
  return viewsOf(table).map((view) => ({ id: viewId(table, view.key), file: viewFile(table, view) }));
}

function viewsOf(table: Table): View[] {
  const { lists } = table;
  const active: readonly Condition[] = lists.retires ? [{ column: 'statecode', operator: 'eq', values: [0] }] : [];
  const inactive: readonly Condition[] = [{ column: 'statecode', operator: 'eq', values: [1] }];
  const common = { cells: lists.cells, order: lists.order, conditions: active, find: [], isDefault: true };
  const named = (english: string, french: string): Words => [
    `${table.collectionLabel[0]}: ${english}`,
    `${table.collectionLabel[1]} : ${french}`,
  ];
  return [
    ...lists.views.map((view, index): View => ({
      key: view.key,
      kind: 'list',
      name: view.name,
      isDefault: index === 0,
      cells: view.cells ?? lists.cells,
      order: view.order ?? lists.order,
      conditions: [...active, ...(view.conditions ?? [])],
      find: [],
    })),
    ...(lists.retires
      ? [
          {
            ...common,
            key: 'inactive',
            kind: 'list' as const,
            name: lists.retires.inactive,
            isDefault: false,
            conditions: inactive,
          },
        ]
      : []),
    {
      ...common,
      key: 'advanced-find',
      kind: 'advancedFind',
      name: named('advanced find', 'recherche avancée'),
      conditions: [],
    },
    { ...common, key: 'associated', kind: 'associated', name: named('associated', 'associés') },
    {
      ...common,
      key: 'quick-find',
      kind: 'quickFind',
      name: named('quick find', 'recherche rapide'),
      find: lists.find,
    },
    { ...common, key: 'lookup', kind: 'lookup', name: named('lookup', 'recherche'), cells: lists.cells.slice(0, 3) },
  ];
}

function viewFile(table: Table, view: View): XmlElement {
  const quickFind = view.kind === 'quickFind';
  return element('savedqueries', XSI, [
    element('savedquery', {}, [
      textElement('IsCustomizable', 1),
      textElement('CanBeDeleted', 0),
      textElement('isquickfindquery', quickFind ? 1 : 0),
      textElement('isprivate', 0),
      textElement('isdefault', view.isDefault ? 1 : 0),
      textElement('savedqueryid', viewId(table, view.key)),
      element('layoutxml', {}, [layout(table, view)]),
      textElement('querytype', KIND[view.kind]),
      element('fetchxml', {}, [fetch(table, view)]),
      textElement('IntroducedVersion', INTRODUCED),
      localizedNames(view.name),
    ]),
  ]);
}

function layout(table: Table, view: View): XmlElement {
  const name = view.kind === 'associated' || view.kind === 'lookup' ? table.set : 'resultset';
  return element('grid', { name, jump: primaryName(table), select: 1, icon: 1, preview: 1 }, [
    element(
      'row',
      { name: 'result', id: primaryId(table) },
      view.cells.map(([column, width]) => element('cell', { name: column, width })),
    ),
  ]);
}

function fetch(table: Table, view: View): XmlElement {
  const columns = new Set([primaryId(table), primaryName(table), ...view.cells.map(([column]) => column)]);
  return element('fetch', { version: '1.0', mapping: 'logical' }, [
    element('entity', { name: logicalName(table.name) }, [
      ...[...columns].map((name) => element('attribute', { name })),
      element('order', { attribute: view.order.column, descending: String(view.order.descending) }),
      ...(view.conditions.length === 0 ? [] : [element('filter', { type: 'and' }, view.conditions.map(condition))]),
      ...(view.find.length === 0
        ? []
        : [
            element(
              'filter',
              { type: 'or', isquickfindfields: 1 },
              view.find.map((attribute) => element('condition', { attribute, operator: 'like', value: '{0}' })),
            ),
          ]),
    ]),
  ]);
}

function condition({ column, operator, values = [] }: Condition): XmlElement {
  if (operator === 'eq') return element('condition', { attribute: column, operator, value: values[0] });
  return element(
    'condition',
    { attribute: column, operator },
    values.map((value) => textElement('value', value)),
  );
}

const primaryId = (table: Table): string => `${logicalName(table.name)}id`;
const primaryName = (table: Table): string => logicalName(table.columns[0]?.name ?? '');
