import { describe, expect, it } from 'vitest';
import { pageOf, pagingCookie, parseLayout, parseQuery, quickFindColumns } from '../../sandbox/shell/model/view';

const FETCH =
  '<fetch version="1.0"><entity name="account"><attribute name="name"/><order attribute="name" descending="true"/><filter type="and"><condition attribute="statecode" operator="eq" value="0"/></filter><link-entity name="contact" from="contactid" to="primarycontactid" alias="c"><attribute name="fullname"/></link-entity></entity></fetch>';

describe('layout of a view', () => {
  it('reads columns and widths, and leaves hidden cells out', () => {
    const layout =
      '<grid name="resultset"><row name="result" id="accountid"><cell name="name" width="300"/><cell name="c.fullname"/><cell name="x" ishidden="1"/></row></grid>';
    expect(parseLayout(layout)).toEqual([
      { name: 'name', width: 300 },
      { name: 'c.fullname', width: 100 },
    ]);
  });
});

describe('query of a view', () => {
  it('reads table, order and links', () => {
    const query = parseQuery(FETCH);
    expect(query.table).toBe('account');
    expect(query.sorting).toEqual([{ column: 'name', descending: true }]);
    expect([...query.links]).toEqual([['c', 'contact']]);
  });

  it('reads the columns that quick find searches, not those of other filters', () => {
    const fetch =
      '<fetch><entity name="a"><filter type="and"><condition attribute="statecode" operator="eq" value="0"/></filter><filter type="or" isquickfindfields="1"><condition attribute="name" operator="like" value="{0}"/><condition attribute="number" operator="like" value="{0}"/></filter></entity></fetch>';
    expect(quickFindColumns(fetch)).toEqual(['name', 'number']);
  });
});

describe('one page of a view', () => {
  const page = { number: 2, size: 50 };

  it('asks for page, size, cookie and total', () => {
    const fetch = pageOf(FETCH, { ...page, cookie: '<cookie page="1"/>' });
    expect(fetch).toMatch(
      /^<fetch version="1.0" page="2" count="50" returntotalrecordcount="true" paging-cookie="&lt;cookie page=&quot;1&quot;\/&gt;">/,
    );
  });

  it('keeps the order of the view until another is asked for', () => {
    expect(pageOf(FETCH, page)).toContain('<order attribute="name" descending="true"/>');
    const sorted = pageOf(FETCH, { ...page, sorting: { column: 'number', descending: false } });
    expect(sorted.match(/<order [^>]*>/g)).toEqual(['<order attribute="number" descending="false"/>']);
  });

  it('adds the search beside the filter of the view', () => {
    const fetch = pageOf(FETCH, { ...page, search: { columns: ['name', 'number'], text: '50%_[x' } });
    expect(fetch).toContain('<condition attribute="statecode" operator="eq" value="0"/>');
    expect(fetch).toContain(
      '<filter type="or"><condition attribute="name" operator="like" value="%50[%][_][[]x%"/><condition attribute="number" operator="like" value="%50[%][_][[]x%"/></filter>',
    );
  });

  it('adds nothing for an empty search', () => {
    expect(pageOf(FETCH, { ...page, search: { columns: ['name'], text: '' } })).toBe(pageOf(FETCH, page));
  });

  it('narrows to the rows of one record', () => {
    const fetch = pageOf(FETCH, { ...page, where: { column: 'parentid', value: 'id' } });
    expect(fetch).toContain('<condition attribute="parentid" operator="eq" value="id"/>');
  });

  it('reads the cookie out of its annotation', () => {
    const cookie = '<cookie page="1"><accountid last="{A}"/></cookie>';
    const written = encodeURIComponent(encodeURIComponent(cookie));
    expect(pagingCookie(`<cookie pagenumber="2" pagingcookie="${written}" istracking="False"/>`)).toBe(cookie);
  });
});
