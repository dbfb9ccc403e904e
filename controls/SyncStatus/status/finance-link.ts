import { financePage, keyValues } from '../../../plugins-ts/sync/finance-page';
import type { KnownHost, KnownMap, KnownRecord } from './known';
import type { FinanceLink } from './view';
import type { Wording } from './wording';

/** The record's key in Finance, with a link where host and map say where that is; null without a key. */
export function financeLink(
  { texts }: Wording,
  record: KnownRecord,
  map: KnownMap | null,
  host: KnownHost | null,
): FinanceLink | null {
  const { financeKey, company } = record;
  if (financeKey === null) return null;
  const key = keyValues(financeKey, company).join(' · ');
  return {
    text: [company, key].filter(Boolean).join(' · '),
    url: financePage(host?.financeUrl ?? null, map?.page ?? null, company, financeKey),
    name: texts('Action_openKey', { key }),
  };
}
