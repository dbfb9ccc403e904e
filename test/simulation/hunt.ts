import { bundle, Fleet, seeds } from './fleet';
import type { Mutant } from './mutants';
import { kindOf } from './shrink';

export interface Hunted {
  readonly isCaught: boolean;
  /** Histories that were told until it was caught. */
  readonly told: number;
  /** By which promise. */
  readonly how: string;
}

/** Plants one defect in a copy of the engine and tells histories until one goes wrong. */
export async function hunt(mutant: Mutant, seed: number, limit: number, threads?: number): Promise<Hunted> {
  const fleet = new Fleet(await bundle(`mutant-${mutant.name}`, mutant), threads);
  const sound = new Fleet(await bundle('worker'), 1);
  let told = 0;
  let how: string | null = null;
  try {
    await fleet.run(seeds(seed, limit), async ({ seed: one, broken }) => {
      told += 1;
      // What goes wrong without the defect too was not caught.
      if (broken.length > 0 && (await sound.one({ kind: 'run', seed: one })).broken.length === 0)
        how ??= kindOf(broken[0] ?? '');
      return how === null;
    });
  } finally {
    await Promise.all([fleet.close(), sound.close()]);
  }
  return { isCaught: how !== null, told, how: how ?? mutant.what };
}
