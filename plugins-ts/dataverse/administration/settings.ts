import { v5 } from 'uuid';
import { query, text as quoted, type ODataClient } from '../../odata';
import { id, text } from '../cell';
import { isODataError } from '../failure';
import { isRefusedByCondition } from '../own-tables/compare-and-set';

const SET = 'tandem_settings';
const COLUMNS = ['tandem_settingid', 'tandem_name', 'tandem_value'];
const NAMESPACE = '9b4e2c71-0d6a-5f38-a2c5-e17d8f3b6a90';

/** What the organisation has set, by name. @throws ODataError */
export async function readSettings(client: ODataClient): Promise<Readonly<Record<string, string>>> {
  const rows = await client.all(SET + query({ select: COLUMNS }));
  return Object.fromEntries(
    rows.flatMap((row) => {
      const [name, value] = [text(row.tandem_name), text(row.tandem_value)];
      return name === null || value === null ? [] : [[name, value]];
    }),
  );
}

/** Sets, or with null clears. A row that somebody made by hand is used, not doubled. @throws ODataError */
export async function writeSetting(client: ODataClient, name: string, value: string | null): Promise<void> {
  const path = SET + query({ select: COLUMNS, filter: `tandem_name eq ${quoted(name)}`, top: 1 });
  const [known] = await client.all(path);
  const settingId = id(known?.tandem_settingid);
  if (settingId !== null) {
    await client.send('PATCH', `${SET}(${settingId})`, { tandem_value: value }, { headers: { 'If-Match': '*' } });
    return;
  }
  if (value === null) return;
  // Two admins at once make one row: the id follows from the name.
  await client.send('PATCH', `${SET}(${v5(name, NAMESPACE)})`, { tandem_name: name, tandem_value: value });
}

/**
 * Sets what must never change by itself (a pinned id) unless it is set already. Answers what stands.
 * @throws ODataError
 */
export async function pinSetting(client: ODataClient, name: string, value: string): Promise<string> {
  const before = (await readSettings(client))[name];
  if (before !== undefined) return before;
  const headers = { 'If-None-Match': '*' };
  const body = { tandem_name: name, tandem_value: value };
  try {
    await client.send('PATCH', `${SET}(${v5(name, NAMESPACE)})`, body, { headers });
  } catch (error) {
    if (!isODataError(error) || !isRefusedByCondition(error)) throw error;
  }
  return (await readSettings(client))[name] ?? value;
}
