import { isDeepStrictEqual } from 'node:util';
import { Bench } from 'tinybench';
import type { Row } from '../../../plugins-ts/maps';
import { ZONES } from '../environment';
import { ACTUALS, readActuals } from './actuals';
import { byCompiledMap, type Mapper } from './by-compiled-map';
import { byHand } from './by-hand';
import { byJsonata } from './by-jsonata';

/** How long one row takes in one way of mapping. */
export interface Measured {
  readonly name: string;
  readonly microseconds: number;
  /** Half of the width of the interval that holds the mean with 99 percent, as a part of it. */
  readonly uncertainty: number;
  /** How often the compiled map does it in the time. */
  readonly ratio: number;
}

const ROWS = 500;
/** Milliseconds that each way gets. */
const TIME = 3_000;

/**
 * All rows of actuals, mapped in each way, in one process. Before anything is measured the ways have to agree on every
 * row: who does less is not faster.
 * @throws Error naming the row on which they do not
 */
export async function measureMapping(): Promise<readonly Measured[]> {
  const { map, rows } = await readActuals(ROWS);
  const ways: Readonly<Record<string, Mapper>> = {
    'compiled map': byCompiledMap(map),
    'by hand': byHand(ACTUALS, ZONES),
    JSONata: byJsonata(ACTUALS, ZONES),
  };
  await agree(ways, rows);

  const bench = new Bench({ time: TIME, warmupTime: 1_000 });
  for (const [name, way] of Object.entries(ways)) {
    bench.add(name, name === 'JSONata' ? async () => inTurn(way, rows) : () => atOnce(way, rows));
  }
  await bench.run();
  const means = bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
    return { name, microseconds: (result.latency.mean * 1_000) / rows.length, uncertainty: result.latency.rme / 100 };
  });
  const [compiled] = means;
  return means.map((one) => ({ ...one, ratio: one.microseconds / (compiled?.microseconds ?? 1) }));
}

async function agree(ways: Readonly<Record<string, Mapper>>, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const all = await Promise.all(Object.values(ways).map((way) => way(row)));
    const plain = all.map((one) => (one === null ? null : { ...one }));
    if (plain.some((one) => !isDeepStrictEqual(one, plain[0])))
      throw new Error(`not the same for ${String(row.msdyn_actualid)}: ${JSON.stringify(plain, null, 1)}`);
  }
}

function atOnce(way: Mapper, rows: readonly Row[]): void {
  for (const row of rows) void way(row);
}

async function inTurn(way: Mapper, rows: readonly Row[]): Promise<void> {
  for (const row of rows) await way(row);
}
