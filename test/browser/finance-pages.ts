import type { Page } from 'playwright-core';
import type { Environment } from './environment';

export type FinanceList = 'CustTableListPage' | 'ProjProjectsListPage' | 'ProjProjectContractsListPage';

/** Where Finance shows one row. */
export const financeRow = ({ sandbox }: Environment, company: string, list: FinanceList, key: string): string =>
  `${sandbox.finance.url}/?cmp=${company.toUpperCase()}&mi=${list}&key=${key}`;

/** What Finance's page shows for a field of the open row. */
export const shown = (page: Page, label: string): Promise<string> =>
  page
    .locator('dt', { hasText: new RegExp(`^${label}$`) })
    .locator('xpath=following-sibling::dd[1]')
    .innerText();

/** Changes one field of a row on Finance's pages, as its accountant. */
export async function changeInFinance(page: Page, row: string, label: string, value: string): Promise<void> {
  await page.goto(row);
  await page.getByRole('link', { name: 'Edit' }).click();
  // An asterisk marks what must be filled in.
  const field = page.getByLabel(new RegExp(`^${label}(\\s*\\*)?$`));
  if ((await field.getAttribute('type')) === null) await field.selectOption(value);
  else await field.fill(value);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Edit' }).waitFor();
}
