import type { Admins } from './admins';
import type { Chronicle } from './chronicle';
import type { FinanceBooks } from './finance';
import type { Hosts } from './hosts';
import type { Books } from './ledger';
import type { Organization } from './organization';
import type { People } from './people';

/** Everything there is in one history, as nobody in it can see it. */
export interface World {
  readonly org: Organization;
  readonly finance: FinanceBooks;
  readonly books: Books;
  readonly people: People;
  readonly hosts: Hosts;
  readonly admins: Admins;
  readonly chronicle: Chronicle;
  readonly now: () => number;
  /** From then on a map sends what is posted. */
  readonly cutover: number;
  /** The brake: so many a day and company. */
  readonly deletesADay: number;
}
