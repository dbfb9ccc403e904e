import { afterAll, beforeAll, expect, it } from 'vitest';
import { killAfter, prepareEdited, type Edited } from './world/kill-series';
import type { Counted } from './world/mortal';

/** `TANDEM_KILLS=requests` kills at reads too: twice as many, and nothing that a killed host could leave behind is new. */
const COUNTED: Counted = process.env.TANDEM_KILLS === 'requests' ? 'requests' : 'writes';

let edited: Edited;
beforeAll(async () => {
  edited = await prepareEdited();
});
afterAll(() => edited.remove());

it(
  `a host is killed between any two ${COUNTED} of a catch-up in turn: nothing missing, nothing twice`,
  {
    timeout: 300_000,
  },
  async () => {
    const deaths: string[] = [];
    for (let n = 0; ; n += 1) {
      const last = await killAfter(n, COUNTED, edited);
      if (last === null) break;
      deaths.push(last);
    }
    // It was at work on both sides, on a request of a person, and on its own place in the feeds.
    expect(deaths).toEqual(
      expect.arrayContaining([
        'POST /data/$batch',
        'POST /api/data/v9.2/$batch',
        'PATCH /api/data/v9.2/tandem_syncrequests',
        'PATCH /api/data/v9.2/tandem_checkpoints',
      ]),
    );
    expect(deaths.length).toBeGreaterThan(40);
  },
);
