import * as React from 'react';
import type { Route } from '../../model/route';
import { addressOf } from '../../model/route';
import { guidOf } from '../../model/xml';
import type { Reference } from '../form/record';
import { ask } from '../frame/dialogs';
import { navigate } from '../router';
import { currentApp } from './current';
import { WebResourceFrame } from './WebResourceFrame';

/** What `Xrm.Navigation.navigateTo` and its relatives take. */
export interface PageInput {
  readonly pageType: string;
  readonly entityName?: string;
  readonly entityId?: string;
  readonly formId?: string;
  readonly viewId?: string;
  readonly webresourceName?: string;
  readonly data?: string | Readonly<Record<string, string>>;
}

export interface OpenOptions {
  readonly newWindow?: boolean;
  readonly dialog?: boolean;
  readonly title?: string;
}

/** Opens a record in the current app. */
export function openReference(reference: Reference): void {
  const app = currentApp();
  if (app) void navigate({ page: 'record', app: app.id, table: reference.table, id: reference.id });
}

/** Opens a page in place, in a new window, or (web resources) in a dialog; a dialog is awaited until it is closed. */
export async function openPage(input: PageInput, options: OpenOptions = {}): Promise<void> {
  const route = routeFor(input);
  if (options.dialog && route.page === 'webResource') {
    const url = webResourceUrl(route.name, route.data);
    await ask(
      options.title ?? '',
      <WebResourceFrame url={url} title={options.title ?? route.name} rows={20} />,
      [],
      true,
    );
    return;
  }
  if (options.newWindow) window.open(addressOf(route), '_blank');
  else await navigate(route);
}

export function webResourceUrl(name: string, data: string | undefined): string {
  const [path = '', query] = name.split('?');
  const parts = [query, data === undefined ? undefined : `data=${encodeURIComponent(data)}`].filter(Boolean);
  return `/WebResources/${path}${parts.length === 0 ? '' : `?${parts.join('&')}`}`;
}

function routeFor(input: PageInput): Route {
  const app = currentApp()?.id ?? '';
  const table = input.entityName ?? '';
  switch (input.pageType) {
    case 'entitylist':
      return { page: 'list', app, table, ...(input.viewId === undefined ? {} : { view: guidOf(input.viewId) }) };
    case 'entityrecord':
      return {
        page: 'record',
        app,
        table,
        ...(input.entityId ? { id: guidOf(input.entityId) } : {}),
        ...(input.formId === undefined ? {} : { form: guidOf(input.formId) }),
        ...(typeof input.data === 'object' ? { defaults: input.data } : {}),
      };
    case 'webresource':
      return {
        page: 'webResource',
        app,
        name: input.webresourceName ?? '',
        ...(typeof input.data === 'string' ? { data: input.data } : {}),
      };
    default:
      throw new Error(`Pages of type ${input.pageType} are not offered by the sandbox.`);
  }
}
