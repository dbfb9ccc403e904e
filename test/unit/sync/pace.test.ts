import { expect, it } from 'vitest';
import { Pace } from '../../../plugins-ts/sync/pace';

const pace = (): Pace => new Pace({ least: 50, most: 1_000 });

it('begins small, and grows while batches are quick', () => {
  const growing = pace();
  const sizes = [growing.size];
  for (let batch = 0; batch < 3; batch += 1) {
    growing.learn(growing.size, 100);
    sizes.push(growing.size);
  }
  expect(sizes).toEqual([50, 200, 800, 1_000]);
});

it('takes as many rows as fit into two seconds', () => {
  const steady = pace();
  steady.learn(50, 1_000);
  expect(steady.size).toBe(100);
  steady.learn(100, 2_500);
  expect(steady.size).toBe(80);
});

it('never takes fewer than it began with, however slow it gets', () => {
  const slow = pace();
  slow.learn(50, 60_000);
  expect(slow.size).toBe(50);
});

it('learns nothing from a few quick rows, and a lot from a few that took long', () => {
  const quick = pace();
  quick.learn(50, 500);
  quick.learn(3, 900);
  expect(quick.size).toBe(200);
  quick.learn(100, 4_000);
  expect(quick.size).toBe(50);
});

it('does not mind a clock that stands still', () => {
  const still = pace();
  still.learn(50, 0);
  expect(still.size).toBe(200);
});
