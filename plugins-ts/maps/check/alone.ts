import type { ProblemName } from '../codes';
import { PROBLEMS } from '../codes';
import type { Finding } from '../finding';
import { supposedSchemas } from '../supposed';
import type { TableMap } from '../table-map';
import { checkTableMap } from './check-table-map';

/**
 * What can be told of a map by itself. It is checked beside tables as it supposes them, in which every name is there and
 * every value fits; of that, only what no metadata could change is told.
 */
export function checkTableMapAlone(map: TableMap): readonly Finding[] {
  return checkTableMap(map, supposedSchemas(map)).filter(({ code }) => CERTAIN.has(code));
}

const NEEDS_NO_METADATA: readonly ProblemName[] = [
  'NO_INTEGRATION_KEY',
  'KEY_NOT_TWO_WAY',
  'KEY_NOT_MAPPED',
  'COMPANY_NOT_FED',
  'SOURCE_EMPTY',
  'TARGET_EMPTY',
  'FIELD_TWICE',
  'COLUMN_TWICE',
  'VALUE_MAP_TWICE',
  'NOT_INVERTIBLE',
  'UNKNOWN_ZONE',
  'INFERRED',
  'SCHEDULE_ONLY',
  'PLATFORM_ONLY',
  'FILTER_NOT_UNDERSTOOD',
  'FILTER_PATH',
];

const CERTAIN: ReadonlySet<string> = new Set(NEEDS_NO_METADATA.map((name) => PROBLEMS[name]));
