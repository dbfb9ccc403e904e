import { Checkbox, Icon } from '@fluentui/react';
import * as React from 'react';
import type { Column, Table } from '../../model/table';
import { wireName } from '../../model/table';
import { parseLayout, parseQuery, type ViewColumn } from '../../model/view';
import { openReference } from '../pages/open';
import type { View } from '../platform/components';
import { t } from '../platform/session';
import { tableNamed } from '../platform/tables';
import { formattedValue, lookupTable, type Row } from '../platform/web-api';
import type { RowPages } from './use-rows';

interface RowTableProps {
  readonly table: Table;
  readonly view: View;
  readonly rows: RowPages;
  readonly label: string;
  /** Ids of selected rows; without it rows cannot be selected. */
  readonly selection?: ReadonlySet<string>;
  readonly onSelection?: (selection: ReadonlySet<string>) => void;
  readonly isSearch?: boolean;
}

interface Heading extends ViewColumn {
  readonly label: string;
  readonly column: Column | undefined;
  /** Sorting by a column of a linked table is not offered. */
  readonly sortable: boolean;
}

/** Part of its width that a column keeps before the table is scrolled sideways. */
const NARROWEST = 0.75;

const NUMBERS: ReadonlySet<string> = new Set(['whole', 'decimal', 'money']);

/** Rows of a view as a table: sorted by its headings, rows selected by their boxes. */
export function RowTable({ table, view, rows, label, selection, onSelection, isSearch }: RowTableProps): JSX.Element {
  const headings = useHeadings(table, view);
  const idOf = (row: Row): string => String(row[table.primaryId]).toLowerCase();
  const total = headings.reduce((sum, heading) => sum + heading.width, 0);
  const all = rows.rows.length > 0 && rows.rows.every((row) => selection?.has(idOf(row)));
  const toggle = (id: string): void => {
    const next = new Set(selection);
    if (!next.delete(id)) next.add(id);
    onSelection?.(next);
  };
  return (
    <div className="table-scroll">
      <table
        className="rows"
        style={{ minWidth: total * NARROWEST }}
        aria-label={label}
        aria-busy={rows.state === 'loading'}
        data-state={rows.state}
      >
        <thead>
          <tr>
            {selection && (
              <th className="select-cell" scope="col">
                <Checkbox
                  ariaLabel={t('selectAll')}
                  checked={all}
                  indeterminate={!all && rows.rows.some((row) => selection.has(idOf(row)))}
                  onChange={() => onSelection?.(new Set(all ? [] : rows.rows.map(idOf)))}
                />
              </th>
            )}
            {headings.map((heading) => (
              <HeadingCell key={heading.name} heading={heading} share={heading.width / total} rows={rows} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.state === 'loading' && <Skeleton columns={headings.length + (selection ? 1 : 0)} />}
          {rows.rows.map((row) => {
            const id = idOf(row);
            const name = String(row[table.primaryName] ?? '');
            return (
              <tr key={id} aria-selected={selection?.has(id)} className={selection?.has(id) ? 'selected' : ''}>
                {selection && (
                  <td className="select-cell">
                    <Checkbox
                      ariaLabel={t('selectRow', name || id)}
                      checked={selection.has(id)}
                      onChange={() => toggle(id)}
                    />
                  </td>
                )}
                {headings.map((heading, index) => (
                  <RowCell key={heading.name} table={table} row={row} heading={heading} isFirst={index === 0} />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="table-message" role="status">
        {rows.state === 'failed'
          ? rows.failure
          : rows.state === 'shown' && rows.rows.length === 0
            ? t(isSearch ? 'noRowsSearch' : 'noRows')
            : ''}
      </p>
    </div>
  );
}

function useHeadings(table: Table, view: View): readonly Heading[] {
  const plain = React.useMemo(() => headingsOf(table, view, new Map()), [table, view]);
  const [headings, setHeadings] = React.useState(plain);
  React.useEffect(() => {
    setHeadings(plain);
    const { links } = parseQuery(view.fetchXml);
    if (links.size === 0) return;
    let stale = false;
    void Promise.all([...links].map(async ([alias, name]) => [alias, await tableNamed(name)] as const)).then(
      (tables) => !stale && setHeadings(headingsOf(table, view, new Map(tables))),
    );
    return () => {
      stale = true;
    };
  }, [plain]);
  return headings;
}

function headingsOf(table: Table, view: View, links: ReadonlyMap<string, Table>): readonly Heading[] {
  return parseLayout(view.layoutXml).map((cell) => {
    const [first = '', second] = cell.name.split('.');
    const linked = second === undefined ? undefined : links.get(first);
    const column = second === undefined ? table.columns.get(first) : linked?.columns.get(second);
    const label = column ? (linked ? `${column.label} (${linked.label})` : column.label) : cell.name;
    return { ...cell, label, column, sortable: second === undefined && column !== undefined };
  });
}

interface HeadingCellProps {
  readonly heading: Heading;
  /** Part of the table's width, 0 to 1. */
  readonly share: number;
  readonly rows: RowPages;
}

function HeadingCell({ heading, share, rows }: HeadingCellProps): JSX.Element {
  const { sorting } = rows;
  const sorted = sorting?.column === heading.name ? sorting : undefined;
  const isNumber = NUMBERS.has(heading.column?.kind ?? '');
  return (
    <th
      scope="col"
      style={{ width: `${(share * 100).toFixed(2)}%` }}
      className={isNumber ? 'number' : ''}
      aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : 'none'}
    >
      {heading.sortable ? (
        <button
          type="button"
          className="heading-button"
          title={heading.label}
          onClick={() => rows.sortBy({ column: heading.name, descending: sorted ? !sorted.descending : false })}
        >
          {heading.label}
          {sorted && <Icon iconName={sorted.descending ? 'SortDown' : 'SortUp'} />}
        </button>
      ) : (
        <span className="heading-text">{heading.label}</span>
      )}
    </th>
  );
}

interface RowCellProps {
  readonly table: Table;
  readonly row: Row;
  readonly heading: Heading;
  readonly isFirst: boolean;
}

function RowCell({ table, row, heading, isFirst }: RowCellProps): JSX.Element {
  const { column, name } = heading;
  const property = column && !name.includes('.') ? wireName(column) : name;
  const raw = row[property];
  const text = formattedValue(row, property) ?? (raw === null || raw === undefined ? '' : String(raw));
  const id = String(row[table.primaryId]).toLowerCase();
  const reference =
    isFirst || name === table.primaryName
      ? { id, name: text || t('noValue'), table: table.name }
      : column?.kind === 'lookup' && typeof raw === 'string'
        ? { id: raw, name: text, table: lookupTable(row, property) ?? column.targets?.[0] ?? '' }
        : undefined;
  const content = reference ? (
    <a
      href="#"
      onClick={(event) => {
        event.preventDefault();
        openReference(reference);
      }}
    >
      {reference.name}
    </a>
  ) : (
    text
  );
  if (isFirst) {
    return (
      <th scope="row" title={text}>
        {content}
      </th>
    );
  }
  return (
    <td title={text} className={NUMBERS.has(column?.kind ?? '') ? 'number' : ''}>
      {content}
    </td>
  );
}

const SKELETON_ROWS = 5;

function Skeleton({ columns }: { columns: number }): JSX.Element {
  return (
    <>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <tr key={row} className="skeleton" aria-hidden="true">
          {Array.from({ length: columns }, (_, cell) => (
            <td key={cell}>
              <span className="bone" />
            </td>
          ))}
        </tr>
      ))}
    </>
  );
}
