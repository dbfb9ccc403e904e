import { of, type Tables } from '../business/tables';
import type { Value } from '../model/value';

/**
 * Ids of what a staged actual is connected with, from the staging table of transaction relationships. An id may have come in braces or
 * in upper case: relationships hold texts.
 */
export function connectedWith(tables: Tables, actualId: Value): readonly Value[] {
  const other = (mine: string, its: string): Value[] => {
    const where = [{ sql: `"${mine}" IN (?, ?)`, parameters: [actualId, `{${actualId}}`] }];
    return tables.all('ProjCDSTransactionRelationshipImport', {}, where).map((row) => of(row, its));
  };
  const found = [...other('Transaction1Id', 'Transaction2Id'), ...other('Transaction2Id', 'Transaction1Id')];
  return [...new Set(found.map((id) => id.replace(/^\{|\}$/g, '').toLowerCase()))];
}
