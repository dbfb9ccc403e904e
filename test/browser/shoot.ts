import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';

const FOLDER = 'test/browser/screenshots';

/** A picture for people, in a folder that git leaves alone. */
export async function shoot(what: Page | Locator, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await what.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
}
