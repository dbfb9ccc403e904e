import type { Role } from '../../model/roles';
import { element, textElement, type XmlElement } from '../xml';
import { XSI } from './table';

/** `Roles/<name>.xml`. Each privilege is named by its verb and what the platform calls the table. */
export function roleFile(role: Role): XmlElement {
  const privileges = role.grants.flatMap(({ noun, verbs, depth }) =>
    verbs.map((verb) => ({ name: `prv${verb}${noun}`, level: depth })),
  );
  privileges.sort((a, b) => (a.name < b.name ? -1 : 1));
  return element('Role', { ...XSI, id: `{${role.id}}`, name: role.name, isinherited: 1 }, [
    textElement('IsCustomizable', 1),
    textElement('IsAutoAssigned', 0),
    element(
      'RolePrivileges',
      {},
      privileges.map((privilege) => element('RolePrivilege', privilege)),
    ),
  ]);
}
