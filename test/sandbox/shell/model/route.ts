import { guidOf } from './xml';

/** A page of the shell, as in the address. */
export type Route =
  | { readonly page: 'apps' }
  | { readonly page: 'home'; readonly app: string }
  | { readonly page: 'list'; readonly app: string; readonly table: string; readonly view?: string }
  | {
      readonly page: 'record';
      readonly app: string;
      readonly table: string;
      /** Missing for a new record. */
      readonly id?: string;
      readonly form?: string;
      /** Values that a new record starts with: `extraqs`. */
      readonly defaults?: Readonly<Record<string, string>>;
    }
  | { readonly page: 'webResource'; readonly app: string; readonly name: string; readonly data?: string }
  | { readonly page: 'unknown'; readonly app: string; readonly what: string };

/** Reads the address `main.aspx?appid=&pagetype=&etn=&id=&viewid=`. */
export function routeOf(address: URL): Route {
  const query = address.searchParams;
  const app = guidOf(query.get('appid') ?? '') || (query.get('appname') ?? '');
  if (address.pathname === '/apps' || app === '') return { page: 'apps' };
  const type = query.get('pagetype') ?? '';
  const table = query.get('etn') ?? '';
  switch (type.toLowerCase()) {
    case '':
      return { page: 'home', app };
    case 'entitylist': {
      const view = guidOf(query.get('viewid') ?? '');
      return { page: 'list', app, table, ...(view === '' ? {} : { view }) };
    }
    case 'entityrecord': {
      const id = guidOf(query.get('id') ?? '');
      const form = guidOf(query.get('formid') ?? '');
      const extra = query.get('extraqs');
      return {
        page: 'record',
        app,
        table,
        ...(id === '' ? {} : { id }),
        ...(form === '' ? {} : { form }),
        ...(extra === null ? {} : { defaults: Object.fromEntries(new URLSearchParams(extra)) }),
      };
    }
    case 'webresource': {
      const data = query.get('data');
      return { page: 'webResource', app, name: query.get('webresourceName') ?? '', ...(data === null ? {} : { data }) };
    }
    default:
      return { page: 'unknown', app, what: type };
  }
}

/** The address of a page, relative to the origin. */
export function addressOf(route: Route): string {
  if (route.page === 'apps') return '/apps';
  const query = new URLSearchParams({ appid: route.app });
  switch (route.page) {
    case 'list':
      query.set('pagetype', 'entitylist');
      query.set('etn', route.table);
      if (route.view !== undefined) query.set('viewid', route.view);
      break;
    case 'record':
      query.set('pagetype', 'entityrecord');
      query.set('etn', route.table);
      if (route.id !== undefined) query.set('id', route.id);
      if (route.form !== undefined) query.set('formid', route.form);
      if (route.defaults) query.set('extraqs', new URLSearchParams(route.defaults).toString());
      break;
    case 'webResource':
      query.set('pagetype', 'webresource');
      query.set('webresourceName', route.name);
      if (route.data !== undefined) query.set('data', route.data);
      break;
    case 'unknown':
      query.set('pagetype', route.what);
      break;
  }
  return `/main.aspx?${query.toString()}`;
}
