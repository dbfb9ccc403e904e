import pc from 'picocolors';
import { findAwaitingPerson } from '../../dataverse';
import { explainReason, type SyncRecord } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, type ExitCode } from '../failure';
import { age, type Output } from '../output';

/** Records that need a person for the same reason: one fix, and one command, serve them all. */
export interface Cause {
  readonly code: string;
  readonly mapKey: string;
  /** As of the first of them. */
  readonly message: string;
  readonly remedy: string;
  /** Milliseconds since 1970: of the one that has waited longest. */
  readonly since: number | null;
  readonly records: readonly SyncRecord[];
}

/** What needs a person, by cause; the largest cause first. Pure. */
export function causesOf(records: readonly SyncRecord[]): readonly Cause[] {
  const groups = new Map<string, SyncRecord[]>();
  for (const record of records) {
    const group = `${record.reason?.code ?? ''} ${record.mapKey}`;
    groups.set(group, [...(groups.get(group) ?? []), record]);
  }
  const causes = [...groups.values()].flatMap((group): Cause[] => {
    const [first] = group;
    if (first === undefined) return [];
    const words = first.reason === null ? { message: '', remedy: '' } : explainReason(first.reason);
    const times = group.flatMap(({ since }) => since ?? []);
    return [
      {
        code: first.reason?.code ?? first.status,
        mapKey: first.mapKey,
        ...words,
        since: times.length === 0 ? null : Math.min(...times),
        records: group,
      },
    ];
  });
  return causes.sort((a, b) => b.records.length - a.records.length || a.code.localeCompare(b.code));
}

/** Records that are named under each cause. */
const NAMED = 5;

/** Everything that waits for a person, by cause, each with what to do. @throws ODataError */
export async function attention(connected: Connected, map: string | null, output: Output): Promise<ExitCode> {
  const found = await findAwaitingPerson(connected.dataverse, { code: null, mapKey: map });
  const causes = causesOf(found.map(({ record }) => record));
  const now = connected.clock.now();
  output.answer({
    asOf: new Date(now).toISOString(),
    causes: causes.map(({ records, since, ...cause }) => ({
      ...cause,
      since: since === null ? null : new Date(since).toISOString(),
      records: records.map(({ recordId, name, table, financeSays }) => ({ recordId, name, table, financeSays })),
    })),
  });
  if (causes.length === 0) output.line(pc.green('Nothing needs a person.'));
  for (const cause of causes) tell(cause, now, output);
  return causes.length === 0 ? EXIT.done : EXIT.needsPerson;
}

function tell({ code, mapKey, message, remedy, since, records }: Cause, now: number, output: Output): void {
  const count = records.length === 1 ? '1 record' : `${records.length} records`;
  const longest = since === null ? '' : `, for up to ${age(now - since)}`;
  output.line(`${pc.bold(code)} ${mapKey}: ${pc.red(count)}${longest}`);
  output.line(`  ${message}`);
  if (remedy !== '') output.line(`  ${pc.dim(remedy)}`);
  for (const { name, financeSays } of records.slice(0, NAMED)) {
    output.line(`  · ${name}${financeSays === null ? '' : `: “${financeSays}”`}`);
  }
  if (records.length > NAMED) output.line(`  · and ${records.length - NAMED} more`);
  output.line();
}
