import { FIRST_MAPS } from '../../../plugins-ts/project-operations';
import { bothSides, onceRows, plainRows, twoWayRows, type CatchUp } from './catch-up';
import { idle } from './idle';
import { initialSync } from './initial-sync';
import { peakMemory } from './memory';
import { onRig, type Rig } from './rig';
import { catchUpLines, idleLines, initialLines, memoryLine, type Line } from './table';

/** How much of everything. */
export interface Sizes {
  /** Rows of the initial sync, over HTTP. */
  readonly rows: number;
  /** Changed rows of each catch-up. */
  readonly changes: number;
  /** Generated rows whose memory is compared with that of `FEW`. */
  readonly generated: number;
  /** Milliseconds that each request of the initial sync waits. */
  readonly latency: number;
}

const FEW = 10_000;
const IDLE_MINUTES = 10;

/** Every kind of map that is measured, and what their rows stand on. */
export const MEASURED_MAPS: readonly string[] = [
  ...FIRST_MAPS,
  'project-tasks',
  'project-operations-integration-actuals',
];

/** Writes per row that each kind of map may cost: target, sync record, and what makes it safe. */
export const SCENARIOS: readonly {
  readonly work: (rig: Rig, rows: number) => Promise<CatchUp>;
  readonly writes: number;
}[] = [
  { work: plainRows, writes: 2 },
  { work: onceRows, writes: 3 },
  { work: twoWayRows, writes: 4 },
  { work: bothSides, writes: 5 },
];

/** What Tandem costs beside what would have to be done anyway: ratios and counts, no absolute time. */
export async function measureCosts(sizes: Sizes, told: (step: string) => void): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const found = (...more: readonly Line[]): void => {
    lines.push(...more);
    for (const { what, measured } of more) told(`  ${what}: ${measured.toFixed(2)}`);
  };
  told(`initial sync of ${sizes.rows} rows`);
  found(...initialLines(await initialSync(sizes.rows, sizes.latency)));
  told(`memory at ${FEW} and ${sizes.generated} rows`);
  found(memoryLine(FEW, sizes.generated, (await peakMemory(sizes.generated)) / (await peakMemory(FEW))));
  for (const { work, writes } of SCENARIOS) {
    told(`catch-up of ${sizes.changes} rows`);
    const cost = await onRig(MEASURED_MAPS, (rig) => work(rig, sizes.changes));
    told([...cost.purposes].map(([purpose, calls]) => `${purpose} ${calls}`).join(', '));
    found(...catchUpLines(cost, { writes }));
  }
  told(`${IDLE_MINUTES} minutes of doing nothing`);
  found(...idleLines(await onRig(MEASURED_MAPS, (rig) => idle(rig, IDLE_MINUTES))));
  return lines;
}
