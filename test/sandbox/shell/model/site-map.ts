import { labelsIn, type Labels } from './labels';
import { all, everywhere, first, parseXml, type XmlElement } from './xml';

export interface Area {
  readonly id: string;
  readonly titles: Labels;
  readonly groups: readonly Group[];
}

export interface Group {
  readonly id: string;
  readonly titles: Labels;
  readonly subAreas: readonly SubArea[];
}

/** An entry of the navigation. Without titles an entry of a table is named like the table's rows. */
export interface SubArea {
  readonly id: string;
  readonly titles: Labels;
  readonly target: Target;
  /** `$webresource:` name or path, as written. */
  readonly icon?: string;
  /** All of them must be held, else the entry is not shown. */
  readonly privileges: readonly TablePrivilege[];
}

export type Target =
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'webResource'; readonly name: string; readonly query: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'dashboard'; readonly id: string };

export interface TablePrivilege {
  readonly table: string;
  /** Verbs of the platform: Read, Write, … */
  readonly verbs: readonly string[];
}

const WEB_RESOURCE = '$webresource:';

/** Reads `sitemap.sitemapxml`. Sub-areas that only other clients show are left out. */
export function parseSiteMap(siteMapXml: string): readonly Area[] {
  const root = everywhere(parseXml(siteMapXml), 'SiteMap')[0];
  if (!root) throw new Error('The site map has no <SiteMap> element.');
  return all(root, 'Area').map((area) => ({
    id: area.attributes['Id'] ?? '',
    titles: titlesOf(area),
    groups: all(area, 'Group').map((group) => ({
      id: group.attributes['Id'] ?? '',
      titles: titlesOf(group),
      subAreas: all(group, 'SubArea').filter(forWeb).map(subAreaFrom),
    })),
  }));
}

function titlesOf(element: XmlElement): Labels {
  const titles = labelsIn(first(element, 'Titles'), 'Title');
  const title = element.attributes['Title'];
  return titles.size === 0 && title !== undefined ? new Map([[1033, title]]) : titles;
}

function forWeb(subArea: XmlElement): boolean {
  const clients = subArea.attributes['Client'];
  return clients === undefined || clients.split(',').some((client) => client === 'All' || client === 'Web');
}

function subAreaFrom(subArea: XmlElement): SubArea {
  const icon = subArea.attributes['VectorIcon'] ?? subArea.attributes['Icon'];
  return {
    id: subArea.attributes['Id'] ?? '',
    titles: titlesOf(subArea),
    target: targetOf(subArea),
    ...(icon === undefined ? {} : { icon }),
    privileges: all(subArea, 'Privilege').map((privilege) => ({
      table: privilege.attributes['Entity'] ?? '',
      verbs: (privilege.attributes['Privilege'] ?? '').split(',').filter(Boolean),
    })),
  };
}

function targetOf(subArea: XmlElement): Target {
  const { Entity, Url, DefaultDashboard } = subArea.attributes;
  if (Url?.startsWith(WEB_RESOURCE)) {
    const [name = '', query = ''] = Url.slice(WEB_RESOURCE.length).split('?');
    return { kind: 'webResource', name, query };
  }
  if (Url !== undefined) return { kind: 'url', url: Url };
  if (Entity !== undefined) return { kind: 'table', table: Entity };
  return { kind: 'dashboard', id: DefaultDashboard ?? '' };
}
