import type { CompiledMap } from '../maps/compiled-map';
import type { Engine, RunningMap } from './engine';
import type { Subject } from './load';
import type { Links } from './links';
import { Pace, type PaceLimits } from './pace';
import { isPackaged, PACKAGE_ROWS } from './package-side';
import { pass } from './pass';
import type { PassMode, PassReport } from './pass-report';

/** What a feed works for: which map, how, and who is told. */
export interface Walk {
  readonly running: RunningMap;
  readonly links: Links;
  readonly mode: PassMode;
  /** After each batch: counts, wakes, progress. May also do more urgent work before the walk goes on. */
  readonly told: (report: PassReport) => Promise<void>;
}

/** Takes the rows through passes of a batch each. False when a row was left without an outcome. */
export async function passAll(engine: Engine, walk: Walk, subjects: readonly Subject[]): Promise<boolean> {
  const pace = paceOf(engine, walk.running);
  let complete = true;
  let at = 0;
  while (at < subjects.length) {
    const batch = subjects.slice(at, at + pace.size);
    at += batch.length;
    const began = engine.clock.monotonic();
    const report = await pass(engine, walk.running, walk.links, batch, walk.mode);
    pace.learn(batch.length, engine.clock.monotonic() - began);
    if (report.unsettled.length > 0) complete = false;
    await walk.told(report);
  }
  return complete;
}

/** A map is walked again and again; each walk goes on at the pace that the last one has found. */
const paces = new WeakMap<Engine, Map<string, Pace>>();

function paceOf(engine: Engine, { map }: RunningMap): Pace {
  const known = paces.get(engine) ?? new Map<string, Pace>();
  paces.set(engine, known);
  const { key } = map.definition;
  const pace = known.get(key) ?? new Pace(limitsOf(engine, map));
  known.set(key, pace);
  return pace;
}

/** A package is filled, however long it takes: Finance takes minutes for one, whatever is in it. */
function limitsOf({ options: { batchSize, largestBatch } }: Engine, map: CompiledMap): PaceLimits {
  if (isPackaged(map)) return { least: PACKAGE_ROWS, most: PACKAGE_ROWS };
  return { least: batchSize, most: Math.max(batchSize, largestBatch) };
}
