import type { FinanceKey } from '../maps/compiled-map';
import { financePage } from '../sync/finance-page';
import { isNoRight, wordsOf } from './failures';
import type { ApiRow, Platform, RecordRef } from './platform';

/** Opens the record's page in Finance, or says why there is none. One request. */
export async function openInFinance(platform: Platform, record: RecordRef): Promise<void> {
  let rows: readonly ApiRow[];
  try {
    rows = await platform.query('tandem_syncrecord', query(record));
  } catch (thrown) {
    const key = isNoRight(thrown) ? 'OpenInFinance_NoRight' : 'OpenInFinance_Failed';
    platform.notify('error', platform.text(key, wordsOf(thrown)));
    return;
  }
  const there = rows.filter(isInFinance);
  const [page] = there.map(pageOf).filter((url) => url !== null);
  if (page !== undefined) platform.open(page);
  else platform.notify('info', platform.text(there.length === 0 ? 'OpenInFinance_NotThere' : 'OpenInFinance_NoPage'));
}

/** A guid needs no escaping. */
const query = ({ id }: RecordRef): string =>
  '?$select=tandem_mapkey,tandem_company,tandem_financekey,tandem_hash' +
  '&$expand=tandem_HostId($select=tandem_financeurl,tandem_maps)' +
  `&$filter=tandem_recordid eq '${id}'`;

const isInFinance = (row: ApiRow): boolean => row.tandem_hash != null && row.tandem_financekey != null;

function pageOf(row: ApiRow): string | null {
  const host = row.tandem_HostId as ApiRow | null | undefined;
  const maps = parsed<Record<string, { page?: string }>>(host?.tandem_maps) ?? {};
  const key = parsed<FinanceKey>(row.tandem_financekey) ?? {};
  return financePage(
    text(host?.tandem_financeurl),
    maps[String(row.tandem_mapkey)]?.page ?? null,
    text(row.tandem_company),
    key,
  );
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function parsed<T>(value: unknown): T | null {
  try {
    return typeof value === 'string' ? (JSON.parse(value) as T) : null;
  } catch {
    return null;
  }
}
