import * as React from 'react';
import type { Route } from '../../model/route';
import { t } from '../platform/session';
import { webResourceUrl } from './open';

/** A page of the app that is an HTML web resource: it fills the place beside the navigation. */
export function WebResourcePage({ route }: { route: Extract<Route, { page: 'webResource' }> }): JSX.Element {
  const [title, setTitle] = React.useState(route.name);
  return (
    <iframe
      key={`${route.name}?${route.data ?? ''}`}
      className="page-frame"
      src={webResourceUrl(route.name, route.data)}
      title={title}
      onLoad={(event) => {
        const name = event.currentTarget.contentDocument?.title || route.name;
        setTitle(name);
        document.title = `${name} - ${t('product')}`;
      }}
    />
  );
}
