import { expect, test } from 'vitest';
import { everywhere, textOf, type XmlElement } from '../../../solution/build/xml';
import { textAt } from '../../../solution/build/pack/customizations';
import { componentsOf, manifests } from './packed';

/**
 * Tandem's own tables as hosts, forms and the control know them. Ask them all before a line here changes; a column that
 * has been shipped keeps its name and type for ever. `column type[(length or choice or target)] [required]`.
 */
const TABLES: Readonly<Record<string, string>> = {
  'tandem_syncrecord tandem_syncrecords UserOwned': `
    tandem_name nvarchar(400), tandem_mapkey nvarchar(100) required, tandem_recordid nvarchar(36) required,
    tandem_recordtable nvarchar(100), tandem_status picklist(tandem_syncstatus), tandem_since datetime,
    tandem_reasoncode nvarchar(20), tandem_reasonparameters ntext(8000), tandem_financesays ntext(8000),
    tandem_conflict ntext(100000), tandem_company nvarchar(10), tandem_financekey ntext(2000),
    tandem_keyhash nvarchar(36), tandem_sourceversion nvarchar(20), tandem_hash nvarchar(64),
    tandem_targetetag nvarchar(400), tandem_adjusted ntext(8000), tandem_outcomes ntext(20000), tandem_attempts int,
    tandem_nextattempt datetime, tandem_waitingforid lookup(tandem_syncrecord), tandem_haswaiters bit,
    tandem_claimedat datetime, tandem_executionid nvarchar(100), tandem_claimedhash nvarchar(64),
    tandem_checkedat datetime, tandem_hostid lookup(tandem_host),
    tandem_tablemapid lookup(tandem_tablemap)`,
  'tandem_tablemap tandem_tablemaps OrgOwned': `
    tandem_name nvarchar(200), tandem_key nvarchar(100) required, tandem_definition ntext(1048576),
    tandem_overlay ntext(1048576), tandem_source nvarchar(200), tandem_conflicts ntext(1048576),
    tandem_accepted ntext(100000), tandem_version nvarchar(20), tandem_order int, tandem_state picklist(tandem_mapstate),
    tandem_companies ntext(2000), tandem_cutover datetime, tandem_table nvarchar(100), tandem_entity nvarchar(200),
    tandem_direction nvarchar(20)`,
  'tandem_syncbase tandem_syncbases OrgOwned': 'tandem_name nvarchar(400), tandem_values ntext(1048576)',
  'tandem_syncrequest tandem_syncrequests UserOwned': `
    tandem_name nvarchar(400), tandem_kind picklist(tandem_requestkind), tandem_recordtable nvarchar(100),
    tandem_recordid nvarchar(36), tandem_mapkey nvarchar(100), tandem_requeststate picklist(tandem_requeststate),
    tandem_outcome ntext(4000), tandem_choice ntext(20000), tandem_claimedby nvarchar(200), tandem_claimedat datetime`,
  'tandem_syncrun tandem_syncruns OrgOwned': `
    tandem_name nvarchar(400), tandem_kind picklist(tandem_runkind), tandem_mapkey nvarchar(100),
    tandem_tablemapid lookup(tandem_tablemap), tandem_runstate picklist(tandem_runstate), tandem_total int,
    tandem_done int, tandem_written int, tandem_errors int, tandem_started datetime, tandem_ended datetime,
    tandem_host nvarchar(200), tandem_error ntext(8000)`,
  'tandem_synclog tandem_synclogs OrgOwned': `
    tandem_name nvarchar(400), tandem_kind picklist(tandem_logkind), tandem_mapkey nvarchar(100),
    tandem_recordtable nvarchar(100), tandem_recordid nvarchar(36), tandem_at datetime, tandem_cause nvarchar(200),
    tandem_host nvarchar(200), tandem_towards picklist(tandem_side), tandem_columns ntext(8000),
    tandem_result nvarchar(200), tandem_code nvarchar(20), tandem_detail ntext(8000)`,
  'tandem_checkpoint tandem_checkpoints OrgOwned': `
    tandem_name nvarchar(400), tandem_mapkey nvarchar(100), tandem_side picklist(tandem_side),
    tandem_company nvarchar(10), tandem_token ntext(8000), tandem_tokenat datetime, tandem_oldertokens ntext(100000),
    tandem_leaseholder nvarchar(200), tandem_leaseuntil datetime, tandem_counters ntext(8000)`,
  'tandem_host tandem_hosts OrgOwned': `
    tandem_name nvarchar(200), tandem_version nvarchar(50), tandem_lastseen datetime, tandem_financeurl nvarchar(400),
    tandem_maps ntext(1048576)`,
  'tandem_setting tandem_settings OrgOwned': 'tandem_name nvarchar(100) required, tandem_value ntext(100000)',
};

const KEYS: Readonly<Record<string, readonly string[]>> = {
  'tandem_syncrecord tandem_RecordKey': ['tandem_recordid', 'tandem_mapkey'],
  'tandem_tablemap tandem_MapKey': ['tandem_key'],
  'tandem_setting tandem_SettingName': ['tandem_name'],
};

/** Navigation properties of lookups, which is how `@odata.bind` and `$expand` name them. */
const NAVIGATION = [
  'tandem_syncrecord.tandem_HostId → tandem_host',
  'tandem_syncrecord.tandem_TableMapId → tandem_tablemap',
  'tandem_syncrecord.tandem_WaitingForId → tandem_syncrecord',
  'tandem_syncrun.tandem_TableMapId → tandem_tablemap',
];

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  tandem_syncstatus: ['Not applicable', 'Pending', 'Sending', 'Waiting', 'In sync', 'Error', 'Conflict'],
  tandem_mapstate: ['Stopped', 'Running', 'Paused'],
  tandem_requestkind: ['Sync now', 'Retry', 'Resolve conflict', 'Forget record', 'Dependents'],
  tandem_requeststate: ['Open', 'Claimed', 'Done', 'Failed'],
  tandem_runkind: ['Adopt', 'Initial sync', 'Catch-up', 'Reconcile'],
  tandem_runstate: ['Running', 'Completed', 'Failed', 'Paused'],
  tandem_logkind: ['Conflict', 'Error', 'Delete', 'Act of a person', 'Sent'],
  tandem_side: ['Dataverse', 'Finance'],
};

const FIRST_OPTION = 718_100_000;

const { solution, customizations } = manifests();
const tables = componentsOf(customizations, 'Entities').map((table) => ({
  name: (textAt(table, 'Name') ?? '').toLowerCase(),
  entity: everywhere(table, 'entity')[0] as XmlElement,
}));
const ours = tables.filter(({ name }) => name.startsWith('tandem_'));
const relationships = everywhere(customizations, 'EntityRelationship');
const lower = (text: string | undefined): string => (text ?? '').toLowerCase();

function targetOf(table: string, column: string): string {
  const relationship = relationships.find(
    (candidate) =>
      lower(textAt(candidate, 'ReferencingEntityName')) === table &&
      lower(textAt(candidate, 'ReferencingAttributeName')) === column,
  );
  return lower(relationship && textAt(relationship, 'ReferencedEntityName'));
}

/** `tandem_name nvarchar(400)`, from the package. */
function lineOf(table: string, column: XmlElement): string {
  const name = textAt(column, 'LogicalName') ?? '';
  const type = textAt(column, 'Type') ?? '';
  const shape =
    type === 'lookup' ? targetOf(table, name) : (textAt(column, 'MaxLength') ?? textAt(column, 'OptionSetName'));
  const required = textAt(column, 'RequiredLevel') === 'none' ? '' : ` ${textAt(column, 'RequiredLevel')}`;
  return `${name} ${type}${shape ? `(${shape})` : ''}${required}`;
}

const customColumns = (entity: XmlElement): readonly XmlElement[] =>
  everywhere(entity, 'attribute').filter((column) => textAt(column, 'IsCustomField') === '1');

test('tables and columns are those that were agreed on', () => {
  const actual = ours.map(({ name, entity }) => [
    `${name} ${textAt(entity, 'EntitySetName')} ${textAt(entity, 'OwnershipTypeMask')}`,
    customColumns(entity)
      .map((column) => lineOf(name, column))
      .sort(),
  ]);
  const agreed = Object.entries(TABLES).map(([table, columns]) => [
    table,
    columns
      .split(',')
      .map((column) => column.trim())
      .sort(),
  ]);
  expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(agreed));
});

test('the first column is the primary name, the id is named after the table', () => {
  for (const { name, entity } of ours) {
    const columns = everywhere(entity, 'attribute');
    const primary = columns.filter((column) => textAt(column, 'DisplayMask')?.startsWith('PrimaryName'));
    expect(primary.map((column) => textAt(column, 'LogicalName'))).toEqual(['tandem_name']);
    const ids = columns.filter((column) => textAt(column, 'Type') === 'primarykey');
    expect(ids.map((column) => textAt(column, 'LogicalName'))).toEqual([`${name}id`]);
  }
});

test('a new request is open, a new table map is stopped', () => {
  const preset = (table: string, column: string): string | undefined => {
    const found = ours
      .filter(({ name }) => name === table)
      .flatMap(({ entity }) => everywhere(entity, 'attribute'))
      .find((candidate) => textAt(candidate, 'LogicalName') === column);
    return found && textAt(found, 'AppDefaultValue');
  };
  expect(preset('tandem_syncrequest', 'tandem_requeststate')).toBe(String(FIRST_OPTION));
  expect(preset('tandem_tablemap', 'tandem_state')).toBe(String(FIRST_OPTION));
  expect(preset('tandem_syncrecord', 'tandem_status')).toBe('-1');
});

test('alternate keys have the agreed columns, and each of them is required', () => {
  const actual = ours.flatMap(({ name, entity }) =>
    everywhere(entity, 'EntityKey').map((key) => [
      `${name} ${textAt(key, 'Name')}`,
      everywhere(key, 'AttributeName').map(textOf),
    ]),
  );
  expect(Object.fromEntries(actual)).toEqual(KEYS);
  for (const [key, columns] of Object.entries(KEYS)) {
    const entity = ours.find(({ name }) => name === key.split(' ')[0])?.entity;
    for (const column of columns) {
      const found = everywhere(entity as XmlElement, 'attribute').find((one) => textAt(one, 'LogicalName') === column);
      expect(found && textAt(found, 'RequiredLevel'), column).toBe('required');
    }
  }
});

test('lookups are navigated by their schema name', () => {
  const actual = relationships.flatMap((relationship) => {
    const role = everywhere(relationship, 'EntityRelationshipRole').find(
      (candidate) => textAt(candidate, 'RelationshipRoleType') === '1',
    );
    if (!role) return [];
    const from = lower(textAt(relationship, 'ReferencingEntityName'));
    const to = lower(textAt(relationship, 'ReferencedEntityName'));
    return [`${from}.${textAt(role, 'NavigationPropertyName')} → ${to}`];
  });
  expect(actual.sort()).toEqual(NAVIGATION);
});

test('choices have the agreed values in the agreed order', () => {
  const actual = componentsOf(customizations, 'optionsets').map((choice) => {
    const options = everywhere(choice, 'option');
    expect(options.map((option) => Number(option.attributes['value']))).toEqual(
      options.map((_, place) => FIRST_OPTION + place),
    );
    return [
      choice.attributes['Name'],
      options.map((option) => everywhere(option, 'label')[0]?.attributes['description']),
    ];
  });
  expect(Object.fromEntries(actual)).toEqual(CHOICES);
});

test('no column is declared of a table that is not ours', () => {
  const foreign = tables.filter(({ name }) => !name.startsWith('tandem_'));
  expect(foreign.map(({ name }) => name).sort()).toEqual(['account', 'cdm_company', 'msdyn_project', 'salesorder']);
  for (const { name, entity } of foreign) expect(everywhere(entity, 'attribute'), name).toEqual([]);
  const declared = ours.flatMap(({ entity }) => customColumns(entity).map((column) => textAt(column, 'LogicalName')));
  expect(declared.filter((name) => !name?.startsWith('tandem_'))).toEqual([]);
});

test('a table that is not ours is a shell, and named as missing unless the platform itself brings it', () => {
  const behavior = (name: string): string | undefined =>
    everywhere(solution, 'RootComponent').find((root) => root.attributes['schemaName'] === name)?.attributes[
      'behavior'
    ];
  for (const { name } of tables) expect(behavior(name), name).toBe(name.startsWith('tandem_') ? '0' : '2');
  const required = everywhere(solution, 'Required').map(
    ({ attributes }) => `${attributes['type']} ${attributes['schemaName'] ?? attributes['id']}`,
  );
  expect(required).toEqual([
    '1 cdm_company',
    '1 msdyn_project',
    '60 {105ef076-a72a-4382-bde5-35e3c3d9db40}',
    '1 salesorder',
  ]);
});
