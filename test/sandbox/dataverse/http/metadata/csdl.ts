import type { Catalog } from '../../schema/catalog';
import { columnNamed, isLookup, valueProperty, type Column, type Table } from '../../schema/table';
import { edmType } from '../../query/filter';

/** The `$metadata` document of the organisation: every table, its properties and navigation properties. */
export function csdl(catalog: Catalog): string {
  const tables = catalog.tables;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    '<edmx:DataServices>',
    '<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    '<EntityType Name="crmbaseentity" Abstract="true" />',
    '<EntityType Name="principal" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="ownerid" /></Key><Property Name="ownerid" Type="Edm.Guid" /></EntityType>',
    ...tables.map((table) => entityType(catalog, table)),
    ...COMPLEX,
    ...tables.flatMap((table) =>
      ['CreateMultiple', 'UpdateMultiple', 'UpsertMultiple'].map((name) => bulkAction(table, name)),
    ),
    ...OPERATIONS,
    '<EntityContainer Name="System">',
    '<EntitySet Name="principals" EntityType="Microsoft.Dynamics.CRM.principal" />',
    ...tables.map((table) => entitySet(catalog, table)),
    '<FunctionImport Name="WhoAmI" Function="Microsoft.Dynamics.CRM.WhoAmI" />',
    '<FunctionImport Name="RetrieveVersion" Function="Microsoft.Dynamics.CRM.RetrieveVersion" />',
    '</EntityContainer>',
    '</Schema>',
    '</edmx:DataServices>',
    '</edmx:Edmx>',
  ].join('\n');
}

const COMPLEX = [
  '<ComplexType Name="WhoAmIResponse"><Property Name="BusinessUnitId" Type="Edm.Guid" Nullable="false" /><Property Name="UserId" Type="Edm.Guid" Nullable="false" /><Property Name="OrganizationId" Type="Edm.Guid" Nullable="false" /></ComplexType>',
  '<ComplexType Name="RetrieveVersionResponse"><Property Name="Version" Type="Edm.String" /></ComplexType>',
  '<ComplexType Name="CreateMultipleResponse"><Property Name="Ids" Type="Collection(Edm.Guid)" Nullable="false" /></ComplexType>',
];

const OPERATIONS = [
  '<Function Name="WhoAmI"><ReturnType Type="mscrm.WhoAmIResponse" Nullable="false" /></Function>',
  '<Function Name="RetrieveVersion"><ReturnType Type="mscrm.RetrieveVersionResponse" Nullable="false" /></Function>',
];

function principal(table: Table): boolean {
  return table.logicalName === 'systemuser' || table.logicalName === 'team';
}

function entityType(catalog: Catalog, table: Table): string {
  const base = principal(table) ? 'mscrm.principal' : 'mscrm.crmbaseentity';
  const key = principal(table) ? '' : `<Key><PropertyRef Name="${table.primaryId}" /></Key>`;
  const navigations = new Map<string, string>();
  for (const relationship of table.relationships) {
    const { navigation } = relationship;
    if (navigation === 'ownerid')
      navigations.set(
        navigation,
        `<NavigationProperty Name="ownerid" Type="mscrm.principal"><ReferentialConstraint Property="_ownerid_value" ReferencedProperty="ownerid" /></NavigationProperty>`,
      );
    else {
      const target = catalog.find(relationship.target);
      if (!target) continue;
      navigations.set(
        navigation,
        `<NavigationProperty Name="${navigation}" Type="mscrm.${target.logicalName}" Partner="${relationship.collection}"><ReferentialConstraint Property="_${relationship.column}_value" ReferencedProperty="${principal(target) ? 'ownerid' : target.primaryId}" /></NavigationProperty>`,
      );
    }
  }
  for (const { table: referencing, relationship } of catalog.referencing(table.logicalName))
    navigations.set(
      relationship.collection,
      `<NavigationProperty Name="${relationship.collection}" Type="Collection(mscrm.${referencing.logicalName})" Partner="${relationship.navigation}" />`,
    );
  for (const pair of catalog.manyToMany)
    for (const [here, there] of [
      [pair.first, pair.second],
      [pair.second, pair.first],
    ] as const)
      if (here.table === table.logicalName)
        navigations.set(
          here.navigation,
          `<NavigationProperty Name="${here.navigation}" Type="Collection(mscrm.${there.table})" Partner="${there.navigation}" />`,
        );
  return [
    `<EntityType Name="${table.logicalName}" BaseType="${base}">`,
    key,
    ...table.columns.map(property),
    ...navigations.values(),
    ...table.keys.map(
      (alternate) =>
        `<Annotation Term="OData.Community.Keys.V1.AlternateKeys"><Collection><Record Type="OData.Community.Keys.V1.AlternateKey"><PropertyValue Property="Key"><Collection>${alternate.columns
          .map((name) => {
            const column = columnNamed(table, name);
            const wire = column ? valueProperty(column) : name;
            return `<Record Type="OData.Community.Keys.V1.PropertyRef"><PropertyValue Property="Alias" String="${wire}" /><PropertyValue Property="Name" PropertyPath="${wire}" /></Record>`;
          })
          .join('')}</Collection></PropertyValue></Record></Collection></Annotation>`,
    ),
    '</EntityType>',
  ].join('');
}

function property(column: Column): string {
  const facets = column.type === 'decimal' || column.type === 'money' ? ' Scale="Variable"' : '';
  const computed =
    column.canCreate || column.canUpdate ? '' : '<Annotation Term="Org.OData.Core.V1.Computed" Bool="true" />';
  const readOnly = isLookup(column) ? '<Annotation Term="Org.OData.Core.V1.Computed" Bool="true" />' : computed;
  const open = `<Property Name="${valueProperty(column)}" Type="${edmType(column)}"${facets}${column.type === 'string' || column.type === 'memo' ? ' Unicode="false"' : ''}`;
  return readOnly === '' ? `${open} />` : `${open}>${readOnly}</Property>`;
}

function entitySet(catalog: Catalog, table: Table): string {
  const bindings = new Map<string, string>();
  for (const relationship of table.relationships) {
    const target = catalog.find(relationship.target);
    if (target && relationship.navigation !== 'ownerid') bindings.set(relationship.navigation, target.entitySet);
  }
  for (const { table: referencing, relationship } of catalog.referencing(table.logicalName))
    bindings.set(relationship.collection, referencing.entitySet);
  return `<EntitySet Name="${table.entitySet}" EntityType="Microsoft.Dynamics.CRM.${table.logicalName}">${[...bindings]
    .map(([path, target]) => `<NavigationPropertyBinding Path="${path}" Target="${target}" />`)
    .join('')}</EntitySet>`;
}

function bulkAction(table: Table, name: string): string {
  const answer = name === 'CreateMultiple' ? '<ReturnType Type="mscrm.CreateMultipleResponse" Nullable="false" />' : '';
  return `<Action Name="${name}" IsBound="true"><Parameter Name="entityset" Type="Collection(mscrm.${table.logicalName})" Nullable="false" /><Parameter Name="Targets" Type="Collection(mscrm.${table.logicalName})" Nullable="false" />${answer}</Action>`;
}
