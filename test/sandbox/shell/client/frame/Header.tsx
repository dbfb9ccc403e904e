import { Callout, DirectionalHint, Icon } from '@fluentui/react';
import * as React from 'react';
import type { App } from '../platform/components';
import { session, signInAs, t } from '../platform/session';
import { navigate } from '../router';
import { Initials } from './Initials';

/** The bar over every page: launcher, product, app, search, environment, user. */
export function Header({ app }: { app: App | undefined }): JSX.Element {
  const { environment } = session();
  return (
    <header className="top-bar">
      <button
        type="button"
        className="top-button"
        aria-label={t('appLauncher')}
        onClick={() => void navigate({ page: 'apps' })}
      >
        <Icon iconName="Waffle" />
      </button>
      <a className="product" href="/apps" onClick={(event) => go(event, () => navigate({ page: 'apps' }))}>
        {t('product')}
      </a>
      {app && (
        <a
          className="app-name"
          href={`/main.aspx?appid=${app.id}`}
          onClick={(event) => go(event, () => navigate({ page: 'home', app: app.id }))}
        >
          {app.name}
        </a>
      )}
      <div className="top-middle" />
      <div className="environment">
        <span>{t('environment')}</span>
        <strong>{environment}</strong>
      </div>
      <UserMenu />
    </header>
  );
}

function go(event: React.MouseEvent, navigation: () => Promise<void>): void {
  event.preventDefault();
  void navigation();
}

/** Who is signed in; the sandbox lets one sign in as another user from here. */
function UserMenu(): JSX.Element {
  const [open, setOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  const { fullName, user, users } = session();
  return (
    <>
      <button
        ref={button}
        type="button"
        className="user-button"
        aria-label={`${t('account')} ${fullName}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Initials name={fullName} shape="round" />
      </button>
      {open && (
        <Callout
          target={button}
          isBeakVisible={false}
          directionalHint={DirectionalHint.bottomRightEdge}
          setInitialFocus
          role="dialog"
          ariaLabel={`${t('account')} ${fullName}`}
          onDismiss={() => setOpen(false)}
        >
          <div className="user-menu">
            <p className="quiet">{t('signedInAs')}</p>
            <p className="user-name">{fullName}</p>
            <p className="quiet" id="switch-user">
              {t('switchUser')}
            </p>
            <ul aria-labelledby="switch-user">
              {users.map((other) => (
                <li key={other.name}>
                  <button
                    type="button"
                    className="user-choice"
                    aria-current={other.name === user ? 'true' : undefined}
                    onClick={() => signInAs(other.name)}
                  >
                    <Initials name={other.fullName} shape="small" />
                    <span>
                      {other.fullName}
                      <small>{other.role}</small>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        </Callout>
      )}
    </>
  );
}
