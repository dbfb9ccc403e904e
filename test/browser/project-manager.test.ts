import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { seedId } from '../sandbox/seed';
import { command, enter, openList, openRecord, save, SyncStatus } from './app';
import { violations } from './axe';
import { openEnvironment, type Environment } from './environment';
import { changeInFinance, financeRow, shown } from './finance-pages';
import { shoot } from './shoot';

/** What a project manager does all day, from the list to Finance and back, with a host that runs. */
const FOCUSED = `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()`;

const REGION = `document.querySelector('.tandem-sync')`;

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

const LYON = seedId('project', 'PRJ-001042');
const CONTRACT = seedId('contract', 'CON-000518');
const REFUSED = seedId('project', 'PRJ-001040');
const IN_SYNC = 718_100_004;
const statusOf = (recordId: string) =>
  contoso.sandbox.dataverse.organization.rows('tandem_syncrecord', { tandem_recordid: recordId })[0]?.tandem_status;
const financeLyon = () => financeRow(contoso, 'frrt', 'ProjProjectsListPage', 'PRJ-001042');

describe('a project is changed', () => {
  it('from the list to Finance: pending, then in sync by itself, with its key and the way to the row', async () => {
    page = await contoso.openPage('pm');
    await openList(contoso, page, 'msdyn_project');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'project-list');

    await page.getByRole('link', { name: 'ERP roll-out Lyon' }).click();
    const status = new SyncStatus(page);
    await status.says(/^In sync as of .*frrt · PRJ-001042$/);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-in-sync');

    await status.record();
    await enter(page, 'Start date', '11/16/2026');
    await enter(page, 'End date', '5/14/2027');
    await save(page);
    const lines = await status.lines(/^Pending · saved/, /^In sync as of/);
    expect(lines.filter((line) => /Error|Conflict|Unknown|Waiting|Not/.test(line))).toEqual([]);

    await status.open();
    expect(await status.sentences()).toEqual([
      'Finance holds the same values as this project.',
      'You need not do anything.',
    ]);
    expect(await status.fact('Changed').innerText()).toMatch(/Start date, End date · Camille Roussel/);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-in-sync-open');

    const opening = page.context().waitForEvent('page');
    await status.region.getByRole('link', { name: 'Open PRJ-001042 in Finance, new tab' }).first().click();
    const finance = await opening;
    await finance.getByRole('heading', { level: 1 }).filter({ hasText: 'ERP roll-out Lyon' }).waitFor();
    expect(finance.url()).toBe(financeLyon());
    expect(await shown(finance, 'Start date')).toBe('16 Nov 2026');
    expect(await shown(finance, 'End date')).toBe('14 May 2027');
    await shoot(finance, 'finance-project');
  });

  it('Sync now asks a host, Open in Finance opens the row', async () => {
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'msdyn_project', LYON);
    await status.says(/^In sync as of/);
    await status.record();
    await command(page, 'Sync now').click();
    await page.getByText('Asked for a sync. The record goes to Finance as soon as a host takes it up.').waitFor();
    await status.lines(/^Pending/, /^In sync as of/);
    expect(await violations(page)).toEqual([]);

    const opening = page.context().waitForEvent('page');
    await command(page, 'Open in Finance').click();
    const finance = await opening;
    await finance.getByRole('heading', { level: 1 }).filter({ hasText: 'ERP roll-out Lyon' }).waitFor();
    expect(finance.url()).toBe(financeLyon());
  });

  it('is shown in French to who reads French', async () => {
    page = await contoso.openPage('chef');
    const status = await openRecord(contoso, page, 'msdyn_project', LYON);
    await status.says(/^À jour à \d\d:\d\d\s*frrt · PRJ-001042$/);
    await status.open();
    expect(await status.sentences()).toEqual([
      'Finance contient les mêmes valeurs que ce projet.',
      'Vous n’avez rien à faire.',
    ]);
    expect(await command(page, 'Synchroniser').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-french');
  });
});

describe('something stands in the way', () => {
  it('a contract waits for its customer, and goes by itself once that has a number', async () => {
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'salesorder', CONTRACT);
    await status.says(/^Waiting for customer Northwind Lyon$/);
    expect(await status.chevron.getAttribute('aria-expanded')).toBe('false');
    await status.open();
    expect(await status.sentences()).toEqual([
      'This contract cannot go to Finance before its customer, Northwind Lyon, is there.',
      'It goes by itself once the customer arrives. Open the customer to see what holds it up.',
    ]);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-waiting');

    const contract = page.url();
    await status.button('Open customer').click();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Northwind Lyon' }).waitFor();
    await status.says(/^Waiting\s*for its key$/);
    await status.record();
    await enter(page, 'Account number', 'FR-C0037');
    await save(page);
    await status.lines(/^Pending/, /^In sync as of/);
    // Looked for where it is kept: a form that waits looks again every half minute only.
    await vi.waitUntil(() => statusOf(CONTRACT) === IN_SYNC, { timeout: 60_000, interval: 50 });
    await page.goto(contract);
    await status.says(/^In sync as of .*frrt · CON-000518$/);
  });

  it('a project that Finance refuses says why, in Finance’s words; Retry brings it over once the cause is gone', async () => {
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'msdyn_project', REFUSED);
    await status.says(/^Error\s*Finance refused this project$/);
    await status.details.waitFor();
    const quote = status.region.locator('blockquote');
    expect(await quote.innerText()).toBe('“Customer US-C0012 is on hold. Update has been canceled.”');
    expect(await status.button('What TDM3001 means').innerText()).toBe('TDM3001');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-error');

    const finance = await contoso.openPage('pm');
    await changeInFinance(finance, financeRow(contoso, 'usmf', 'CustTableListPage', 'US-C0012'), 'On hold', 'No');
    await shoot(finance, 'finance-customer');
    await finance.context().close();

    await status.record();
    await status.button('Retry').click();
    await page.locator('.tandem-sync-line:focus').waitFor();
    expect(await status.button('Retry').count()).toBe(0);
    const lines = await status.lines(/^Pending · retry asked/, /^In sync as of .*usmf · PRJ-001040/);
    expect(lines[0]).toBe('Error · Finance refused this project');
    expect(
      await page
        .getByRole('status')
        .filter({ hasText: /^In sync as of/ })
        .count(),
    ).toBe(1);
    await shoot(page, 'form-after-retry');
  });
});

describe('Finance is the other source', () => {
  it('a phone that was changed there arrives here, also when no host ran meanwhile', async () => {
    page = await contoso.openPage('pm');
    await contoso.stopHost();
    const row = financeRow(contoso, 'frrt', 'CustTableListPage', 'FR-C0031');
    await changeInFinance(page, row, 'Primary phone', '+33 4 72 00 99 31');
    await contoso.startHost();
    const id = seedId('account', 'FR-C0031');
    const phone = () => contoso.sandbox.dataverse.organization.row('account', id)?.telephone1;
    await vi.waitUntil(() => phone() === '+33 4 72 00 99 31', { timeout: 60_000, interval: 50 });

    const status = await openRecord(contoso, page, 'account', id);
    await status.says(/^In sync as of .*frrt · FR-C0031$/);
    expect(await page.getByLabel('Main phone', { exact: true }).inputValue()).toBe('+33 4 72 00 99 31');
    await shoot(page, 'account-in-sync');
  });

  it('a name changed on both sides is a conflict: a person chooses, with the keyboard alone', async () => {
    page = await contoso.openPage('pm');
    const id = seedId('account', 'US-C0005');
    const finance = await contoso.openPage('pm');
    const row = financeRow(contoso, 'usmf', 'CustTableListPage', 'US-C0005');
    await changeInFinance(finance, row, 'Name', 'Blue Yonder Airlines LLC');

    const status = await openRecord(contoso, page, 'account', id);
    await status.says(/^In sync as of/);
    await enter(page, 'Account name', 'Blue Yonder Air');
    await save(page);
    await status.says(/^Conflict in 1 column$/);
    await status.details.waitFor();
    const here = status.region.getByRole('radio', { name: /^Blue Yonder Air\s*Here · Camille Roussel, / });
    const there = status.region.getByRole('radio', { name: /^Blue Yonder Airlines LLC\s*Finance · changed by / });
    expect([await here.isChecked(), await there.isChecked()]).toEqual([false, false]);
    expect(await status.button('Keep chosen values').isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-conflict');

    await here.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    expect(await there.isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(FOCUSED)).toBe('Keep chosen values');
    await shoot(page, 'form-conflict-chosen');
    await status.record();
    await page.keyboard.press('Enter');
    await status.lines(/^Pending · choice made/, /^In sync as of/);

    await command(page, 'Refresh').click();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Blue Yonder Airlines LLC' }).waitFor();
    await finance.goto(row);
    expect(await shown(finance, 'Name')).toBe('Blue Yonder Airlines LLC');
    await finance.context().close();
  });
});

describe('the control', () => {
  it('is walked through with the keyboard: link, chevron, then inside; Escape closes and goes back', async () => {
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'msdyn_project', LYON);
    await status.says(/^In sync as of/);
    const focused = () => page.evaluate<string>(FOCUSED);
    await status.region.getByRole('link').first().focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Details');
    await page.keyboard.press('Enter');
    await status.details.waitFor();
    await page.keyboard.press('Space');
    await status.details.waitFor({ state: 'detached' });
    await page.keyboard.press('Space');
    await status.details.waitFor();
    const walk: string[] = [];
    for (let step = 0; step < 3; step += 1) {
      await page.keyboard.press('Tab');
      walk.push(await focused());
    }
    expect(walk).toEqual(['Open in Finance', 'Check again', 'Open PRJ-001042 in Finance, new tab']);
    await page.keyboard.press('Escape');
    await status.details.waitFor({ state: 'detached' });
    expect(await focused()).toBe('Details');
  });

  it.each([320, 280])('fits into a column that is %i px wide', async (width) => {
    page = await contoso.openPage('pm', { viewport: { width: width + 120, height: 900 } });
    const status = await openRecord(contoso, page, 'msdyn_project', LYON);
    // Below the fold nothing is asked for.
    await status.region.scrollIntoViewIfNeeded();
    await status.says(/^In sync as of/);
    const around = width + 120 - (await page.evaluate<number>(`${REGION}.offsetWidth`));
    await page.setViewportSize({ width: width + around, height: 900 });
    expect(await page.evaluate(`${REGION}.offsetWidth`)).toBe(width);
    await status.open();
    expect(await page.evaluate(`${REGION}.scrollWidth - ${REGION}.clientWidth`)).toBe(0);
    await shoot(status.region, `control-${width}`);
  });

  it('keeps its shapes in forced colours', async () => {
    page = await contoso.openPage('pm', { forcedColors: 'active', colorScheme: 'dark' });
    const status = await openRecord(contoso, page, 'account', seedId('account', 'US-C0011'));
    await status.says(/^Conflict in 1 column$/);
    await status.details.waitFor();
    const colourOf = (element: string) => page.evaluate<string>(`getComputedStyle(${element}).color`);
    expect(await colourOf(`${REGION}.querySelector('.tandem-sync-mark')`)).toBe(await colourOf('document.body'));
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.command-image')).backgroundColor`)).toBe(
      await colourOf('document.body'),
    );
    await shoot(page, 'form-forced-colours');
    await shoot(status.region, 'control-forced-colours');
  });
});
