import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringOf } from '../../../controls/SyncStatus/status/causes';
import { CODES } from '../../../plugins-ts/sync/codes';
import { resources } from './resources';

const CONTROL = 'controls/SyncStatus';
const english = resources('en');
const french = resources('fr');

/** Names that a string uses: `{this}` and `{This}` are one. */
const partsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name.charAt(0).toLowerCase() + name.slice(1))),
];

/** Parts that only one language needs: forms of a noun. */
const FORMS = /^(parent)?(one|this|its|of|the|many|it|obj|e)$/i;

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(CONTROL, folder)).map((file) => join(folder, file));

const SOURCE = ['index.ts', 'ControlManifest.Input.xml', ...['status', 'components', 'data'].flatMap(filesIn)]
  .map((file) => readFileSync(join(CONTROL, file), 'utf8'))
  .join('\n');

describe('the control’s strings', () => {
  it('are there in both languages, in the same order', () => {
    expect([...french.keys()]).toEqual([...english.keys()]);
  });

  it('name the same parts in both languages', () => {
    const facts = (text: string): readonly string[] =>
      partsIn(text)
        .filter((name) => !FORMS.test(name))
        .sort();
    for (const [key, text] of english) expect([key, facts(french.get(key) ?? '')]).toEqual([key, facts(text)]);
  });

  it('speak of each of the engine’s codes, and of no other', () => {
    const own = Object.values(CODES).filter((code) => stringOf(null, code) === code);
    const spoken = [...english.keys()].flatMap((key) => /^(?:Line|Say)_(TDM\d{4})(?:_\d)?$/.exec(key)?.[1] ?? []);
    expect([...new Set(spoken)].sort()).toEqual([...own].sort());
    const otherwise = Object.values(CODES).filter((code) => !own.includes(code));
    expect(otherwise).toEqual(['TDM3001', 'TDM4001', 'TDM4003', 'TDM4005', 'TDM5001', 'TDM9001']);
  });

  it('neither begin nor end with a space, which not every reader of resources keeps', () => {
    const spaced = [...english, ...french].filter(([, text]) => text !== text.trim());
    expect(spaced).toEqual([]);
  });

  it('have every form of every noun', () => {
    for (const strings of [english, french]) {
      const nouns = [...strings].filter(([key]) => key.startsWith('Noun_'));
      for (const [key, forms] of nouns) expect([key, forms.split('|').length]).toEqual([key, 9]);
      const named = (strings.get('Nouns') ?? '').split(' ').map((table) => `Noun_${table}`);
      expect(nouns.map(([key]) => key).sort()).toEqual([...named, 'Noun_record'].sort());
    }
  });

  it('are in French with the spaces of French', () => {
    const wrong = [...french].filter(([, text]) => / [:;»?!]|« |[^\u00a0\d{}/|]:(?!\d)/.test(text));
    expect(wrong).toEqual([]);
  });

  it('that the source names are there', () => {
    const named = [...SOURCE.matchAll(/'((?:[A-Z][a-z]+)(?:_\w+)?)'/g)].map(([, key = '']) => key);
    const families = new Set([...english.keys()].map((key) => key.slice(0, (key + '_').indexOf('_'))));
    const meant = named.filter((key) => families.has(key.slice(0, (key + '_').indexOf('_'))));
    expect(meant.length).toBeGreaterThan(80);
    expect(meant.filter((key) => !english.has(key))).toEqual([]);
  });

  it('are all used by the source, the manifest or each other', () => {
    const unused = [...english.keys()].filter((key) => !isUsed(SOURCE, key));
    expect(unused).toEqual([]);
  });
});

/** Named whole, or made of a beginning (`Say_${…}`, `State_${…}`) that stands in the source. */
function isUsed(source: string, key: string): boolean {
  if (source.includes(`'${key}'`) || source.includes(`"${key}"`)) return true;
  const family = key.slice(0, key.indexOf('_') + 1);
  return family !== '' && source.includes(`\`${family}\${`);
}
