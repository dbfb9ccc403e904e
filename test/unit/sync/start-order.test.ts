import { describe, expect, it } from 'vitest';
import type { CompiledMap } from '../../../plugins-ts/maps/compiled-map';
import { ParentNotComplete, startOrder, Starts } from '../../../plugins-ts/sync';
import { ACTUALS, ALL_MAPS, CONNECTIONS, CUSTOMERS, PARTS, PROJECTS, TASKS } from '../../simulation/world/maps';

const orderOf = (...maps: readonly CompiledMap[]) =>
  Object.fromEntries(startOrder(maps.map((map) => ({ map, companies: [] }))));

/** A map with one more lookup, which ends in the key of another. */
const pointingTo = (map: CompiledMap, lookup: string, table: string): CompiledMap => {
  const [column] = map.columns;
  if (column === undefined) throw new Error('no column');
  const more = {
    ...column,
    dataverse: `${lookup}.number`,
    isKey: false,
    reaches: table,
    direction: 'toFinance',
  } as const;
  return { ...map, columns: [...map.columns, more] };
};

describe('the order in which maps start', () => {
  it('is that of their keys, and of their release groups', () => {
    expect(orderOf(...ALL_MAPS)).toEqual({
      companies: [],
      customers: ['companies'],
      projects: ['companies', 'customers'],
      tasks: ['companies', 'projects'],
      connections: [],
      actuals: ['companies', 'projects', 'connections'],
    });
  });

  it('knows only those that start', () => {
    expect(orderOf(TASKS, ACTUALS)).toEqual({ tasks: [], actuals: [] });
  });

  it('a map does not wait for itself', () => {
    expect(orderOf(PARTS)).toEqual({ parts: [] });
  });

  it('of a circle the first goes first', () => {
    const customers = pointingTo(CUSTOMERS, 'favourite', 'project');
    expect(orderOf(customers, PROJECTS)).toEqual({ customers: [], projects: ['customers'] });
    expect(orderOf(PROJECTS, customers)).toEqual({ projects: [], customers: ['projects'] });
    // A longer one, in which nobody stands the wrong way round beside its neighbour.
    const projects = pointingTo(PROJECTS, 'first', 'task');
    expect(orderOf(CUSTOMERS, projects, TASKS)).toEqual({
      customers: [],
      projects: ['customers'],
      tasks: ['projects'],
    });
  });

  it('does not turn round for a map that is listed too late', () => {
    expect(orderOf(ACTUALS, CONNECTIONS)).toEqual({ actuals: ['connections'], connections: [] });
  });
});

/** Work that ends when a test says so. */
class Works {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  readonly of =
    (key: string): (() => Promise<string>) =>
    () => {
      this.begun.push(key);
      return new Promise((resolve, reject) => this.#ends.set(key, { resolve: () => resolve(key), reject }));
    };
  async end(key: string, error?: Error): Promise<void> {
    if (error === undefined) this.#ends.get(key)?.resolve();
    else this.#ends.get(key)?.reject(error);
    // Everything that was waiting for it gets its turn.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

describe('maps that start together', () => {
  const order = new Map([
    ['companies', []],
    ['customers', ['companies']],
    ['vendors', ['companies']],
    ['projects', ['customers']],
  ]);
  const begin = async (atOnce: number) => {
    const works = new Works();
    const starts = new Starts(order, atOnce);
    const ended = [...order.keys()].map((key) => starts.start(key, works.of(key)).catch((error: unknown) => error));
    await works.end('nobody');
    return { works, ended };
  };

  it('go as soon as their parents are complete, side by side where they may', async () => {
    const { works, ended } = await begin(3);
    expect(works.begun).toEqual(['companies']);
    await works.end('companies');
    expect(works.begun).toEqual(['companies', 'customers', 'vendors']);
    await works.end('customers');
    expect(works.begun.at(-1)).toBe('projects');
    await works.end('vendors');
    await works.end('projects');
    expect(await Promise.all(ended)).toEqual(['companies', 'customers', 'vendors', 'projects']);
  });

  it('are not more than so many at once', async () => {
    const { works } = await begin(1);
    await works.end('companies');
    expect(works.begun).toEqual(['companies', 'customers']);
    await works.end('customers');
    expect(works.begun).toEqual(['companies', 'customers', 'vendors']);
  });

  it('do not begin behind one that failed; the others go on', async () => {
    const { works, ended } = await begin(3);
    await works.end('companies');
    await works.end('customers', new Error('no answer'));
    await works.end('vendors');
    const [, customers, vendors, projects] = await Promise.all(ended);
    expect([customers, vendors]).toEqual([new Error('no answer'), 'vendors']);
    expect(projects).toBeInstanceOf(ParentNotComplete);
    expect((projects as Error).message).toBe('projects was not begun: customers comes first, and is not complete.');
    expect(works.begun).not.toContain('projects');
  });
});
