import Big from 'big.js';
import type { Organization } from '../organization';
import { columnNamed, type Table } from '../schema/table';
import { isReference, type Row, type Value, type Values } from '../store/layout';
import { ORGANIZATION } from '../identifiers';

/**
 * What the platform adds for money: the organisation's currency where none is given, the exchange rate of the row's
 * currency, and every amount in base currency beside the amount itself.
 */
export function moneyOf(organization: Organization, table: Table, before: Row | undefined, given: Values): Values {
  if (!columnNamed(table, 'transactioncurrencyid') || !columnNamed(table, 'exchangerate')) return {};
  const added: Record<string, Value> = {};
  const money = table.columns.filter((column) => column.type === 'money' && !column.name.endsWith('_base'));
  const has = (name: string): Value => given[name] ?? (name in given ? null : (before?.[name] ?? null));
  let currency = has('transactioncurrencyid');
  if (currency === null && money.some((column) => has(column.name) !== null)) {
    currency = organization.row('organization', ORGANIZATION)?.basecurrencyid ?? null;
    added.transactioncurrencyid = currency;
  }
  if (!isReference(currency)) return added;
  const changed =
    before === undefined ||
    'transactioncurrencyid' in given ||
    'transactioncurrencyid' in added ||
    before.exchangerate === null;
  const rate = changed
    ? (organization.row('transactioncurrency', currency.id)?.exchangerate ?? null)
    : (before.exchangerate ?? null);
  if (typeof rate !== 'string' || new Big(rate).eq(0)) return added;
  if (changed) added.exchangerate = rate;
  for (const column of money) {
    const base = columnNamed(table, `${column.name}_base`);
    if (!base || !(changed || column.name in given)) continue;
    const amount = has(column.name);
    added[base.name] = typeof amount === 'string' ? new Big(amount).div(rate).toFixed(base.scale ?? 4) : null;
  }
  return added;
}
