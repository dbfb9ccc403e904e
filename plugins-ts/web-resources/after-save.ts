import { isNoRight } from './failures';
import type { Platform, RecordRef } from './platform';
import { askToSync } from './sync-request';

/**
 * What happens after a save that succeeded: the control on the form hears of it at once, and a request puts the record in
 * front of the next host. The feed has the change anyway, so nothing here may disturb the user: a request that fails is
 * not repeated, and after a refusal for lack of a right this page does not ask again.
 */
export class AfterSave {
  readonly #platform: Platform;
  #mayAsk = true;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  async saved(record: RecordRef): Promise<void> {
    if (this.#mayAsk) {
      try {
        await askToSync(this.#platform, record);
      } catch (thrown) {
        this.#mayAsk = !isNoRight(thrown);
      }
    }
    this.#platform.hint('saved', record);
  }
}
