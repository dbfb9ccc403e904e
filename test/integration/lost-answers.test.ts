import { afterAll, beforeAll, expect, it } from 'vitest';
import { loseAnswer, prepareEdited, type Edited } from './world/kill-series';

let edited: Edited;
beforeAll(async () => {
  edited = await prepareEdited();
});
afterAll(() => edited.remove());

it('the answer to each write of a catch-up in turn is lost, and the host goes on', { timeout: 300_000 }, async () => {
  const lost: string[] = [];
  for (let n = 1; ; n += 1) {
    const write = await loseAnswer(n, edited);
    if (write === null) break;
    lost.push(write);
  }
  expect(lost).toEqual(
    expect.arrayContaining([
      'POST /data/$batch',
      'POST /api/data/v9.2/$batch',
      'PATCH /api/data/v9.2/tandem_syncrequests',
      'PATCH /api/data/v9.2/tandem_checkpoints',
    ]),
  );
  expect(lost.length).toBeGreaterThan(30);
});
