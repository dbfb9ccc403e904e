import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium as playwright, type Browser, type LaunchOptions } from 'playwright-core';
import { devDependencies } from '../../package.json';

/**
 * The installed Chrome, Edge or Chromium; where there is none, a headless Chromium from npm that brings its own system
 * libraries and fonts. `CHROME_PATH` names another one.
 * @throws Error when there is none at all: a test without a browser fails, it is not skipped
 */
export async function openBrowser(): Promise<Browser> {
  const installed = process.env.CHROME_PATH ?? installedBrowsers().find(existsSync);
  // Chrome refuses to run as root with its sandbox on.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return playwright.launch(
    installed === undefined ? await carriedBrowser() : { executablePath: installed, args: asRoot },
  );
}

function installedBrowsers(): readonly string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Google Chrome', 'Microsoft Edge', 'Chromium'].map(
        (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
      );
    case 'win32':
      return [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [
          join(folder, 'Google/Chrome/Application/chrome.exe'),
          join(folder, 'Microsoft/Edge/Application/msedge.exe'),
          join(folder, 'Chromium/Application/chrome.exe'),
        ]);
    default:
      return ['google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chromium', 'chromium-browser'].flatMap(
        (name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
      );
  }
}

/** The Chromium of `@sparticuz/chromium`, unpacked once per version into the folder for temporary files. */
async function carriedBrowser(): Promise<LaunchOptions> {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      `These tests need a browser. Install Chrome, Edge or Chromium, or name one in CHROME_PATH (${process.platform} ${process.arch}).`,
    );
  }
  const folder = join(tmpdir(), `chromium-${devDependencies['@sparticuz/chromium']}-${process.arch}`);
  if (!existsSync(folder)) await unpack(folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...definedVariables(),
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
    // Its own defaults put everything into one process, which ends with the first page that closes.
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'],
  };
}

async function unpack(folder: string): Promise<void> {
  const before = { ...process.env };
  const unfinished = await mkdtemp(join(tmpdir(), 'chromium-'));
  try {
    // It unpacks to wherever temporary files go, its libraries only in this environment, and changes more of it.
    Object.assign(process.env, { TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
  await writeFile(join(unfinished, 'fonts.conf'), fontsIn(folder));
  // Another test may have come first: then its folder is as good.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }));
}

const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
  <alias binding="same"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;

const definedVariables = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
