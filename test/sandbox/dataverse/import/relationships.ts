import type { XmlElement } from '../../xml';
import { Refusal } from '../refusal';
import type { Relationship } from '../schema/table';
import { all, first, textOf } from './labels';

/** A one-to-many relationship, with the table that has the lookup. */
export interface ImportedRelationship extends Relationship {
  readonly table: string;
}

const DELETES: Readonly<Record<string, Relationship['onDelete']>> = {
  RemoveLink: 'RemoveLink',
  Restrict: 'Restrict',
  Cascade: 'Cascade',
  NoCascade: 'RemoveLink',
};

/** Reads one `<EntityRelationship>`. @throws Refusal for kinds that the sandbox has not */
export function readRelationship(element: XmlElement): ImportedRelationship {
  const name = element.attributes.Name ?? '';
  if (textOf(element, 'EntityRelationshipType') !== 'OneToMany') {
    throw new Refusal(501, '0x80040219', `The sandbox imports no many-to-many relationship: ${name}`);
  }
  const roles = all(first(element, 'EntityRelationshipRoles'), 'EntityRelationshipRole');
  const property = (type: string): string =>
    textOf(
      roles.find((role) => textOf(role, 'RelationshipRoleType') === type),
      'NavigationPropertyName',
    );
  const lookup = textOf(element, 'ReferencingAttributeName');
  const target = textOf(element, 'ReferencedEntityName').toLowerCase();
  return {
    table: textOf(element, 'ReferencingEntityName').toLowerCase(),
    name,
    column: lookup.toLowerCase(),
    target: target === 'user' ? 'systemuser' : target,
    navigation: property('1') || lookup,
    collection: property('0') || name,
    onDelete: DELETES[textOf(element, 'CascadeDelete')] ?? 'RemoveLink',
  };
}
