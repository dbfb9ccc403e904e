import { finding, type Finding } from '../finding';
import { segments } from '../lookup-path';
import type { ColumnMap, TableMap } from '../table-map';

/**
 * Tables that only the scheduling service writes, and that service takes no application user. Source: "Use Project
 * schedule APIs to perform operations with Scheduling entities".
 */
const SCHEDULED: ReadonlySet<string> = new Set([
  'msdyn_projecttask',
  'msdyn_projecttaskdependency',
  'msdyn_resourceassignment',
  'msdyn_projectbucket',
  'msdyn_projectteam',
  'msdyn_projectchecklist',
  'msdyn_projectsprint',
  'msdyn_projectlabel',
  'msdyn_projecttasktolabel',
]);

/**
 * Actuals are written by the product's own actions and by dual-write; others may write only columns that they have added
 * themselves. Source: "Create and update actuals".
 */
const GUARDED: ReadonlySet<string> = new Set(['msdyn_actual']);

/** Columns that Project Operations refuses whoever writes them. Needs no metadata: these tables are known by name. */
export function checkPlatformOnly(map: TableMap): readonly Finding[] {
  const { table } = map.dataverse;
  return map.columns.filter(isWritten).flatMap((column): readonly Finding[] => {
    const place = { map: map.key, column: column.finance ?? column.dataverse };
    if (SCHEDULED.has(table)) return [finding('SCHEDULE_ONLY', place, { table })];
    if (!GUARDED.has(table) || isCustom(column)) return [];
    return [finding('PLATFORM_ONLY', { map: map.key, column: column.dataverse }, { table })];
  });
}

/** An answer goes beside the row, not into it. */
const isWritten = (column: ColumnMap): boolean =>
  column.direction !== 'toFinance' && column.answer !== true && column.dataverse !== undefined;

/** Columns of Microsoft's have the prefix of a publisher of Microsoft's, or none. */
const isCustom = ({ dataverse = '' }: ColumnMap): boolean => {
  const [name = ''] = segments(dataverse);
  return name.includes('_') && !/^(msdyn|cdm|msdynce|msdynmkt)_/.test(name);
};
