import { pageOf } from '../../model/view';
import type { Reference } from '../form/record';
import { readLookupView } from '../platform/components';
import { tableNamed } from '../platform/tables';
import { get, type Rows } from '../platform/web-api';

const LIMIT = 10;

/** Records of the tables whose name contains the text; of an empty text the first ones. */
export async function findRecords(
  tables: readonly string[],
  text: string,
  limit = LIMIT,
): Promise<readonly Reference[]> {
  const found = await Promise.all(tables.map((table) => findIn(table, text, limit)));
  return found.flat().slice(0, limit);
}

async function findIn(name: string, text: string, limit: number): Promise<readonly Reference[]> {
  const [table, view] = await Promise.all([tableNamed(name), readLookupView(name)]);
  const plain = `<fetch><entity name="${name}"><attribute name="${table.primaryId}"/><attribute name="${table.primaryName}"/><order attribute="${table.primaryName}"/></entity></fetch>`;
  const fetchXml = pageOf(view?.fetchXml || plain, {
    number: 1,
    size: limit,
    search: { columns: [table.primaryName], text: text.trim() },
  });
  const { value } = await get<Rows>(`${table.set}?fetchXml=${encodeURIComponent(fetchXml)}`);
  return value.map((row) => ({
    id: String(row[table.primaryId]).toLowerCase(),
    name: String(row[table.primaryName] ?? ''),
    table: name,
  }));
}
