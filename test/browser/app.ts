import type { Locator, Page } from 'playwright-core';
import type { Environment } from './environment';

const PROJECT_OPERATIONS = 'msdyn_ProjectOperations';

/** Opens the list of a table, as its entry in the site map does, and waits for its rows. */
export async function openList({ sandbox }: Environment, page: Page, table: string): Promise<void> {
  await page.goto(`${sandbox.dataverse.url}/main.aspx?appid=${PROJECT_OPERATIONS}&pagetype=entitylist&etn=${table}`);
  await rowsShown(page);
}

export const rowsShown = (page: Page): Promise<void> => page.locator('table[data-state=shown]').waitFor();

/** Opens a record by its address, and waits for its form. No id: a new one. */
export async function openRecord(
  { sandbox }: Environment,
  page: Page,
  table: string,
  id?: string,
): Promise<SyncStatus> {
  const record = id === undefined ? '' : `&id=${id}`;
  await page.goto(
    `${sandbox.dataverse.url}/main.aspx?appid=${PROJECT_OPERATIONS}&pagetype=entityrecord&etn=${table}${record}`,
  );
  await page.getByRole('tablist').waitFor();
  return new SyncStatus(page);
}

export const command = (page: Page, name: string): Locator => page.getByRole('menuitem', { name, exact: true });

/** Types over a field, and leaves it. */
export async function enter(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
  await page.keyboard.press('Tab');
}

/** Saves with the command bar, and waits until the form says so. */
export async function save(page: Page): Promise<void> {
  await command(page, 'Save').click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: '- Saved' }).waitFor();
}

// Both run in the page, whose types this project does not have.
const KEEP_LINES = `(() => {
  const kept = (window.keptLines = []);
  const look = () => {
    const words = document.querySelector('.tandem-sync-words');
    const text = words === null ? '' : [...words.children].map((part) => part.textContent.trim()).join(' · ');
    if (text !== '' && text !== kept[kept.length - 1]) kept.push(text);
  };
  look();
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;
const linesFrom = (from: RegExp, to: RegExp) => `(() => {
  const begin = window.keptLines.findIndex((line) => ${from}.test(line));
  return begin >= 0 && window.keptLines.slice(begin).some((line) => ${to}.test(line)) && window.keptLines;
})()`;

/** The control on the open form, as a person sees it. */
export class SyncStatus {
  /** In either language. */
  readonly region: Locator;
  readonly line: Locator;
  readonly chevron: Locator;
  readonly details: Locator;

  constructor(readonly page: Page) {
    this.region = page.getByRole('region', { name: /^(Sync status|État de synchronisation)$/ });
    this.line = this.region.locator('.tandem-sync-words');
    this.chevron = this.region.getByRole('button', { name: /^(Details|Détails)$/ });
    this.details = this.region.locator('.tandem-sync-details');
  }

  /** Waits until the line says this; blanks between its parts count as one. @throws Error with what it says instead */
  async says(words: RegExp): Promise<void> {
    try {
      await this.line.filter({ hasText: words }).waitFor();
    } catch (error) {
      const instead = (await this.region.allInnerTexts()).join(' | ');
      throw new Error(`The control does not say ${words} but: ${instead || 'nothing'}`, { cause: error });
    }
  }

  button(name: string): Locator {
    return this.region.getByRole('button', { name, exact: true });
  }

  /** Opens the details where they are closed. */
  async open(): Promise<void> {
    if ((await this.chevron.getAttribute('aria-expanded')) === 'false') await this.chevron.click();
    await this.details.waitFor();
  }

  /** The paragraphs of the details: what happened, and what to do. */
  sentences(): Promise<string[]> {
    return this.details.locator('> p').allInnerTexts();
  }

  /** What stands beside a label of the facts. */
  fact(label: string): Locator {
    return this.details.locator('dt', { hasText: new RegExp(`^${label}$`) }).locator('xpath=following-sibling::dd[1]');
  }

  /** From now on every wording of the line is kept, also one that stands for a moment only. */
  async record(): Promise<void> {
    await this.line.waitFor();
    await this.page.evaluate(KEEP_LINES);
  }

  /** The wordings kept since `record`, once the line has come from the first pattern to the second. */
  async lines(from: RegExp, to: RegExp): Promise<readonly string[]> {
    const lines = await this.page.waitForFunction<readonly string[], null>(linesFrom(from, to), null);
    return lines.jsonValue();
  }
}
