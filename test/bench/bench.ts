import Table from 'cli-table3';
import { measureMapping } from './mapping/mapping';
import { servesInstead } from './share/served';
import { measureShare } from './share/share';

/** Rows of actuals, besides those of the seed data. */
const ACTUALS = 600;
/** Milliseconds. */
const LATENCY = 40;
/** What is asked for: exit code 1 where it is missed. */
const TIMES_JSONATA = 20;
const MOST_OF_A_SYNC = 0.03;

const PLAIN = { style: { head: [], border: [] } };

if (!(await servesInstead(process.argv.slice(2)))) {
  await mapping();
  await share();
}

async function mapping(): Promise<void> {
  const measured = await measureMapping();
  const table = new Table({ ...PLAIN, head: ['one row of actuals', 'µs', '±', 'to the compiled map'] });
  for (const { name, microseconds, uncertainty, ratio } of measured) {
    table.push([name, microseconds.toFixed(1), percent(uncertainty, 1), `${ratio.toFixed(1)} ×`]);
  }
  console.log(table.toString());
  const jsonata = measured.find(({ name }) => name === 'JSONata')?.ratio ?? 0;
  told(jsonata >= TIMES_JSONATA, `${TIMES_JSONATA} times as fast as JSONata`);
}

async function share(): Promise<void> {
  const { rows, requests, whole, computing, below } = await measureShare(ACTUALS, LATENCY);
  const table = new Table({ ...PLAIN, head: [`first sync, ${LATENCY} ms per request`, ''] });
  table.push(
    ['rows', rows],
    ['requests', requests],
    ['whole', `${(whole / 1_000).toFixed(2)} s`],
    ['host computes', `${(computing / 1_000).toFixed(2)} s`],
    ['of that, mapping and planning', `${(below / 1_000).toFixed(2)} s`],
    ['share of the whole', percent(below / whole, 2)],
    ['share, if a service took no time but the latency', percent(below / (computing + requests * LATENCY), 2)],
  );
  console.log(table.toString());
  told(below / whole <= MOST_OF_A_SYNC, `at most ${percent(MOST_OF_A_SYNC, 0)} of a sync`);
}

function told(isKept: boolean, asked: string): void {
  console.log(`${isKept ? 'kept' : 'MISSED'}: ${asked}`);
  if (!isKept) process.exitCode = 1;
}

function percent(part: number, digits: number): string {
  return `${(part * 100).toFixed(digits)} %`;
}
