import { ContextualMenu, Icon, IconButton, SearchBox } from '@fluentui/react';
import * as React from 'react';
import type { Route } from '../../model/route';
import type { Table } from '../../model/table';
import { quickFindColumns } from '../../model/view';
import { CommandBar } from '../commands/CommandBar';
import type { Command } from '../commands/command';
import type { CommandPlace } from '../commands/ribbon-commands';
import { shown, useRibbon } from '../commands/use-ribbon';
import { confirmDialog } from '../frame/dialogs';
import { MessageBar } from '../frame/MessageBar';
import { RowTable } from '../list/RowTable';
import { useRows, type RowPages } from '../list/use-rows';
import { readQuickFindView, readViews, type View } from '../platform/components';
import { mayUse } from '../platform/privileges';
import { session, t } from '../platform/session';
import { tableNamed } from '../platform/tables';
import { remove } from '../platform/web-api';
import { navigate } from '../router';
import { scriptId } from '../scripts/form-context';
import { guarded } from '../scripts/guarded';
import { openReference } from './open';
import { FailurePage, LoadingPage } from './states';

type ListRoute = Extract<Route, { page: 'list' }>;

interface Opened {
  readonly table: Table;
  readonly views: readonly View[];
  readonly quickFind: readonly string[];
}

/** Rows of a table in one of its views. */
export function ListPage({ route }: { route: ListRoute }): JSX.Element {
  const [opened, setOpened] = React.useState<Opened>();
  const [failure, setFailure] = React.useState<string>();
  const [attempt, setAttempt] = React.useState(0);
  React.useEffect(() => {
    let stale = false;
    setOpened(undefined);
    setFailure(undefined);
    open(route.table).then(
      (next) => !stale && setOpened(next),
      (error: unknown) => !stale && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      stale = true;
    };
  }, [route.table, attempt]);
  if (failure !== undefined) return <FailurePage message={failure} onRetry={() => setAttempt(attempt + 1)} />;
  if (!opened || opened.table.name !== route.table) return <LoadingPage text={t('loading')} />;
  const view = opened.views.find((candidate) => candidate.id === route.view) ?? opened.views[0];
  if (!view) return <FailurePage message={t('noRows')} onRetry={() => setAttempt(attempt + 1)} />;
  return <OpenList route={route} {...opened} view={view} />;
}

async function open(name: string): Promise<Opened> {
  const [table, views, quickFindView] = await Promise.all([tableNamed(name), readViews(name), readQuickFindView(name)]);
  const searched = quickFindView ? quickFindColumns(quickFindView.fetchXml) : [table.primaryName];
  const texts = searched.filter((column) => ['text', 'memo'].includes(table.columns.get(column)?.kind ?? ''));
  return { table, views, quickFind: texts.length > 0 ? texts : [table.primaryName] };
}

const PAGE_SIZE = 50;

function OpenList({ route, table, views, quickFind, view }: Opened & { route: ListRoute; view: View }): JSX.Element {
  const [search, setSearch] = React.useState('');
  const [selection, setSelection] = React.useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = React.useState<string>();
  const rows = useRows(table, view, {
    size: PAGE_SIZE,
    ...(search.trim() === '' ? {} : { search: { columns: quickFind, text: search.trim() } }),
  });
  React.useEffect(() => {
    document.title = `${view.name} - ${t('product')}`;
  }, [view]);
  React.useEffect(() => setSelection(new Set()), [rows.rows]);
  const chosen = [...selection];
  const locations = { new: `Mscrm.HomepageGrid.${table.name}.NewRecord` };
  const ribbon = useRibbon(commandPlace(table, chosen, rows, setFailure), `${view.id}/${chosen.join()}/${rows.page}`);
  return (
    <>
      <CommandBar
        commands={[
          ...shown(ownCommands(route, table, chosen, rows, setFailure), ribbon, locations),
          ...(ribbon?.added ?? []),
        ]}
      />
      {failure !== undefined && (
        <MessageBar severity="error" onDismiss={() => setFailure(undefined)}>
          {failure}
        </MessageBar>
      )}
      <section className="card list-card" aria-label={view.name}>
        <div className="list-header">
          <ViewSelector route={route} views={views} view={view} />
          <SearchBox
            className="list-search"
            placeholder={t('searchList')}
            ariaLabel={t('searchList')}
            clearButtonProps={{ ariaLabel: t('clearSearch') }}
            onSearch={(text) => setSearch(text ?? '')}
            onClear={() => setSearch('')}
          />
        </div>
        <RowTable
          table={table}
          view={view}
          rows={rows}
          label={view.name}
          selection={selection}
          onSelection={setSelection}
          isSearch={search !== ''}
        />
        <Footer rows={rows} selected={selection.size} />
      </section>
    </>
  );
}

function ViewSelector({ route, views, view }: { route: ListRoute; views: readonly View[]; view: View }): JSX.Element {
  const [open, setOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  return (
    <>
      <h1 className="view-title">
        <button
          ref={button}
          type="button"
          className="view-button"
          aria-haspopup="menu"
          aria-expanded={open}
          title={t('selectView')}
          onClick={() => setOpen(!open)}
        >
          {view.name} <Icon iconName="ChevronDown" className="caret" />
        </button>
      </h1>
      {open && (
        <ContextualMenu
          target={button}
          ariaLabel={t('selectView')}
          onDismiss={() => setOpen(false)}
          items={views.map((other) => ({
            key: other.id,
            text: other.name,
            canCheck: true,
            checked: other.id === view.id,
            onClick: () => void navigate({ ...route, view: other.id }),
          }))}
        />
      )}
    </>
  );
}

function Footer({ rows, selected }: { rows: RowPages; selected: number }): JSX.Element {
  const from = rows.rows.length === 0 ? 0 : (rows.page - 1) * rows.size + 1;
  const to = (rows.page - 1) * rows.size + rows.rows.length;
  return (
    <footer className="list-footer">
      <span role="status">
        {rows.state === 'shown' ? t('rows', from, to, rows.total ?? (rows.hasMore ? `${to}+` : to)) : ''}
        {selected > 0 ? ` (${t('selectedRows', selected)})` : ''}
      </span>
      <span className="pager">
        <IconButton
          iconProps={{ iconName: 'DoubleChevronLeft' }}
          ariaLabel={t('firstPage')}
          disabled={rows.page === 1}
          onClick={() => rows.goTo(1)}
        />
        <IconButton
          iconProps={{ iconName: 'Back' }}
          ariaLabel={t('previousPage')}
          disabled={rows.page === 1}
          onClick={() => rows.goTo(rows.page - 1)}
        />
        <span>{t('page', rows.page)}</span>
        <IconButton
          iconProps={{ iconName: 'Forward' }}
          ariaLabel={t('nextPage')}
          disabled={!rows.hasMore}
          onClick={() => rows.goTo(rows.page + 1)}
        />
      </span>
    </footer>
  );
}

function ownCommands(
  route: ListRoute,
  table: Table,
  chosen: readonly string[],
  rows: RowPages,
  failed: (message: string) => void,
): readonly Command[] {
  const fresh: Command[] =
    mayUse(table.name, 'Create') && chosen.length === 0
      ? [
          {
            id: 'new',
            label: t('new'),
            icon: 'Add',
            run: () => void navigate({ page: 'record', app: route.app, table: table.name }),
          },
        ]
      : [];
  const erase: Command[] =
    mayUse(table.name, 'Delete') && chosen.length > 0
      ? [{ id: 'delete', label: t('delete'), icon: 'Delete', run: () => void deleteRows(table, chosen, rows, failed) }]
      : [];
  return [...fresh, ...erase, { id: 'refresh', label: t('refresh'), icon: 'Refresh', run: () => rows.reload() }];
}

async function deleteRows(
  table: Table,
  chosen: readonly string[],
  rows: RowPages,
  failed: (message: string) => void,
): Promise<void> {
  const text = chosen.length === 1 ? t('deleteOne', table.label) : t('deleteMany', chosen.length);
  if (!(await confirmDialog(t('deleteTitle'), text, { yes: t('delete') }))) return;
  try {
    for (const id of chosen) await remove(table.set, id);
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
  }
  rows.reload();
}

function commandPlace(
  table: Table,
  chosen: readonly string[],
  rows: RowPages,
  failed: (message: string) => void,
): CommandPlace {
  const nameOf = (id: string): string => {
    const row = rows.rows.find((candidate) => String(candidate[table.primaryId]).toLowerCase() === id);
    return String(row?.[table.primaryName] ?? '');
  };
  const references = chosen.map((id) => ({
    Id: scriptId(id),
    Name: nameOf(id),
    TypeName: table.name,
    TypeCode: table.objectTypeCode,
  }));
  return {
    bar: 'HomepageGrid',
    table: table.name,
    situation: {
      table: table.name,
      selected: chosen.length,
      hasPrivilege: mayUse,
      valueOf: () => undefined,
    },
    parameter: (name) => {
      switch (name) {
        case 'SelectedControlSelectedItemIds':
          return chosen.map((id) => scriptId(id));
        case 'SelectedControlSelectedItemReferences':
          return references;
        case 'SelectedControlSelectedItemCount':
          return chosen.length;
        case 'SelectedControlAllItemIds':
          return rows.rows.map((row) => scriptId(String(row[table.primaryId])));
        case 'SelectedEntityTypeName':
        case 'PrimaryEntityTypeName':
          return table.name;
        case 'FirstSelectedItemId':
          return scriptId(chosen[0]);
        case 'SelectedControl':
        case 'PrimaryControl':
          return gridControl(table, rows);
        case 'UserLcid':
          return session().locale.language;
        case 'OrgLcid':
          return 1033;
        default:
          throw new Error(`The command parameter ${name} is not offered on lists.`);
      }
    },
    failed,
  };
}

function gridControl(table: Table, rows: RowPages): object {
  return guarded('gridControl', {
    refresh: () => rows.reload(),
    refreshRibbon: () => undefined,
    getEntityName: () => table.name,
    openRecord: (id: string) => openReference({ id, name: '', table: table.name }),
  });
}
