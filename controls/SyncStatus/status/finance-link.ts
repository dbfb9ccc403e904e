import type { FinanceKey } from '../../../plugins-ts/maps/compiled-map';
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
  if (record.financeKey === null) return null;
  const values = keyValues(record.financeKey, record.company);
  const key = values.join(' · ');
  return {
    text: [record.company, key].filter(Boolean).join(' · '),
    url: financeUrl(host?.financeUrl ?? null, map?.page ?? null, record.company, values),
    name: texts('Action_openKey', { key }),
  };
}

/**
 * The page of Finance that lists the record's entity, in its company. Finance opens the list and ignores `key`: links to
 * one of its records are encrypted by the server.
 */
export function financeUrl(
  root: string | null,
  page: string | null,
  company: string | null,
  keys: readonly string[],
): string | null {
  if (root === null || page === null || !/^https?:\/\//i.test(root)) return null;
  const query = [
    ...(company === null ? [] : [`cmp=${encodeURIComponent(company.toUpperCase())}`]),
    `mi=${encodeURIComponent(page)}`,
    `key=${keys.map(encodeURIComponent).join(',')}`,
  ];
  return `${root.replace(/\/+$/, '')}/?${query.join('&')}`;
}

/** The values of a key without the company. */
export function keyValues(key: FinanceKey, company: string | null): readonly string[] {
  const fields = Object.entries(key);
  const named = fields.findIndex(([field]) => field.toLowerCase() === 'dataareaid');
  const at =
    named >= 0 || company === null
      ? named
      : fields.findIndex(([, value]) => String(value).toLowerCase() === company.toLowerCase());
  return fields.filter((_, index) => index !== at).map(([, value]) => String(value ?? ''));
}
