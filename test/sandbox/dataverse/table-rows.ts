import type { Organization } from './organization';
import { metadataId } from './schema/catalog';
import type { Table } from './schema/table';
import { privilegeName, RIGHTS } from './security/caller';
import type { Values } from './store/layout';

/** The number that stands for a right in `privilege.accessright`. */
const ACCESS_RIGHT: Readonly<Record<(typeof RIGHTS)[number], number>> = {
  Read: 1,
  Write: 2,
  Append: 4,
  AppendTo: 16,
  Create: 32,
  Delete: 65536,
  Share: 262144,
  Assign: 524288,
};

export function privilegeRow(name: string, accessRight: number): Values {
  return {
    privilegeid: metadataId('privilege', name.toLowerCase()),
    name,
    accessright: accessRight,
    canbebasic: true,
    canbelocal: true,
    canbedeep: true,
    canbeglobal: true,
  };
}

/** Writes the rows that the platform keeps about a table: its privileges, and which messages it answers. */
export function announceTable(organization: Organization, table: Table): void {
  // In a new organisation the tables for these rows come among the others.
  if (table.ownership === 'None') return;
  if (organization.catalog.find('privilege')) addPrivileges(organization, table);
  if (organization.catalog.find('sdkmessagefilter')) addMessages(organization, table);
}

function addPrivileges(organization: Organization, table: Table): void {
  for (const right of RIGHTS) {
    if ((right === 'Assign' || right === 'Share') && table.ownership !== 'UserOwned') continue;
    const name = privilegeName(right, table.schemaName);
    if (organization.privilegeId(name)) continue;
    const owned = table.ownership === 'UserOwned';
    organization.put('privilege', {
      ...privilegeRow(name, ACCESS_RIGHT[right]),
      canbebasic: owned,
      canbelocal: owned,
      canbedeep: owned,
    });
  }
}

/** Messages of which a client asks whether a table has them. */
export const BULK_MESSAGES = ['CreateMultiple', 'UpdateMultiple', 'UpsertMultiple'] as const;

export function putMessages(organization: Organization): void {
  for (const name of BULK_MESSAGES) organization.put('sdkmessage', { sdkmessageid: metadataId('message', name), name });
  for (const table of organization.catalog.tables) if (table.ownership !== 'None') addMessages(organization, table);
}

function addMessages(organization: Organization, table: Table): void {
  for (const name of BULK_MESSAGES)
    organization.put('sdkmessagefilter', {
      sdkmessagefilterid: metadataId('message', name, table.logicalName),
      primaryobjecttypecode: table.logicalName,
      sdkmessageid: { table: 'sdkmessage', id: metadataId('message', name) },
    });
}

/** Takes away what `announceTable` wrote, and what roles were given of it. */
export function forgetTable(organization: Organization, table: Table): void {
  for (const right of RIGHTS) {
    const id = organization.privilegeId(privilegeName(right, table.schemaName));
    if (!id) continue;
    for (const row of organization.rows('roleprivileges', { privilegeid: id }))
      organization.take('roleprivileges', String(row.roleprivilegeid));
    organization.take('privilege', id);
  }
  for (const name of BULK_MESSAGES)
    organization.take('sdkmessagefilter', metadataId('message', name, table.logicalName));
}
