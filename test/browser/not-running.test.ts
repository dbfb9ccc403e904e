import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seedId } from '../sandbox/seed';
import { enter, openRecord, save } from './app';
import { violations } from './axe';
import { openEnvironment, start, type Environment } from './environment';
import { shoot } from './shoot';

/** What the control says when it cannot know, and when nobody is there, or able, to carry anything. */
let contoso: Environment;
let page: Page;
/** Complaints that a test brings about itself. */
let expected: RegExp | null = null;

beforeAll(async () => {
  contoso = await openEnvironment({ started: false });
  return () => contoso.close();
});
afterEach(async () => {
  await page.context().close();
  const complaints = contoso.complaints.splice(0).filter((complaint) => !expected?.test(complaint));
  expected = null;
  expect(complaints).toEqual([]);
});

const LYON = seedId('project', 'PRJ-001042');
const ADATUM = seedId('project', 'PRJ-001023');
const CREW_APP = seedId('project', 'PRJ-001027');

describe('before the table maps are started', () => {
  it('a project says that it is not set up, and whom to ask', async () => {
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'msdyn_project', LYON);
    await status.says(/^Not set up$/);
    await status.open();
    expect(await status.sentences()).toEqual([
      'Projects are not sent to Finance from this environment yet.',
      'Ask an admin to start their table map.',
    ]);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-not-set-up');
  });
});

describe('once they are started', () => {
  beforeAll(async () => {
    await start(contoso);
    await contoso.startHost();
  });

  it('whoever has no role of Tandem’s is told that it is not known, and which role to ask for', async () => {
    // The browser itself tells of the refusal.
    expected = /403|Forbidden|privilege/i;
    page = await contoso.openPage('outsider');
    const status = await openRecord(contoso, page, 'msdyn_project', ADATUM);
    await status.says(/^Unknown\s*no right to see it$/);
    await status.open();
    expect(await status.sentences()).toEqual([
      'You may not see whether this project has reached Finance.',
      'Ask an admin for the role Tandem user. Syncing itself goes on.',
    ]);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-no-right');
    // The save goes through, and a host takes it to Finance all the same.
    await enter(page, 'Comments', 'Looked at by Tom');
    await save(page);
  });

  it('a new record is to be saved first', async () => {
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'msdyn_project');
    await status.says(/^Save this record first\.$/);
    expect(await status.chevron.count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-new');
  });

  it('offline it gives the last status with its time, and comes back by itself', async () => {
    // The browser itself tells of every request.
    expected = /ERR_INTERNET_DISCONNECTED/;
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'msdyn_project', LYON);
    await status.says(/^In sync as of/);
    await page.context().setOffline(true);
    await status.says(/^Unknown while offline\s*\d+:\d\d [AP]M: in sync$/);
    await status.open();
    expect((await status.sentences())[1]).toBe('The status comes back when you are online. Your changes are kept.');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-offline');
    await page.context().setOffline(false);
    await status.says(/^In sync as of/);
  });

  it('when Dataverse does not answer it says so, keeps the status, and takes Try now', async () => {
    expected = /503/;
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'msdyn_project', LYON);
    await status.says(/^In sync as of/);
    const { faults } = contoso.sandbox.dataverse;
    // Only what the form asks, which wants to know the host too: the host would rest, and the status be Pending for as long.
    const { id } = faults.add({ kind: 'status', status: 503, method: 'GET', path: 'syncrecords.*tandem_financeurl' });
    await status.open();
    await status.button('Check again').click();
    await status.region.getByText(/could not be checked at/).waitFor();
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-not-checked');
    faults.remove(id);
    await status.button('Try now').click();
    await status.says(/^In sync as of/);
  });

  it('a slow Finance: sending, since when; then in sync', async () => {
    page = await contoso.openPage('pm');
    const { faults } = contoso.sandbox.finance;
    const slow = ['PATCH', 'POST'].map((method) => faults.add({ kind: 'latency', milliseconds: 4_000, method }));
    const status = await openRecord(contoso, page, 'account', seedId('account', 'FR-C0021'));
    await status.says(/^In sync as of/);
    await enter(page, 'Website', 'https://paris.contososuites.example');
    await save(page);
    await status.says(/^Sending\s*since/);
    await status.open();
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-sending');
    for (const { id } of slow) faults.remove(id);
    await status.says(/^In sync as of/);
  });

  it('a Finance that does not answer: pending, when it is tried again; then in sync by itself', async () => {
    page = await contoso.openPage('pm');
    const { faults } = contoso.sandbox.finance;
    faults.add({ kind: 'down' });
    const status = await openRecord(contoso, page, 'msdyn_project', CREW_APP);
    await status.says(/^In sync as of/);
    await enter(page, 'Description', 'Crew app, third stage');
    await save(page);
    await status.says(/^Pending/);
    await status.open();
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-finance-down');
    faults.remove();
    await status.says(/^In sync as of/);
  });

  it('no host: what was saved is kept, the admin is to be told, and it goes once a host runs again', async () => {
    page = await contoso.openPage('pm');
    await (await openRecord(contoso, page, 'msdyn_project', LYON)).says(/^In sync as of/);
    await contoso.stopHost();
    contoso.passMinutes(25);
    await page.context().close();
    page = await contoso.openPage('pm');
    const status = await openRecord(contoso, page, 'msdyn_project', LYON);
    await status.says(/^In sync as of/);
    await status.open();
    await shoot(page, 'form-in-sync-no-host');
    await enter(page, 'Description', 'Kept while nobody runs');
    await save(page);
    await status.says(/^Pending\s*no host seen for 2\d minutes$/);
    expect((await status.sentences())[1]).toBe('Tell your admin. It goes by itself once a host runs again.');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'form-no-host');
    await contoso.startHost();
    await status.says(/^In sync as of/);
  });
});
