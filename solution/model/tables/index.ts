import type { Table } from '../table';
import { checkpoint } from './checkpoint';
import { host } from './host';
import { setting } from './setting';
import { syncBase } from './sync-base';
import { syncLog } from './sync-log';
import { syncRecord } from './sync-record';
import { syncRequest } from './sync-request';
import { syncRun } from './sync-run';
import { tableMap } from './table-map';

export const TABLES: readonly Table[] = [
  checkpoint,
  host,
  setting,
  syncBase,
  syncLog,
  syncRecord,
  syncRequest,
  syncRun,
  tableMap,
];
