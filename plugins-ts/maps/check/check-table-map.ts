import { bindColumns } from '../bind';
import { withExactNames } from '../exact-names';
import { finding, type Finding, type FindingPlace } from '../finding';
import { repeatedTargets } from '../repeated-targets';
import type { MapSchemas } from '../schema';
import type { TableMap } from '../table-map';
import { checkColumn } from './column';
import { checkCompanyScope } from './company-scope';
import { checkDays } from './days';
import { checkFilters } from './filters';
import { checkKey } from './key';
import { checkLookupKeys } from './lookup-keys';
import { packageEntity } from './package-entity';
import { checkPlatformOnly } from './platform-only';
import { checkRequired } from './required';
import { checkRows } from './rows';

/**
 * Everything that is wrong, doubtful or unverified about a map beside the metadata of both sides, all at once: the map
 * in the order of its columns, then its key, what it leaves unfed, and its filters. Empty: nothing to say.
 */
export function checkTableMap(written: TableMap, schemas: MapSchemas): readonly Finding[] {
  const map = withExactNames(written, schemas.finance);
  const place: FindingPlace = { map: map.key };
  if (map.policies.transport === 'dataPackage' && schemas.finance === null) {
    const unseen = finding('ENTITY_NOT_SHOWN', place, { entity: map.finance.entity });
    return [unseen, ...checkTableMap(map, { ...schemas, finance: packageEntity(map, schemas) })];
  }
  const tables = checkTables(map, schemas);
  // Without the table or entity itself every column would be unknown: one finding says it better.
  if (tables.length > 0 || schemas.finance === null) return tables;
  const columns = bindColumns(map, schemas);
  return [
    ...columns.flatMap((column) => checkColumn(column, map, schemas)),
    ...repeatedTargets(map.columns).map(({ name, code }) => finding(code, { ...place, column: name })),
    ...checkKey(map, columns, schemas.finance),
    ...checkLookupKeys(map, columns, schemas),
    ...checkCompanyScope(map, columns, schemas),
    ...checkRows(map, columns, schemas),
    ...checkPlatformOnly(map),
    ...checkDays(map, columns),
    ...checkRequired(map, columns, schemas),
    ...checkFilters(map, schemas),
  ];
}

function checkTables(map: TableMap, schemas: MapSchemas): readonly Finding[] {
  const place: FindingPlace = { map: map.key };
  const { table, entitySet } = map.dataverse;
  const schema = schemas.dataverse[table];
  const found = schema === undefined ? 'no such table' : schema.entitySet;
  return [
    ...(found === entitySet
      ? []
      : [finding('OTHER_TABLE', place, { said: `${table} (${entitySet})`, found: `${found}` })]),
    ...(schemas.finance?.name === map.finance.entity
      ? []
      : [
          finding('OTHER_TABLE', place, { said: map.finance.entity, found: schemas.finance?.name ?? 'no such entity' }),
        ]),
  ];
}
