// A browser without a system installation.
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as playwright } from 'playwright-core';

/** @returns {Promise<import('playwright-core').Browser>} */
export async function openBrowser() {
  const folder = await mkdtemp(join(tmpdir(), 'control-gallery-'));
  // With these it brings its own system libraries and fonts, unpacked into a fresh folder.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x';
  process.env.TMPDIR = folder;
  const { default: chromium } = await import('@sparticuz/chromium');
  const executablePath = await chromium.executablePath();
  const fonts = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`;
  await writeFile(join(folder, 'fonts', 'fonts.conf'), `<?xml version="1.0"?>\n${fonts}\n`);
  // In a single process the first page that closes takes the browser with it.
  const args = chromium.args.filter((arg) => arg !== '--single-process');
  const browser = await playwright.launch({ executablePath, args, headless: true });
  // Some 200 MB, and nobody else's.
  browser.on('disconnected', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return browser;
}
