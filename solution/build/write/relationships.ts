import { INTRODUCED } from '../../model/solution';
import { logicalName, type Column, type Table } from '../../model/table';
import type { Words } from '../../model/words';
import { element, textElement, type XmlElement } from '../xml';
import { descriptions, NOTHING, labels } from './labels';
import { XSI } from './table';

/** A lookup seen as what it is: many rows of one table that point to one row of another. */
interface Relationship {
  readonly name: string;
  readonly many: Table;
  /** Schema name of the table that is pointed to. */
  readonly one: string;
  readonly column: string;
  readonly onDelete: 'NoCascade' | 'RemoveLink' | 'Restrict';
  /** For lookups of Tandem's own: what the rows are called, seen from the one. */
  readonly collectionLabel?: Words;
}

/** Name of the relationship behind a lookup of Tandem's own. */
export function relationshipName(table: Table, column: Column & { readonly type: 'lookup' }): string {
  const bare = (name: string): string => name.slice('tandem_'.length);
  return `tandem_${bare(column.target)}_${bare(table.name)}_${bare(column.name)}`;
}

/** `Other/Relationships.xml`, the list of names, and below it one file for each table that is pointed to. */
export function relationshipFiles(tables: readonly Table[]): ReadonlyMap<string, XmlElement> {
  const all = tables.flatMap(relationshipsOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = new Map<string, XmlElement>();
  files.set(
    'Relationships.xml',
    element(
      'EntityRelationships',
      XSI,
      all.map(({ name }) => element('EntityRelationship', { Name: name })),
    ),
  );
  for (const one of new Set(all.map((relationship) => relationship.one))) {
    const definitions = all.filter((relationship) => relationship.one === one).map(definition);
    files.set(`Relationships/${one}.xml`, element('EntityRelationships', XSI, definitions));
  }
  return files;
}

function relationshipsOf(table: Table): Relationship[] {
  const name = logicalName(table.name);
  const system = (relationshipName: string, one: string, column: string): Relationship => ({
    name: relationshipName,
    many: table,
    one,
    column,
    onDelete: column === 'OwningBusinessUnit' ? 'Restrict' : 'NoCascade',
  });
  const owners =
    table.ownership === 'UserOwned'
      ? [
          system(`business_unit_${name}`, 'BusinessUnit', 'OwningBusinessUnit'),
          system(`owner_${name}`, 'Owner', 'OwnerId'),
          system(`team_${name}`, 'Team', 'OwningTeam'),
          system(`user_${name}`, 'SystemUser', 'OwningUser'),
        ]
      : [system(`organization_${name}`, 'Organization', 'OrganizationId')];
  const stamps = ['CreatedBy', 'CreatedOnBehalfBy', 'ModifiedBy', 'ModifiedOnBehalfBy'].map((column) =>
    system(`lk_${name}_${logicalName(column)}`, 'SystemUser', column),
  );
  const lookups = table.columns.flatMap((column): Relationship[] =>
    column.type === 'lookup'
      ? [
          {
            name: relationshipName(table, column),
            many: table,
            one: column.target,
            column: column.name,
            onDelete: 'RemoveLink',
            collectionLabel: column.collectionLabel,
          },
        ]
      : [],
  );
  return [...owners, ...stamps, ...lookups];
}

function definition(relationship: Relationship): XmlElement {
  const { name, many, one, column, onDelete, collectionLabel } = relationship;
  const own = collectionLabel !== undefined;
  return element('EntityRelationship', { Name: name }, [
    textElement('EntityRelationshipType', 'OneToMany'),
    textElement('IsCustomizable', 1),
    textElement('IntroducedVersion', INTRODUCED),
    textElement('IsHierarchical', 0),
    textElement('ReferencingEntityName', many.name),
    textElement('ReferencedEntityName', one),
    textElement('CascadeAssign', 'NoCascade'),
    textElement('CascadeDelete', onDelete),
    textElement('CascadeArchive', onDelete),
    textElement('CascadeReparent', 'NoCascade'),
    textElement('CascadeShare', 'NoCascade'),
    textElement('CascadeUnshare', 'NoCascade'),
    ...(own ? [textElement('CascadeRollupView', 'NoCascade'), textElement('IsValidForAdvancedFind', 1)] : []),
    textElement('ReferencingAttributeName', column),
    element('RelationshipDescription', {}, [descriptions(NOTHING)]),
    ...(own ? [roles(name, column, collectionLabel)] : []),
  ]);
}

/** Names of the two directions, as the Web API has them: the lookup, and the rows that point here. */
function roles(name: string, column: string, collectionLabel: Words): XmlElement {
  return element('EntityRelationshipRoles', {}, [
    element('EntityRelationshipRole', {}, [
      textElement('NavPaneDisplayOption', 'UseLabel'),
      textElement('NavPaneArea', 'Details'),
      textElement('NavPaneOrder', 10_000),
      textElement('NavigationPropertyName', column),
      labels('CustomLabels', 'CustomLabel', collectionLabel),
      textElement('RelationshipRoleType', 1),
    ]),
    element('EntityRelationshipRole', {}, [
      textElement('NavigationPropertyName', name),
      textElement('RelationshipRoleType', 0),
    ]),
  ]);
}
