import { setUpProjectAccounting } from '../finance/control/set-up';
import { knownEntity } from '../finance/model/entity';
import type { FinanceStore } from '../finance/store';
import { COMPANIES } from './data';

/** October is being closed; what is before is. */
const CLOSED_UNTIL = '2026-09-30';

const FRENCH_TAX = { code: 'TVA20', group: 'FR', itemGroup: 'FULL', percent: '20' };

/** Both companies are set up for project accounting; contracts of the French one are taxed. Ledgers and categories must be there. */
export function addFinanceAccounting(store: FinanceStore): void {
  for (const { code, country } of COMPANIES) {
    setUpProjectAccounting(store, {
      company: code,
      years: [2025, 2027],
      closedUntil: CLOSED_UNTIL,
      ...(country === 'FR' && { salesTax: FRENCH_TAX }),
    });
  }
  const contracts = knownEntity('ProjectContractHeaders');
  for (const row of store.select(contracts, { where: [{ sql: '"dataAreaId" = ?', parameters: ['frrt'] }] })) {
    store.update(contracts, row, { ...row.values, SalesTaxGroupCode: FRENCH_TAX.group });
  }
}
