import { runHistory, type HistoryReport } from './history';
import { HOLE, type Script } from './world/random';

/** Histories told again to find a shorter one. */
const ATTEMPTS = 400;

/** What is wrong, without the names of rows, times and values that differ from telling to telling. */
export const kindOf = (line: string): string =>
  line
    .split('\n')[0]!
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+/g, 'ID')
    .replace(/\[\[.*?\]\]/g, 'KEY')
    .replace(/\b[A-Z]?v?\d+[a-z!]*/g, 'N')
    .replace(/ is (N|null|GENERAL) here and (N|null|GENERAL) in/, ' differs between here and');

/**
 * A shorter history with the same thing wrong: steps are left out in pieces that get smaller, then whatever chance said
 * yes to (faults, people, kills). Deterministic: the same seed always gives the same short history.
 */
export async function shrink(report: HistoryReport): Promise<HistoryReport> {
  const wrong = kindOf(report.broken[0] ?? '');
  let best = report;
  let left = ATTEMPTS;
  const isStill = async (script: Script): Promise<boolean> => {
    if (left <= 0) return false;
    left -= 1;
    const told = await runHistory(report.seed, { script });
    if (told.broken.length === 0 || kindOf(told.broken[0] ?? '') !== wrong) return false;
    best = told;
    return true;
  };
  // Twice: without some of its luck, a history needs fewer of its steps.
  for (let round = 0; round < 2; round += 1) {
    await inPieces(
      () => best.script.length - 1,
      (from, count) => isStill([...best.script.slice(0, from + 1), ...best.script.slice(from + 1 + count)]),
    );
    await inPieces(
      () => best.hits.length,
      (from, count) => isStill(without(best, from, count)),
    );
  }
  return runHistory(report.seed, { script: best.script, isTold: true });
}

/** Tries to do without pieces of something: half of it, a quarter, … one. */
async function inPieces(size: () => number, tries: (from: number, count: number) => Promise<boolean>): Promise<void> {
  for (let piece = Math.ceil(size() / 2); piece >= 1; piece = Math.floor(piece / 2)) {
    for (let from = size() - piece; from > -piece;) {
      const start = Math.max(0, from);
      await tries(start, Math.min(piece, size() - start));
      from = Math.min(from, size()) - piece;
    }
  }
}

function without({ script, hits }: HistoryReport, from: number, count: number): Script {
  const holes = new Map<number, Set<number>>();
  for (const [step, at] of hits.slice(from, from + count)) holes.set(step, (holes.get(step) ?? new Set()).add(at));
  return script.map((step, n) => {
    const at = holes.get(n);
    return at === undefined ? step : step.map((said, place) => (at.has(place) ? HOLE : said));
  });
}
