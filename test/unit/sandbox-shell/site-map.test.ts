import { describe, expect, it } from 'vitest';
import { labelFor } from '../../sandbox/shell/model/labels';
import { parseSiteMap } from '../../sandbox/shell/model/site-map';

function subAreas(xml: string) {
  return parseSiteMap(`<SiteMap><Area Id="a"><Group Id="g">${xml}</Group></Area></SiteMap>`)[0]!.groups[0]!.subAreas;
}

describe('site map', () => {
  it('reads areas, groups and titles per language, out of an exported document too', () => {
    const [area] = parseSiteMap(
      '<AppModuleSiteMap><SiteMap><Area Id="a"><Titles><Title LCID="1033" Title="Sync"/><Title LCID="1036" Title="Synchro"/></Titles><Group Id="g" Title="Watch"><SubArea Id="s" Entity="account"/></Group></Area></SiteMap></AppModuleSiteMap>',
    );
    expect(labelFor(area!.titles, 1036)).toBe('Synchro');
    expect(labelFor(area!.groups[0]!.titles, 1036)).toBe('Watch');
    expect(area!.groups[0]!.subAreas[0]!.titles.size).toBe(0);
  });

  it.each([
    ['Entity="account"', { kind: 'table', table: 'account' }],
    ['Url="$webresource:x_/page.html?data=a%20b"', { kind: 'webResource', name: 'x_/page.html', query: 'data=a%20b' }],
    ['Url="$webresource:x_/page.html"', { kind: 'webResource', name: 'x_/page.html', query: '' }],
    [
      'Url="/main.aspx?pagetype=entitylist&amp;etn=account"',
      { kind: 'url', url: '/main.aspx?pagetype=entitylist&etn=account' },
    ],
    ['DefaultDashboard="d"', { kind: 'dashboard', id: 'd' }],
  ])('%s', (attributes, target) => {
    expect(subAreas(`<SubArea Id="s" ${attributes}/>`)[0]!.target).toEqual(target);
  });

  it('leaves out what only other clients show', () => {
    const shown = subAreas(
      '<SubArea Id="all" Entity="a" Client="All,Outlook"/><SubArea Id="web" Entity="a" Client="Web"/><SubArea Id="outlook" Entity="a" Client="Outlook"/>',
    );
    expect(shown.map((sub) => sub.id)).toEqual(['all', 'web']);
  });

  it('reads the privileges that an entry needs', () => {
    const [sub] = subAreas('<SubArea Id="s" Entity="a"><Privilege Entity="a" Privilege="Read,Write"/></SubArea>');
    expect(sub!.privileges).toEqual([{ table: 'a', verbs: ['Read', 'Write'] }]);
  });
});
