import type { FinanceBooks } from './finance';
import type { Books } from './ledger';
import type { Organization } from './organization';
import type { People } from './people';

/** Everything there is in one history, as nobody in it can see it. */
export interface World {
  readonly org: Organization;
  readonly finance: FinanceBooks;
  readonly books: Books;
  readonly people: People;
}
