import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, changed, Fleet, seeds, type Answer } from './fleet';
import { hunt } from './hunt';
import { KINDS } from './kinds';
import { MUTANTS } from './mutants';

/** Seeds that once failed stay here for ever. */
const ONCE_FAILED: readonly number[] = [
  9, 13, 150, 191, 220, 5013, 5040, 5061, 5074, 60_175, 900_356, 1_102_648, 2_600_295, 3_103_743, 207_824_032,
];

/**
 * Other histories each day, so that everybody who works on one day sees the same ones, and whoever comes the day after
 * sees new ones. `npm run simulate -- --histories N --seed S` looks at as many others as there is time for.
 */
const TODAY = Math.floor(Date.now() / 86_400_000) * 10_000;
const FRESH = Number(process.env.TANDEM_SEED ?? TODAY);
const HISTORIES = Number(process.env.TANDEM_HISTORIES ?? 2_000);

/** Planted defects that are caught within few histories. */
const CHEAP = MUTANTS.filter(({ isCheap }) => isCheap);

describe('hosts, people and faults, then quiet', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = new Fleet(await bundle('worker'));
  });
  afterAll(() => fleet.close());

  it.each(ONCE_FAILED)('seed %i', async (seed) => {
    expect((await fleet.one({ kind: 'run', seed })).broken).toEqual([]);
  });

  it(`${HISTORIES} histories from seed ${FRESH}`, { timeout: 600_000 }, async () => {
    console.log(
      `simulation: ${HISTORIES} histories from seed ${FRESH} (npm run simulate -- --replay SEED tells one again)`,
    );
    const wrong: Answer[] = [];
    const seen = new Set<string>();
    await fleet.run(seeds(FRESH, HISTORIES), (answer) => {
      for (const kind of Object.keys(answer.seen)) seen.add(kind);
      if (answer.broken.length > 0) wrong.push(answer);
      return wrong.length === 0;
    });
    expect(wrong.map(({ seed, broken }) => ({ seed, broken }))).toEqual([]);
    // A fault that never struck was not tested.
    expect(Object.keys(KINDS).filter((kind) => !seen.has(kind))).toEqual([]);
  });
});

describe('planted defects', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s can be planted', async (_, mutant) => {
    expect(await changed(mutant)).toContain(mutant.replace);
  });

  it.each(CHEAP.map((mutant) => [mutant.name, mutant] as const))(
    '%s is caught',
    { timeout: 120_000 },
    async (_, mutant) => {
      expect(await hunt(mutant, 1, 300)).toMatchObject({ isCaught: true });
    },
  );
});
