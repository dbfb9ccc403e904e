import { ContextualMenu, Icon } from '@fluentui/react';
import * as React from 'react';
import { labelFor, type Labels } from '../../model/labels';
import { addressOf, routeOf, type Route } from '../../model/route';
import type { Area, SubArea } from '../../model/site-map';
import { mayUse } from '../platform/privileges';
import { session, t } from '../platform/session';
import { tableNamed } from '../platform/tables';
import { navigate } from '../router';
import { Initials } from './Initials';
import { recentRecords } from './recent';

interface NavigationProps {
  readonly app: string;
  readonly areas: readonly Area[];
  readonly route: Route;
}

/** The left side: home, recent and pinned records, the site map of the area that is open. */
export function Navigation({ app, areas, route }: NavigationProps): JSX.Element {
  const [collapsed, setCollapsed] = React.useState(false);
  const [areaId, setAreaId] = React.useState<string>();
  const names = useTableNames(areas);
  const entries = areas.flatMap((area) => area.groups.flatMap((group) => group.subAreas.filter(mayOpen)));
  const best = entries.reduce<SubArea | undefined>(
    (found, sub) => (fit(sub, app, route) > (found ? fit(found, app, route) : 0) ? sub : found),
    undefined,
  );
  const holding = areas.find((area) => area.groups.some((group) => group.subAreas.some((sub) => sub === best)));
  React.useEffect(() => holding && setAreaId(holding.id), [holding?.id]);
  const area = areas.find((candidate) => candidate.id === areaId) ?? holding ?? areas[0];
  return (
    <nav className={collapsed ? 'navigation collapsed' : 'navigation'} aria-label={t('navigation')}>
      <button
        type="button"
        className="nav-toggle"
        aria-label={t('collapse')}
        aria-expanded={!collapsed}
        onClick={() => setCollapsed(!collapsed)}
      >
        <Icon iconName="GlobalNavButton" />
      </button>
      <ul className="nav-list">
        <NavLink label={t('home')} icon="Home" to={{ page: 'home', app }} current={false} />
        <Recent app={app} />
        <Pinned />
      </ul>
      {area?.groups.map((group) => {
        const shown = group.subAreas.filter(mayOpen);
        if (shown.length === 0) return null;
        const title = labelFor(group.titles, session().locale.language);
        return (
          <section key={group.id} className="nav-group" aria-label={title}>
            <h2>{title}</h2>
            <ul className="nav-list">
              {shown.map((sub) => (
                <NavLink
                  key={sub.id}
                  label={titleOf(sub.titles) || names.get(tableOf(sub)) || sub.id}
                  icon={iconOf(sub)}
                  to={routeTo(sub, app)}
                  current={sub === best}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {area && <AreaSwitch areas={areas} area={area} onArea={setAreaId} />}
    </nav>
  );
}

function titleOf(titles: Labels): string {
  return labelFor(titles, session().locale.language);
}

function tableOf(sub: SubArea): string {
  return sub.target.kind === 'table' ? sub.target.table : '';
}

/** A table without a title in the site map is called as its rows are. */
function useTableNames(areas: readonly Area[]): ReadonlyMap<string, string> {
  const [names, setNames] = React.useState<ReadonlyMap<string, string>>(new Map());
  React.useEffect(() => {
    const tables = areas
      .flatMap((area) => area.groups.flatMap((group) => group.subAreas))
      .filter((sub) => sub.target.kind === 'table' && sub.titles.size === 0 && mayOpen(sub))
      .map(tableOf);
    let stale = false;
    void Promise.all(
      tables.map((table) =>
        tableNamed(table).then(
          (found) => [table, found.collectionLabel] as const,
          () => [table, table] as const,
        ),
      ),
    ).then((entries) => !stale && setNames(new Map(entries)));
    return () => {
      stale = true;
    };
  }, [areas]);
  return names;
}

export function mayOpen(sub: SubArea): boolean {
  const readable = sub.target.kind !== 'table' || mayUse(sub.target.table, 'Read');
  return (
    readable && sub.privileges.every(({ table, verbs }) => verbs.every((verb) => verb === 'All' || mayUse(table, verb)))
  );
}

export function routeTo(sub: SubArea, app: string): Route {
  switch (sub.target.kind) {
    case 'table':
      return { page: 'list', app, table: sub.target.table };
    case 'webResource': {
      const data = new URLSearchParams(sub.target.query).get('data');
      return { page: 'webResource', app, name: sub.target.name, ...(data === null ? {} : { data }) };
    }
    case 'url':
      return routeOfUrl(sub.target.url, app);
    case 'dashboard':
      return { page: 'unknown', app, what: 'dashboard' };
  }
}

/** A site map may name a page of the app by its address, e.g. one view of a table. */
function routeOfUrl(url: string, app: string): Route {
  const address = new URL(url, location.origin);
  if (address.origin !== location.origin || address.pathname !== '/main.aspx')
    return { page: 'unknown', app, what: url };
  address.searchParams.set('appid', app);
  return routeOf(address);
}

/** How well an entry fits the page that is shown; 0 is not at all. Of several, the best one is marked. */
function fit(sub: SubArea, app: string, route: Route): number {
  const to = routeTo(sub, app);
  if (to.page === 'webResource' && route.page === 'webResource') {
    return to.name !== route.name ? 0 : to.data === route.data ? 2 : 1;
  }
  if (to.page !== 'list' || (route.page !== 'list' && route.page !== 'record') || to.table !== route.table) return 0;
  const view = route.page === 'list' ? route.view : undefined;
  if (to.view === view) return 3;
  return to.view === undefined ? 2 : 1;
}

/** Fluent icons of tables that bring none. */
const TABLE_ICONS: Readonly<Record<string, string>> = {
  account: 'Contact',
  contact: 'ContactCard',
  salesorder: 'PageList',
  quote: 'Money',
  invoice: 'PageEdit',
  msdyn_project: 'FabricFolder',
  msdyn_actual: 'Money',
  msdyn_timeentry: 'Clock',
  msdyn_projecttask: 'TaskLogo',
  msdyn_subcontract: 'Ribbon',
  cdm_company: 'CityNext2',
};

function iconOf(sub: SubArea): string {
  const webResource = /^\$webresource:(.+)$/i.exec(sub.icon ?? '')?.[1];
  if (webResource !== undefined) return `/WebResources/${webResource}`;
  if (sub.icon?.startsWith('/WebResources/')) return sub.icon;
  return TABLE_ICONS[tableOf(sub)] ?? (sub.target.kind === 'table' ? 'Table' : 'Page');
}

interface NavLinkProps {
  readonly label: string;
  readonly icon: string;
  readonly to: Route;
  readonly current: boolean;
}

function NavLink({ label, icon, to, current }: NavLinkProps): JSX.Element {
  return (
    <li>
      <a
        href={addressOf(to)}
        className="nav-link"
        title={label}
        aria-current={current ? 'page' : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          void navigate(to);
        }}
      >
        {icon.startsWith('/') ? (
          <span className="nav-image" style={{ maskImage: `url("${icon}")`, WebkitMaskImage: `url("${icon}")` }} />
        ) : (
          <Icon iconName={icon} />
        )}
        <span className="nav-label">{label}</span>
      </a>
    </li>
  );
}

function Recent({ app }: { app: string }): JSX.Element {
  const [open, setOpen] = React.useState(false);
  const records = open ? recentRecords() : [];
  return (
    <Expandable label={t('recent')} icon="Clock" open={open} onToggle={() => setOpen(!open)}>
      {records.map((record) => (
        <NavLink
          key={record.id}
          label={record.name || record.id}
          icon={TABLE_ICONS[record.table] ?? 'Page'}
          to={{ page: 'record', app, table: record.table, id: record.id }}
          current={false}
        />
      ))}
      {records.length === 0 && <li className="nav-empty">{t('noRecent')}</li>}
    </Expandable>
  );
}

function Pinned(): JSX.Element {
  const [open, setOpen] = React.useState(false);
  return (
    <Expandable label={t('pinned')} icon="Pinned" open={open} onToggle={() => setOpen(!open)}>
      <li className="nav-empty">{t('noPinned')}</li>
    </Expandable>
  );
}

interface ExpandableProps {
  readonly label: string;
  readonly icon: string;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: React.ReactNode;
}

function Expandable({ label, icon, open, onToggle, children }: ExpandableProps): JSX.Element {
  return (
    <li>
      <button type="button" className="nav-link" title={label} aria-expanded={open} onClick={onToggle}>
        <Icon iconName={icon} />
        <span className="nav-label">{label}</span>
        <Icon iconName={open ? 'ChevronUp' : 'ChevronDown'} className="nav-chevron" />
      </button>
      {open && <ul className="nav-list nested">{children}</ul>}
    </li>
  );
}

interface AreaSwitchProps {
  readonly areas: readonly Area[];
  readonly area: Area;
  readonly onArea: (id: string) => void;
}

function AreaSwitch({ areas, area, onArea }: AreaSwitchProps): JSX.Element {
  const [open, setOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  const title = titleOf(area.titles) || area.id;
  return (
    <div className="area-switch">
      <button
        ref={button}
        type="button"
        className="nav-link"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`${t('changeArea')}: ${title}`}
        onClick={() => setOpen(!open)}
      >
        <Initials name={title} shape="small" />
        <span className="nav-label">{title}</span>
        <Icon iconName="ChevronUp" className="nav-chevron" />
      </button>
      {open && (
        <ContextualMenu
          target={button}
          ariaLabel={t('changeArea')}
          onDismiss={() => setOpen(false)}
          items={areas.map((other) => ({
            key: other.id,
            text: titleOf(other.titles) || other.id,
            canCheck: true,
            checked: other.id === area.id,
            onClick: () => onArea(other.id),
          }))}
        />
      )}
    </div>
  );
}
