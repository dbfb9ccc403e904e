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
  let told = 0;
  let how: string | null = null;
  try {
    await fleet.run(seeds(seed, limit), ({ broken }) => {
      told += 1;
      if (broken.length > 0) how = kindOf(broken[0] ?? '');
      return how === null;
    });
  } finally {
    await fleet.close();
  }
  return { isCaught: how !== null, told, how: how ?? mutant.what };
}
