import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { measureCosts, type Sizes } from './cost/cost';
import { isMeasuredInstead } from './cost/memory';
import { isKept } from './cost/table';
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

const BENCHES: Readonly<Record<string, (sizes: Sizes) => Promise<void>>> = { mapping, share, cost };

const args = process.argv.slice(2);
if (!(await servesInstead(args)) && !(await isMeasuredInstead(args))) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rows: { type: 'string', default: '3000' },
      changes: { type: 'string', default: '2000' },
      generated: { type: 'string', default: '200000' },
    },
  });
  const sizes = {
    rows: Number(values.rows),
    changes: Number(values.changes),
    generated: Number(values.generated),
    latency: LATENCY,
  };
  for (const name of positionals.length === 0 ? Object.keys(BENCHES) : positionals) {
    const bench = BENCHES[name];
    if (bench === undefined) throw new Error(`no bench ${name}: there are ${Object.keys(BENCHES).join(', ')}`);
    await bench(sizes);
  }
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

async function cost(sizes: Sizes): Promise<void> {
  const lines = await measureCosts(sizes, (step) => console.error(step));
  const table = new Table({ ...PLAIN, head: ['what a sync costs', 'limit', 'measured', ''] });
  for (const line of lines) {
    const { what, measured, limit } = line;
    table.push([what, limit ?? '', number(measured), limit === null ? '' : isKept(line) ? 'holds' : 'MISSES']);
  }
  console.log(table.toString());
  const missed = lines.filter((line) => !isKept(line)).length;
  told(missed === 0, `limits of what a sync costs${missed === 0 ? '' : `, but for ${missed}`}`);
}

function number(value: number): string {
  return String(Number(value.toFixed(2)));
}

function told(isTrue: boolean, asked: string): void {
  console.log(`${isTrue ? 'kept' : 'MISSED'}: ${asked}`);
  if (!isTrue) process.exitCode = 1;
}

function percent(part: number, digits: number): string {
  return `${(part * 100).toFixed(digits)} %`;
}
