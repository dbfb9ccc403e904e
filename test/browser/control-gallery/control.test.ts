import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './browser.mjs';
import { serveGallery } from './serve.mjs';
import { NOW } from './states.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let gallery: Awaited<ReturnType<typeof serveGallery>>;
let page: Page;

beforeAll(async () => {
  [browser, gallery] = [await openBrowser(), await serveGallery()];
});
afterAll(async () => {
  await browser.close();
  await gallery.close();
});
afterEach(() => page.close());

/** Opens the gallery, or one state of it, and fails on anything that the page complains of. */
async function open(query: string, media: Parameters<Page['emulateMedia']>[0] = {}): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1480, height: 3200 } });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  complaints.length = 0;
  await page.clock.setFixedTime(NOW);
  await page.emulateMedia({ reducedMotion: 'reduce', ...media });
  await page.goto(`${gallery.url}${query}`);
  await page.waitForSelector('body[data-ready]');
}
const complaints: string[] = [];

const line = (): Promise<string> => page.locator('.tandem-sync-words').innerText();
const calls = (): Promise<unknown[][]> => page.evaluate('window.calls');
const focused = (): Promise<string> => page.evaluate('document.activeElement.className + document.activeElement.type');

describe('every state', () => {
  it.each([
    ['English', ''],
    ['French, 280 px', '?lang=1036&width=280'],
    ['dark', '?dark=1'],
  ])('%s: no finding of axe, no complaint, nothing wider than the control', async (_, query) => {
    await open(query);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: unknown[] }[] }>(
      // Only a gallery has many regions of one name.
      `axe.run('main', { rules: { 'landmark-unique': { enabled: false } } })`,
    );
    expect(violations.map(({ id, nodes }) => [id, nodes.length])).toEqual([]);
    expect(complaints).toEqual([]);
    const wide = await page.evaluate(
      `[...document.querySelectorAll('.tandem-sync')].filter((it) => it.scrollWidth > it.clientWidth).length`,
    );
    expect(wide).toBe(0);
  });

  it('has borders instead of fills in forced colours, and icons in the colour of text', async () => {
    await open('', { forcedColors: 'active', colorScheme: 'dark' });
    const colours = await page.evaluate(
      `[...new Set([...document.querySelectorAll('.tandem-sync-line .tandem-sync-mark')].map((it) => getComputedStyle(it).color))]`,
    );
    expect(colours).toEqual(['rgb(255, 255, 255)']);
  });
});

describe('retry', () => {
  it('turns the line to pending at once, puts the focus on it, and shows the answer', async () => {
    await open('?only=Error');
    expect(await line()).toMatch(/^Error\s+Finance refused this project$/);
    await page.getByRole('button', { name: 'Retry' }).click();
    expect(await line()).toMatch(/^Pending\s+retry asked 10:42$/);
    expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    expect(await focused()).toContain('tandem-sync-line');
    expect((await calls()).find(([call]) => call === 'createRecord')).toMatchObject([
      'createRecord',
      'tandem_syncrequest',
      { tandem_kind: 718_100_001, tandem_mapkey: 'projects-v2', tandem_requeststate: 718_100_000 },
    ]);
    await page.evaluate(`states.Error.records = states['In sync'].records`);
    await page.locator('.tandem-sync-word').filter({ hasText: 'In sync as of 10:42' }).waitFor();
    expect(await page.getByRole('status').innerText()).toContain('In sync as of 10:42');
  });

  it('that ends in an error again is said at once', async () => {
    await open('?only=Error');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.evaluate(`states.Error.records = [{ ...states.Error.records[0], '@odata.etag': 'W/"9"' }]`);
    await page.getByRole('alert').filter({ hasText: 'Finance refused this project' }).waitFor({ state: 'attached' });
    expect(await page.getByRole('status').innerText()).toBe('');
  });

  it('that may not be asked for is taken back, with the reason', async () => {
    await open('?only=Error');
    await page.evaluate(`states.Error.refuses = { errorCode: 2147746336, message: 'prvCreatetandem_SyncRequest' }`);
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.locator('.tandem-sync-refusal').filter({ hasText: 'You may not ask for this.' }).waitFor();
    expect(await line()).toMatch(/^Error/);
  });
});

describe('a conflict', () => {
  it('is open; nothing is chosen; it is kept with the keyboard once every column has a choice', async () => {
    await open('?only=Conflict');
    const keep = page.getByRole('button', { name: 'Keep chosen values' });
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    expect(await keep.isDisabled()).toBe(true);
    await page.getByRole('radiogroup', { name: 'Primary contact phone' }).getByRole('radio').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.getByText('1 of 2 chosen').waitFor();
    expect(await keep.isDisabled()).toBe(true);
    await page.getByRole('radiogroup', { name: 'Credit limit' }).getByRole('radio').first().focus();
    await page.keyboard.press('Space');
    await keep.click();
    expect(await line()).toMatch(/^Pending\s+choice made 10:42$/);
    const [, , row] = (await calls()).find(([call]) => call === 'createRecord') ?? [];
    expect(JSON.parse((row as { tandem_choice: string }).tandem_choice)).toEqual({
      PrimaryContactPhone: 'finance',
      CreditLimit: 'dataverse',
    });
  });

  it('takes one side for all', async () => {
    await open('?only=Conflict');
    await page.getByRole('button', { name: 'Choose all from Finance' }).click();
    await page.getByText('2 of 2 chosen').waitFor();
    expect(await page.getByRole('button', { name: 'Keep chosen values' }).isEnabled()).toBe(true);
  });
});

describe('details', () => {
  it('open with the chevron, close with Escape, and the focus comes back', async () => {
    await open('?only=In%20sync');
    const chevron = page.getByRole('button', { name: 'Details', exact: true });
    expect(await chevron.getAttribute('aria-expanded')).toBe('false');
    await chevron.click();
    await page.getByRole('button', { name: 'Check again' }).focus();
    await page.keyboard.press('Escape');
    expect(await chevron.getAttribute('aria-expanded')).toBe('false');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Details');
  });

  it('stay closed once the person closed them, even when the record is looked at again', async () => {
    await open('?only=Error');
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    await page.evaluate(`new BroadcastChannel('tandem').postMessage({
      kind: 'saved', table: 'msdyn_project', recordId: '11111111-0000-4000-8000-000000000001' })`);
    await page.locator('.tandem-sync-fact').filter({ hasText: 'saved 10:42:32' }).waitFor();
    await page.evaluate(`states.Error.records = [{ ...states.Error.records[0], '@odata.etag': 'W/"9"' }]`);
    await page.locator('.tandem-sync-fact').filter({ hasText: 'Finance refused this project' }).waitFor();
    expect(await page.getByRole('button', { name: 'Details', exact: true }).getAttribute('aria-expanded')).toBe(
      'false',
    );
  });

  it('tell what a code means, and copy what an admin needs', async () => {
    await open('?only=Error');
    await page.getByRole('button', { name: 'What TDM3001 means' }).click();
    await page.getByText('the other side was reached and refused the change').waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy details' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('Customer FR-C0031 is on hold.');
  });

  it('lead to the record that is waited for', async () => {
    await open('?only=Waiting');
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    await page.getByRole('button', { name: 'Open customer' }).click();
    expect(await calls()).toContainEqual([
      'openForm',
      { entityName: 'account', entityId: 'acc00000-0000-4000-8000-000000000001' },
    ]);
  });
});

it('costs one request for a record in sync, and no more while it stays so', async () => {
  await open('?only=In%20sync');
  expect((await calls()).map(([call, table]) => [call, table])).toEqual([
    ['retrieveMultipleRecords', 'tandem_syncrecord'],
  ]);
});
