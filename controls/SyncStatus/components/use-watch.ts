import * as React from 'react';
import { listen } from '../data/hints';
import { Watch, type World } from '../data/watch';
import type { FormRecord, Situation } from '../status/known';

/** Times in words ("25 seconds ago") are brought up to date this often, in milliseconds. */
const TICK = 15_000;

interface Given {
  readonly record: FormRecord | null;
  readonly savedOn: number | null;
  readonly isOffline: boolean;
  readonly isSeen: boolean;
  /** Stays the same for as long as the record does. */
  readonly worldOf: (record: FormRecord) => World;
}

/** The situation of a record, kept up to date; the watch takes requests. Null while there is no record. */
export function useWatch({ record, savedOn, isOffline, isSeen, worldOf }: Given): {
  readonly situation: Situation | null;
  readonly watch: Watch | null;
} {
  const [, setTurn] = React.useState(0);
  const again = React.useCallback(() => setTurn((turn) => turn + 1), []);
  const id = record?.id ?? null;
  const table = record?.table ?? null;

  const watch = React.useMemo(() => {
    if (id === null || table === null) return null;
    const same = { id, table };
    return new Watch(same, worldOf(same), again);
  }, [id, table, worldOf, again]);

  React.useEffect(() => {
    if (watch === null || id === null || table === null) return undefined;
    const deaf = listen({ id, table }, (kind) => (kind === 'saved' ? watch.saved() : watch.askedElsewhere()));
    return () => {
      deaf();
      watch.end();
    };
  }, [watch, id, table]);

  React.useEffect(() => watch?.surroundings({ savedOn, isOffline }), [watch, savedOn, isOffline]);
  React.useEffect(() => watch?.see(isSeen), [watch, isSeen]);

  React.useEffect(() => {
    if (!isSeen) return undefined;
    const timer = setInterval(again, TICK);
    return () => clearInterval(timer);
  }, [isSeen, again]);

  return { watch, situation: watch?.situation() ?? null };
}
