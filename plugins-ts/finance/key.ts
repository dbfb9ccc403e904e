import type { FinanceKey } from '../maps/compiled-map';
import { keySegment, query } from '../odata';
import { toKeyValue } from './cell';
import type { FinanceEntity } from './entity';

/** Without it Finance shows only the caller's own company, key look-ups and writes included. */
export const ALL_COMPANIES = { 'cross-company': 'true' } as const;

/** The address of one row: `ProjectsV2(dataAreaId='usmf',ProjectId='P-1')?$select=…&cross-company=true`. */
export function rowPath(entity: FinanceEntity, key: FinanceKey, select?: readonly string[]): string {
  const named = Object.fromEntries(
    inOrder(entity, key).map((field) => [field, toKeyValue(entity, field, key[field] ?? null)] as const),
  );
  const options = query({ ...(select === undefined ? {} : { select }), custom: ALL_COMPANIES });
  return `${entity.entitySet}${keySegment(named)}${options}`;
}

export const setPath = (entity: FinanceEntity): string => `${entity.entitySet}${query({ custom: ALL_COMPANIES })}`;

/** All fields of the entity's key, in its order: Finance addresses no row by less. */
const inOrder = (entity: FinanceEntity, key: FinanceKey): readonly string[] =>
  entity.key.length === 0 ? Object.keys(key) : entity.key;
