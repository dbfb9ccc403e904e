import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rowsShown } from './app';
import { violations } from './axe';
import { openEnvironment, type Environment } from './environment';
import { shoot } from './shoot';

/** The admin's app, as the solution brings it, on an environment where something has happened already. */
let contoso: Environment;
let page: Page;

beforeAll(async () => {
  contoso = await openEnvironment({ started: true });
  return () => contoso.close();
});
afterEach(async () => {
  await page.context().close();
  expect(contoso.complaints.splice(0)).toEqual([]);
});

async function openApp(user: 'admin' | 'pm'): Promise<void> {
  page = await contoso.openPage(user);
  await page.goto(`${contoso.sandbox.dataverse.url}/main.aspx?appid=tandem_Tandem`);
  await rowsShown(page);
}

const siteMap = () => page.getByRole('navigation', { name: 'Site map' });

describe('the Tandem app', () => {
  it('shows an admin what needs attention first, and everything else by name', async () => {
    await openApp('admin');
    const entries = siteMap().getByRole('region').getByRole('link');
    expect(await entries.allInnerTexts()).toEqual([
      'Needs attention',
      'Sync records',
      'Requests',
      'Sync runs',
      'Hosts',
      'Sync log',
      'Table maps',
      'Settings',
    ]);
    // A sync record belongs to whoever the record belongs to.
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    expect(await row('Adventure Works rebuild').innerText()).toMatch(
      /Error\s+TDM3001\s+Customer US-C0012 .*Camille Roussel/s,
    );
    expect(await row('Trey Research').innerText()).toMatch(/Conflict\s+TDM5001\s+.*Camille Roussel/s);
    expect(await row('Northwind Lyon training').innerText()).toMatch(/Waiting\s+TDM4001\s+.*Étienne Moreau/s);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'tandem-needs-attention');
  });

  it.each([
    ['Sync records', 'ERP roll-out Lyon'],
    ['Sync runs', 'Projects V2'],
    ['Hosts', 'browser-tests'],
    ['Table maps', 'Projects V2'],
    ['Settings', 'financeUrl'],
  ])('%s: the list, and the form of a row', async (entry, row) => {
    await openApp('admin');
    await siteMap().getByRole('link', { name: entry, exact: true }).click();
    await page.getByRole('table', { name: /./ }).filter({ hasText: row }).waitFor();
    expect(await violations(page)).toEqual([]);
    const name = entry.toLowerCase().replaceAll(' ', '-');
    await shoot(page, `tandem-${name}`);
    await page.getByRole('row').filter({ hasText: row }).first().getByRole('rowheader').getByRole('link').click();
    await page.getByRole('tablist').waitFor();
    expect(await violations(page)).toEqual([]);
    await shoot(page, `tandem-${name}-form`);
  });

  it.each(['Requests', 'Sync log'])('%s: the list', async (entry) => {
    await openApp('admin');
    await siteMap().getByRole('link', { name: entry, exact: true }).click();
    await siteMap().locator('[aria-current=page]', { hasText: entry }).waitFor();
    await rowsShown(page);
    expect(await violations(page)).toEqual([]);
    await shoot(page, `tandem-${entry.toLowerCase().replaceAll(' ', '-')}`);
  });
});
