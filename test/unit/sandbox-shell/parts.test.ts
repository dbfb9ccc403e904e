import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../sandbox/shell/model/manifest';
import { parseStrings, stringsFor } from '../../sandbox/shell/model/resource-strings';
import { addressOf, routeOf, type Route } from '../../sandbox/shell/model/route';
import { tableFrom } from '../../sandbox/shell/model/table';
import { shellText, TEXT_KEYS } from '../../sandbox/shell/model/texts';

describe('manifest of a code component', () => {
  it('reads name, kind, properties and resources in loading order', () => {
    const manifest = parseManifest(
      '<manifest><control namespace="Acme" constructor="Badge" version="1.2.3" control-type="virtual"><property name="value" of-type="SingleLine.Text" usage="bound"/><property name="mode" of-type="Enum" usage="input" default-value="compact"><value name="compact">compact</value></property><resources><code path="b.js" order="2"/><code path="a.js" order="1"/><platform-library name="React" version="16.14.0"/><css path="x.css" order="1"/><resx path="strings/B.1033.resx"/></resources><feature-usage><uses-feature name="WebAPI" required="true"/></feature-usage></control></manifest>',
    );
    expect(manifest).toEqual({
      registeredName: 'Acme.Badge',
      version: '1.2.3',
      isVirtual: true,
      properties: [
        { name: 'value', type: 'SingleLine.Text', usage: 'bound' },
        { name: 'mode', type: 'Enum', usage: 'input', defaultValue: 'compact' },
      ],
      code: ['a.js', 'b.js'],
      styles: ['x.css'],
      strings: ['strings/B.1033.resx'],
      features: ['WebAPI'],
    });
  });
});

describe('strings', () => {
  it('reads data, not headers', () => {
    const resx =
      '<root><resheader name="version"><value>2.0</value></resheader><data name="Hello"><value>Good day &amp; welcome</value></data></root>';
    expect([...parseStrings(resx)]).toEqual([['Hello', 'Good day & welcome']]);
  });

  it.each([
    [['a.1033.resx', 'a.1036.resx'], 1036, 'a.1036.resx'],
    [['a.1036.resx', 'a.1033.resx'], 1031, 'a.1033.resx'],
    [['a.resx'], 1036, 'a.resx'],
    [[], 1036, undefined],
  ])('of %j for %i', (names, language, expected) => {
    expect(stringsFor(names, language)).toBe(expected);
  });
});

describe('addresses', () => {
  const app = '0a000000-0000-4000-8000-00000000000a';
  const id = '0a000000-0000-4000-8000-00000000000b';

  it.each<Route>([
    { page: 'apps' },
    { page: 'home', app },
    { page: 'list', app, table: 'account' },
    { page: 'list', app, table: 'account', view: id },
    { page: 'record', app, table: 'account', id },
    { page: 'record', app, table: 'account', form: id, defaults: { name: 'A & B' } },
    { page: 'webResource', app, name: 'x_/page.html', data: 'a=b&c' },
  ])('%o comes back', (route) => {
    expect(routeOf(new URL(addressOf(route), 'http://127.0.0.1'))).toEqual(route);
  });

  it('takes ids as the platform writes them', () => {
    const address = `http://127.0.0.1/main.aspx?appid={${app.toUpperCase()}}&pagetype=entityrecord&etn=account&id=%7b${id.toUpperCase()}%7d`;
    expect(routeOf(new URL(address))).toEqual({ page: 'record', app, table: 'account', id });
  });

  it('shows the apps where none is named, and names a page that it does not have', () => {
    expect(routeOf(new URL('http://127.0.0.1/main.aspx?pagetype=entitylist&etn=account'))).toEqual({ page: 'apps' });
    expect(routeOf(new URL(`http://127.0.0.1/main.aspx?appid=${app}&pagetype=dashboard`))).toEqual({
      page: 'unknown',
      app,
      what: 'dashboard',
    });
  });
});

describe('metadata of a table', () => {
  const label = (text: string) => ({ UserLocalizedLabel: { Label: text } });
  const table = tableFrom(
    {
      LogicalName: 'account',
      EntitySetName: 'accounts',
      PrimaryIdAttribute: 'accountid',
      PrimaryNameAttribute: 'name',
      DisplayName: label('Compte'),
      DisplayCollectionName: label('Comptes'),
      Attributes: [
        {
          LogicalName: 'name',
          AttributeType: 'String',
          RequiredLevel: { Value: 'ApplicationRequired' },
          MaxLength: 160,
        },
        {
          LogicalName: 'start',
          AttributeType: 'DateTime',
          Format: 'DateOnly',
          DateTimeBehavior: { Value: 'UserLocal' },
        },
        { LogicalName: 'customerid', AttributeType: 'Customer', Targets: ['account', 'contact'] },
        { LogicalName: 'hold', AttributeType: 'Picklist' },
        { LogicalName: 'active', AttributeType: 'Boolean' },
        { LogicalName: 'created', AttributeType: 'DateTime', IsValidForUpdate: false },
      ],
      ManyToOneRelationships: [
        {
          SchemaName: 'account_customer',
          ReferencingAttribute: 'customerid',
          ReferencedEntity: 'contact',
          ReferencingEntityNavigationPropertyName: 'customerid_contact',
        },
      ],
    },
    [
      { LogicalName: 'hold', OptionSet: { Options: [{ Value: 1, Label: label('Tout') }] } },
      {
        LogicalName: 'active',
        OptionSet: { FalseOption: { Value: 0, Label: label('Non') }, TrueOption: { Value: 1, Label: label('Oui') } },
      },
    ],
  );

  it('reads names, labels and what a lookup is bound by', () => {
    expect([table.label, table.collectionLabel, table.primaryName]).toEqual(['Compte', 'Comptes', 'name']);
    expect(table.navigation.get('customerid/contact')).toBe('customerid_contact');
    expect(table.relationships.get('account_customer')).toBe('customerid');
  });

  it.each([
    ['name', { kind: 'text', required: true, maxLength: 160, label: 'name' }],
    ['start', { kind: 'date', hasTime: false, behavior: 'userLocal', required: false }],
    ['created', { kind: 'date', hasTime: true, canUpdate: false, canCreate: true }],
    ['customerid', { kind: 'lookup', targets: ['account', 'contact'] }],
    ['hold', { kind: 'choice', options: [{ value: 1, label: 'Tout' }] }],
    [
      'active',
      {
        kind: 'boolean',
        options: [
          { value: 0, label: 'Non' },
          { value: 1, label: 'Oui' },
        ],
      },
    ],
  ])('column %s', (name, expected) => {
    expect(table.columns.get(name)).toMatchObject(expected);
  });
});

describe("the shell's texts", () => {
  it('are there in both languages, with the same places to fill in', () => {
    const places = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).sort();
    const raw = (key: (typeof TEXT_KEYS)[number], language: number): string =>
      shellText(key, language, '{0}', '{1}', '{2}');
    expect(TEXT_KEYS.length).toBeGreaterThan(50);
    for (const key of TEXT_KEYS) {
      expect(raw(key, 1036), key).not.toBe('');
      expect(places(raw(key, 1036)), key).toEqual(places(raw(key, 1033)));
    }
  });

  it('are filled in', () => {
    expect(shellText('rows', 1036, 1, 50, 902)).toBe('1 - 50 sur 902');
  });
});
