import { parentPort } from 'node:worker_threads';
import { runHistory } from './history';
import { shrink } from './shrink';
import type { Order, Answer } from './fleet';

/** Tells histories in a thread of its own: one order after the other. */
parentPort?.on('message', (order: Order) => {
  void answer(order).then((told) => parentPort?.postMessage(told));
});

async function answer({ kind, seed }: Order): Promise<Answer> {
  const report = await runHistory(seed, { isTold: kind === 'replay' });
  const { steps, broken, seen, lines } = kind === 'shrink' && report.broken.length > 0 ? await shrink(report) : report;
  return { seed, kind, steps, broken, seen, lines };
}
