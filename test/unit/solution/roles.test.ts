import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BUSINESS_TABLES, ROLES } from '../../../solution/model';
import { everywhere } from '../../../solution/build/xml';
import { manifests } from './packed';

const { customizations } = manifests();

/** `prvReadtandem_Host Global`, … */
function privilegesOf(role: string): string[] {
  const found = everywhere(customizations, 'Role').find((candidate) => candidate.attributes['name'] === role);
  return found
    ? everywhere(found, 'RolePrivilege').map(({ attributes }) => `${attributes['name']} ${attributes['level']}`)
    : [];
}

test('a user reads where records of the business unit and those below stand, and asks; nothing more', () => {
  expect(privilegesOf('Tandem user')).toEqual([
    'prvCreatetandem_SyncRequest Basic',
    'prvReadtandem_Host Global',
    'prvReadtandem_SyncRecord Deep',
    'prvReadtandem_SyncRequest Basic',
    'prvReadtandem_TableMap Global',
  ]);
});

test('only a host writes what is a receipt, a position or a base', () => {
  for (const role of ['Tandem user', 'Tandem admin']) {
    const writes = privilegesOf(role).filter((privilege) =>
      /^prv(Create|Write|Delete|Assign)tandem_(SyncRecord|SyncBase|SyncRun|SyncLog|Checkpoint) /.test(privilege),
    );
    expect(writes, role).toEqual([]);
  }
});

test('nobody may share or assign but the host, which gives sync records to the owners of their records', () => {
  const assigning = ROLES.flatMap(({ name }) =>
    privilegesOf(name)
      .filter((privilege) => /^prv(Assign|Share)/.test(privilege))
      .map((privilege) => `${name}: ${privilege}`),
  );
  expect(assigning).toEqual(['Tandem host: prvAssigntandem_SyncRecord Global']);
});

test('the host deletes nothing but rows of Tandem', () => {
  const deletes = privilegesOf('Tandem host').filter((privilege) => privilege.startsWith('prvDelete'));
  expect(deletes.filter((privilege) => !privilege.startsWith('prvDeletetandem_'))).toEqual([]);
});

interface ShippedMap {
  readonly legs: readonly { readonly fieldMappings: readonly FieldMapping[] }[];
  readonly tandem: { readonly dataverse: { readonly table: string } };
}
interface FieldMapping {
  readonly syncDirection: number;
  readonly destinationField: string | null;
  readonly tandem?: { readonly answer?: boolean };
}

const MAPS = 'plugins-ts/project-operations/maps';
const shipped = readdirSync(MAPS)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${MAPS}/${name}`, 'utf8')) as ShippedMap);

/** Tables that lookups of a table point to, as the sandbox's definitions of the product's tables have them. */
const TARGETS = new Map(
  ['project-operations', 'reference', 'system'].flatMap((file) => {
    const path = `test/sandbox/dataverse/tables/${file}.json`;
    const tables = JSON.parse(readFileSync(path, 'utf8')) as { name: string; columns: string[] }[];
    return tables.flatMap(({ name, columns }) =>
      columns.flatMap((line) => {
        const [, column, targets] = /^(\S+) lookup\(([^)]*)\)/.exec(line) ?? [];
        return column && targets ? [[`${name}.${column}`, targets.split(',')] as const] : [];
      }),
    );
  }),
);
/** Every table that somebody owns has these. */
const OWNING: Readonly<Record<string, readonly string[]>> = {
  owninguser: ['systemuser'],
  owningbusinessunit: ['businessunit'],
};
const targetsOf = (table: string, lookup: string): readonly string[] | undefined =>
  TARGETS.get(`${table}.${lookup}`) ?? OWNING[lookup];
const TO_FINANCE_ONLY = 2;
/** Answers of Finance go to a table of Tandem's own. */
const isWritten = (field: FieldMapping): boolean =>
  field.syncDirection !== TO_FINANCE_ONLY && field.tandem?.answer !== true;

test('the host may do on business tables what the shipped maps need', () => {
  expect(shipped.length).toBeGreaterThan(0);
  const host = new Set(privilegesOf('Tandem host'));
  const may = (verb: string, table: string): boolean => {
    const noun = BUSINESS_TABLES.find((business) => business.table === table)?.noun;
    return noun !== undefined && host.has(`prv${verb}${noun} Global`);
  };
  const lacking = shipped.flatMap(({ legs, tandem: { dataverse } }) => {
    const { table } = dataverse;
    const fields = legs.flatMap((leg) => leg.fieldMappings);
    const written = fields.filter((field) => isWritten(field) && field.destinationField);
    const verbs = written.length > 0 ? ['Read', 'Create', 'Write', 'Append'] : ['Read'];
    const own = verbs.filter((verb) => !may(verb, table)).map((verb) => `${verb} ${table}`);
    const reached = fields.flatMap((field) => {
      const [lookup = '', ...rest] = (field.destinationField ?? '').split('.');
      if (rest.length === 0) return [];
      const targets = targetsOf(table, lookup) ?? [`(target of ${table}.${lookup})`];
      const needed = isWritten(field) ? ['Read', 'AppendTo'] : ['Read'];
      // Of a lookup with several kinds of target, a map names a column of one.
      if (targets.some((target) => needed.every((verb) => may(verb, target)))) return [];
      return targets.map((target) => `${needed.join(' and ')} ${target}`);
    });
    return [...own, ...reached];
  });
  expect([...new Set(lacking)]).toEqual([]);
});

test('the host has no right on a business table that no shipped map needs', () => {
  const tables = new Set(shipped.map(({ tandem }) => tandem.dataverse.table));
  const reached = shipped.flatMap(({ legs, tandem }) =>
    legs.flatMap((leg) =>
      leg.fieldMappings.flatMap((field) => {
        const [lookup = ''] = (field.destinationField ?? '').split('.');
        return targetsOf(tandem.dataverse.table, lookup) ?? [];
      }),
    ),
  );
  const needed = new Set([...tables, ...reached, 'msdyn_dualwriteentitymap', 'msdyn_dualwriteruntimeconfig']);
  expect(BUSINESS_TABLES.map(({ table }) => table).filter((table) => !needed.has(table))).toEqual([]);
});
