import type { FinanceKey } from '../maps/compiled-map';

/**
 * The page of Finance that lists an entity, in the record's company. Finance opens the list and ignores `key`: links to
 * one of its records are encrypted by the server.
 *
 * @param root address of Finance; anything but http(s) gives no page
 * @param page menu item of the list page
 */
export function financePage(
  root: string | null,
  page: string | null,
  company: string | null,
  key: FinanceKey,
): string | null {
  if (root === null || page === null || !/^https?:\/\//i.test(root)) return null;
  const query = [
    ...(company === null ? [] : [`cmp=${encodeURIComponent(company.toUpperCase())}`]),
    `mi=${encodeURIComponent(page)}`,
    `key=${keyValues(key, company).map(encodeURIComponent).join(',')}`,
  ];
  return `${root.replace(/\/+$/, '')}/?${query.join('&')}`;
}

/** The values of a key without the company, in the order of the key. */
export function keyValues(key: FinanceKey, company: string | null): readonly string[] {
  const fields = Object.entries(key);
  const named = fields.findIndex(([field]) => field.toLowerCase() === 'dataareaid');
  const at =
    named >= 0 || company === null
      ? named
      : fields.findIndex(([, value]) => String(value).toLowerCase() === company.toLowerCase());
  return fields.filter((_, index) => index !== at).map(([, value]) => String(value ?? ''));
}
