import * as React from 'react';
import type { Table } from '../../model/table';
import { pageOf, pagingCookie, type Page, type Sorting } from '../../model/view';
import type { View } from '../platform/components';
import { get, type Row, type Rows } from '../platform/web-api';

export interface RowsWanted {
  readonly size: number;
  readonly where?: Page['where'];
  readonly search?: Page['search'];
  /** Another number reads the rows again. */
  readonly stamp?: number;
}

/** Rows of a view, one page at a time. */
export interface RowPages {
  readonly state: 'loading' | 'shown' | 'failed';
  readonly rows: readonly Row[];
  readonly failure?: string;
  readonly page: number;
  readonly size: number;
  readonly hasMore: boolean;
  /** Missing when the server does not count that far. */
  readonly total?: number;
  readonly sorting: Sorting | undefined;
  goTo(page: number): void;
  sortBy(sorting: Sorting): void;
  reload(): void;
}

interface Loaded {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
  readonly total: number | undefined;
  readonly cookie: string | undefined;
}

/** Always the same, so that nothing is drawn anew for it. */
const NO_ROWS: readonly Row[] = [];

export function useRows(table: Table, view: View, wanted: RowsWanted): RowPages {
  const [page, setPage] = React.useState(1);
  const [sorting, setSorting] = React.useState<Sorting>();
  const [reloads, setReloads] = React.useState(0);
  const [loaded, setLoaded] = React.useState<Loaded>();
  const [failure, setFailure] = React.useState<string>();
  const cookies = React.useRef(new Map<number, string>());
  const query = JSON.stringify([view.id, sorting, wanted.search, wanted.where]);
  const lastQuery = React.useRef(query);
  const wantedPage = lastQuery.current === query ? page : 1;
  React.useEffect(() => {
    if (lastQuery.current !== query) {
      lastQuery.current = query;
      cookies.current.clear();
      setPage(1);
    }
    let stale = false;
    setLoaded(undefined);
    setFailure(undefined);
    const cookie = cookies.current.get(wantedPage);
    readPage(table, view, {
      number: wantedPage,
      size: wanted.size,
      ...(cookie === undefined ? {} : { cookie }),
      ...(sorting === undefined ? {} : { sorting }),
      ...(wanted.search === undefined ? {} : { search: wanted.search }),
      ...(wanted.where === undefined ? {} : { where: wanted.where }),
    }).then(
      (answer) => {
        if (stale) return;
        if (answer.cookie !== undefined) cookies.current.set(wantedPage + 1, answer.cookie);
        setLoaded(answer);
      },
      (error: unknown) => !stale && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      stale = true;
    };
  }, [query, wantedPage, reloads, wanted.stamp]);
  return {
    state: failure !== undefined ? 'failed' : loaded ? 'shown' : 'loading',
    rows: loaded?.rows ?? NO_ROWS,
    ...(failure === undefined ? {} : { failure }),
    page: wantedPage,
    size: wanted.size,
    hasMore: loaded?.hasMore ?? false,
    ...(loaded?.total === undefined ? {} : { total: loaded.total }),
    sorting,
    goTo: setPage,
    sortBy: (next) => setSorting(next),
    reload: () => setReloads((count) => count + 1),
  };
}

async function readPage(table: Table, view: View, page: Page): Promise<Loaded> {
  const fetchXml = pageOf(view.fetchXml, page);
  const answer = await get<Rows>(`${table.set}?fetchXml=${encodeURIComponent(fetchXml)}`);
  const cookie = answer['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'];
  const total = answer['@Microsoft.Dynamics.CRM.totalrecordcount'];
  return {
    rows: answer.value,
    hasMore: answer['@Microsoft.Dynamics.CRM.morerecords'] ?? false,
    total: total === undefined || total < 0 ? undefined : total,
    cookie: cookie === undefined ? undefined : pagingCookie(cookie),
  };
}
