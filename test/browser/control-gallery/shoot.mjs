// Pictures of every state, to look at: `node test/browser/control-gallery/shoot.mjs [folder [name]]`.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openBrowser } from './browser.mjs';
import { serveGallery } from './serve.mjs';
import { NOW } from './states.mjs';

const SHOTS = [
  { name: 'english-448', query: '' },
  { name: 'english-320', query: '?width=320' },
  { name: 'english-280', query: '?width=280' },
  { name: 'french-448', query: '?lang=1036' },
  { name: 'french-320', query: '?lang=1036&width=320' },
  { name: 'french-280', query: '?lang=1036&width=280' },
  { name: 'forced-colours', query: '', media: { forcedColors: 'active', colorScheme: 'dark' } },
  { name: 'dark', query: '?dark=1' },
];

const folder = process.argv[2] ?? 'test/browser/screenshots/control';
mkdirSync(folder, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** All of the page that has something on it. */
const extent = (page) =>
  page.evaluate(() => {
    const { right, bottom } = document.querySelector('main').getBoundingClientRect();
    return { x: 0, y: 0, width: Math.ceil(right) + 20, height: Math.ceil(bottom) + 20 };
  });

const only = process.argv[3];
const gallery = await serveGallery(process.env.REACT ? { react: process.env.REACT } : {});
const browser = await openBrowser();
try {
  for (const { name, query, media = {} } of SHOTS.filter((shot) => only === undefined || shot.name === only)) {
    const page = await browser.newPage({ viewport: { width: 1480, height: 3200 } });
    page.on('pageerror', (error) => console.log(`${name}: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && console.log(`${name}: ${message.text()}`));
    await page.clock.setFixedTime(NOW);
    await page.emulateMedia({ reducedMotion: 'reduce', ...media });
    await page.goto(gallery.url + query);
    await page.waitForSelector('body[data-ready]');
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true, clip: await extent(page) });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run({ exclude: ['h1', 'h2'] }, { rules: { 'landmark-unique': { enabled: false } } }),
    );
    for (const { id, help, nodes } of violations) {
      console.log(
        `${name}: ${id}: ${help}\n  ${nodes
          .slice(0, 4)
          .map(({ html }) => html.slice(0, 160))
          .join('\n  ')}`,
      );
    }
    await page.close();
  }
} finally {
  await browser.close();
  await gallery.close();
}
