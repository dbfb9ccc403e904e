import type { Engine, RunningMap } from './engine';
import type { Subject } from './load';
import type { Links } from './links';
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
  let complete = true;
  for (let at = 0; at < subjects.length; at += engine.options.batchSize) {
    const batch = subjects.slice(at, at + engine.options.batchSize);
    const report = await pass(engine, walk.running, walk.links, batch, walk.mode);
    if (report.unsettled.length > 0) complete = false;
    await walk.told(report);
  }
  return complete;
}
