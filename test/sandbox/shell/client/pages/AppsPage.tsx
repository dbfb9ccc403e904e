import * as React from 'react';
import { addressOf } from '../../model/route';
import { Initials } from '../frame/Initials';
import { readApps, type App } from '../platform/components';
import { t } from '../platform/session';
import { navigate } from '../router';
import { FailurePage, LoadingPage } from './states';

/** The apps that the user may open. */
export function AppsPage(): JSX.Element {
  const [apps, setApps] = React.useState<readonly App[]>();
  const [failure, setFailure] = React.useState<string>();
  const [attempt, setAttempt] = React.useState(0);
  React.useEffect(() => {
    document.title = `${t('apps')} - ${t('product')}`;
    setFailure(undefined);
    readApps().then(setApps, (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  }, [attempt]);
  if (failure !== undefined) return <FailurePage message={failure} onRetry={() => setAttempt(attempt + 1)} />;
  if (!apps) return <LoadingPage text={t('loading')} />;
  return (
    <div className="apps-page">
      <h1>{t('apps')}</h1>
      <p className="quiet">{apps.length === 0 ? t('noApps') : t('appsIntro')}</p>
      <ul className="apps">
        {apps.map((app) => (
          <li key={app.id}>
            <a
              className="card app-card"
              href={addressOf({ page: 'home', app: app.id })}
              onClick={(event) => {
                event.preventDefault();
                void navigate({ page: 'home', app: app.id });
              }}
            >
              <Initials name={app.name} shape="square" />
              <span>
                <strong>{app.name}</strong>
                <small>{app.uniqueName}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
