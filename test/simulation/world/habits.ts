import type { Chronicle } from './chronicle';
import type { FinanceBooks } from './finance';
import type { Organization } from './organization';
import type { Random } from './random';

interface Habitual {
  readonly random: Random;
  readonly org: Organization;
  readonly finance: FinanceBooks;
  readonly now: () => number;
  readonly chronicle: Chronicle;
}

/** What both systems do by themselves with what is written to them: refuse, fill in, change, fail. */
export function setHabits({ random, org, finance, now, chronicle }: Habitual): void {
  const refusedUntil = now() + random.below(3_600_000);
  finance.refuses = (entity, key, values) => {
    const isRefused =
      (entity === 'Projects' && String(values.Name).endsWith('7')) ||
      (entity === 'Staging' && String(values.Amount).endsWith('7')) ||
      (entity === 'Relations' && String(key.ConnectionId).endsWith('7'));
    if (!isRefused || now() >= refusedUntil) return null;
    chronicle.count('refused');
    return 'Infolog: Error: the project is on hold.';
  };
  const poisonedUntil = now() + random.below(1_800_000);
  finance.poisons = (entity, write) =>
    entity === 'Projects' &&
    write.kind !== 'delete' &&
    String(write.values.Name).endsWith('9') &&
    now() < poisonedUntil;
  finance.defaults = { Projects: { Group: 'GENERAL' } };
  // Both sides have habits about exclamation marks, and not the same.
  const shouts = random.chance(0.3);
  finance.adjusts = (entity, values) => {
    if (entity === 'Projects' && values.Group === undefined) chronicle.count('defaulted');
    const isShouted =
      String(values.Name).endsWith('3') && (entity === 'Projects' || (shouts && entity === 'Customers'));
    if (isShouted) chronicle.count('adjusted');
    return isShouted ? { ...values, Name: `${String(values.Name)}!` } : values;
  };
  org.adjusts = (table, values) =>
    table === 'customer' && /[13]3!$/.test(String(values.name))
      ? { ...values, name: String(values.name).slice(0, -1) }
      : values;
  org.isTaken = (table, values) => table === 'customer' && String(values.number).startsWith('X');
}
