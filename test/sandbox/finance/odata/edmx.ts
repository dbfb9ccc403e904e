import { PUBLIC_ENTITIES, type Entity, ENUMERATIONS, type Field, NAMESPACE } from '../model/entity';
import { edmType } from './literal';

export function serviceDocument(root: string): string {
  const value = PUBLIC_ENTITIES.map((entity) => ({ name: entity.set, kind: 'EntitySet', url: entity.set }));
  return JSON.stringify({ '@odata.context': `${root}$metadata`, value });
}

let document: string | undefined;

/** `$metadata`. Like Finance's it tells no lengths, and of a day only that it is a DateTimeOffset. */
export function edmx(): string {
  document ??= `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="${NAMESPACE}" xmlns="http://docs.oasis-open.org/odata/ns/edm">
${[...ENUMERATIONS].map(([name, symbols]) => enumType(name, symbols)).join('\n')}
${PUBLIC_ENTITIES.map(entityType).join('\n')}
      <EntityContainer Name="Resources">
${PUBLIC_ENTITIES.map((entity) => `        <EntitySet Name="${entity.set}" EntityType="${NAMESPACE}.${entity.type}" />`).join('\n')}
      </EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`;
  return document;
}

function enumType(name: string, symbols: readonly string[]): string {
  const members = symbols.map((symbol, value) => `        <Member Name="${symbol}" Value="${value}" />`);
  return `      <EnumType Name="${name}">\n${members.join('\n')}\n      </EnumType>`;
}

function entityType(entity: Entity): string {
  const key = entity.key.map((name) => `          <PropertyRef Name="${name}" />`).join('\n');
  return `      <EntityType Name="${entity.type}">
        <Key>
${key}
        </Key>
${entity.fields.map(property).join('\n')}
      </EntityType>`;
}

function property(field: Field): string {
  const facets = `${field.nullable ? '' : ' Nullable="false"'}${field.type === 'decimal' ? ' Scale="Variable"' : ''}`;
  return `        <Property Name="${field.name}" Type="${edmType(field)}"${facets} />`;
}
