import * as React from 'react';
import { routeOf, type Route } from '../model/route';
import type { Area } from '../model/site-map';
import { Dialogs } from './frame/dialogs';
import { Header } from './frame/Header';
import { mayOpen, Navigation, routeTo } from './frame/Navigation';
import { NotificationBars } from './frame/NotificationBars';
import { AppsPage } from './pages/AppsPage';
import { setCurrentApp } from './pages/current';
import { FormPage } from './pages/FormPage';
import { ListPage } from './pages/ListPage';
import { FailurePage, LoadingPage } from './pages/states';
import { WebResourcePage } from './pages/WebResourcePage';
import { readApps, readSiteMap, type App as ModelApp } from './platform/components';
import { t } from './platform/session';
import { navigate, onRoute } from './router';

interface OpenApp {
  readonly app: ModelApp;
  readonly areas: readonly Area[];
}

/** The frame of every page, and the page that the address names. */
export function App(): JSX.Element {
  const [route, setRoute] = React.useState(() => routeOf(new URL(location.href)));
  const [opened, setOpened] = React.useState<OpenApp>();
  const [failure, setFailure] = React.useState<string>();
  const main = React.useRef<HTMLElement>(null);
  React.useEffect(() => {
    const stop = onRoute((next) => {
      setRoute(next);
      main.current?.focus({ preventScroll: true });
      main.current?.scrollTo(0, 0);
    });
    return () => void stop();
  }, []);
  const appId = route.page === 'apps' ? undefined : route.app;
  React.useEffect(() => {
    setFailure(undefined);
    if (appId === undefined) return setCurrentApp(undefined);
    let stale = false;
    openApp(appId).then(
      (next) => {
        if (stale) return;
        setCurrentApp(next.app);
        setOpened(next);
      },
      (error: unknown) => !stale && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      stale = true;
    };
  }, [appId]);
  const current = appId === undefined ? undefined : opened;
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {t('skipToContent')}
      </a>
      <Header app={current?.app} />
      <div className="below">
        {current && <Navigation app={current.app.id} areas={current.areas} route={route} />}
        <main id="main" ref={main} className={`main page-${route.page}`} tabIndex={-1}>
          <NotificationBars />
          {failure !== undefined ? (
            <FailurePage message={failure} onRetry={() => location.reload()} />
          ) : (
            <Page route={route} opened={current} />
          )}
        </main>
      </div>
      <Dialogs />
    </div>
  );
}

/** Finds the app by id or unique name. */
async function openApp(wanted: string): Promise<OpenApp> {
  const apps = await readApps();
  const app = apps.find(
    (candidate) => candidate.id === wanted || candidate.uniqueName.toLowerCase() === wanted.toLowerCase(),
  );
  if (!app) throw new Error(t('notFoundApp'));
  return { app, areas: await readSiteMap(app) };
}

function Page({ route, opened }: { route: Route; opened: OpenApp | undefined }): JSX.Element {
  if (route.page === 'apps') return <AppsPage />;
  if (!opened) return <LoadingPage text={t('loading')} />;
  switch (route.page) {
    case 'home':
      return <Home opened={opened} />;
    case 'list':
      return <ListPage route={route} />;
    case 'record':
      return <FormPage route={route} />;
    case 'webResource':
      return <WebResourcePage route={route} />;
    case 'unknown':
      return <p className="card quiet empty-page">{t('notOffered')}</p>;
  }
}

/** The first page of the site map that the user may open. */
function Home({ opened }: { opened: OpenApp }): JSX.Element {
  const first = opened.areas
    .flatMap((area) => area.groups.flatMap((group) => group.subAreas))
    .find((sub) => mayOpen(sub) && routeTo(sub, opened.app.id).page !== 'unknown');
  React.useEffect(() => {
    if (first) void navigate(routeTo(first, opened.app.id), { replace: true });
  }, [opened]);
  return first ? <LoadingPage text={t('loading')} /> : <p className="card quiet empty-page">{t('notOffered')}</p>;
}
