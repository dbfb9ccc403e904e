import pc from 'picocolors';
import { countByStatus, findSyncRecords, readHosts, readTableMaps, type StatusCount } from '../../dataverse';
import { explainReason, readOutage, type Outage, type SyncRecord, type SyncStatus } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { age, type Output } from '../output';

/** Milliseconds after which a host counts as not seen. */
const HOST_LOST = 600_000;

const LOOK: Readonly<Record<SyncStatus, (text: string) => string>> = {
  inSync: pc.green,
  pending: pc.cyan,
  sending: pc.cyan,
  waiting: pc.magenta,
  error: pc.red,
  conflict: pc.yellow,
  notApplicable: pc.dim,
};

const ON_THEIR_WAY: readonly SyncStatus[] = ['pending', 'sending', 'waiting'];
const NEEDS_PERSON: readonly SyncStatus[] = ['error', 'conflict'];

/** Hosts, table maps, and how many records stand where. */
export async function statusOfAll(connected: Connected, output: Output): Promise<ExitCode> {
  const { dataverse, clock } = connected;
  const hosts = await readHosts(dataverse);
  const maps = await readTableMaps(dataverse);
  const counts = await countByStatus(dataverse);
  const outage = await readOutage(connected.engine('status', ''));
  const now = clock.now();
  output.answer({
    asOf: new Date(now).toISOString(),
    // Whoever reads this has reached Dataverse.
    down: outage === null ? [] : [downOf(outage)],
    hosts: hosts.map(({ maps: _, ...host }) => ({
      ...host,
      lastSeen: host.lastSeen === 0 ? null : new Date(host.lastSeen).toISOString(),
    })),
    maps: maps.map(({ key, name, version, state }) => ({ key, name, version, state, records: recordsOf(counts, key) })),
  });

  if (hosts.length === 0) output.line(pc.yellow('No host has ever run here: tandem run starts one.'));
  for (const host of hosts) {
    const since = now - host.lastSeen;
    const seen = host.lastSeen === 0 ? 'has not run yet' : `last seen ${age(since)} ago`;
    output.line(
      `Host ${pc.bold(host.name)} ${host.version}`.trimEnd() + `: ${since > HOST_LOST ? pc.yellow(seen) : seen}`,
    );
  }
  if (outage !== null) tellOutage(outage, now, output);
  output.line();
  output.table(
    ['Table map', 'State', 'In sync', 'On their way', 'Need a person', 'Caught up'],
    maps.map((map) => {
      const sum = (statuses: readonly SyncStatus[]): number => total(counts, map.key, statuses);
      const caughtUp = Math.max(0, ...hosts.map((host) => host.maps[map.key]?.caughtUpUntil ?? 0));
      const people = sum(NEEDS_PERSON);
      return [
        map.name,
        map.state,
        String(sum(['inSync'])),
        String(sum(ON_THEIR_WAY)),
        people > 0 ? pc.red(String(people)) : '0',
        caughtUp === 0 ? '' : `${age(now - caughtUp)} ago`,
      ];
    }),
  );
  const people = total(counts, null, NEEDS_PERSON);
  const lost = hosts.length === 0 || hosts.every((host) => now - host.lastSeen > HOST_LOST);
  return people > 0 || outage !== null || (lost && maps.some((map) => map.state === 'running'))
    ? EXIT.needsPerson
    : EXIT.done;
}

const downOf = ({ since, at, until, host, message }: Outage) => ({
  side: 'finance',
  since: new Date(since).toISOString(),
  lastAsked: new Date(at).toISOString(),
  nextTry: new Date(until).toISOString(),
  host,
  message,
});

function tellOutage({ since, at, until, host, message }: Outage, now: number, output: Output): void {
  const next = until > now ? `asked again in ${age(until - now)}` : `last asked ${age(now - at)} ago`;
  output.line(
    `${pc.red('Finance does not answer')} ${pc.bold(host)} since ${new Date(since).toISOString()} (${age(now - since)}), ${next}: ${message}`,
  );
  output.line('  Nothing is lost: what changes meanwhile waits in the feeds.');
}

/**
 * One record, by its id or the beginning of its name.
 * @throws Failure when no sync record is found
 */
export async function statusOfRecord(connected: Connected, wanted: string, output: Output): Promise<ExitCode> {
  const found = (await findSyncRecords(connected.dataverse, wanted)).map(({ record }) => record);
  if (found.length === 0) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.RECORD_UNKNOWN,
      `There is no sync record for ${wanted}.`,
      'Give the id of the record or the beginning of its name; a record that no map takes has none.',
    );
  }
  output.answer(found);
  for (const record of found) describe(record, connected.clock.now(), output);
  return found.some(({ status }) => NEEDS_PERSON.includes(status)) ? EXIT.needsPerson : EXIT.done;
}

function describe(record: SyncRecord, now: number, output: Output): void {
  const key = record.financeKey === null ? '' : ` · ${Object.values(record.financeKey).join(' · ')}`;
  const asOf = record.checkedAt === null ? '' : ` as of ${new Date(record.checkedAt).toISOString()}`;
  output.line(`${pc.bold(record.name)} (${record.mapKey}, ${record.recordId})`);
  output.line(`  ${LOOK[record.status](record.status)}${asOf}${key}`);
  if (record.reason !== null) {
    const { message, remedy } = explainReason(record.reason);
    output.line(`  ${pc.bold(record.reason.code)} ${message}`);
    if (remedy !== '') output.line(`  ${pc.dim(remedy)}`);
  }
  if (record.financeSays !== null) output.line(`  It says: “${record.financeSays}”`);
  if (record.since !== null && record.status !== 'inSync') output.line(`  since ${age(now - record.since)}`);
  if (record.nextAttempt !== null) output.line(`  next attempt in ${age(record.nextAttempt - now)}`);
}

const total = (counts: readonly StatusCount[], mapKey: string | null, statuses: readonly SyncStatus[]): number =>
  counts
    .filter((one) => (mapKey === null || one.mapKey === mapKey) && statuses.includes(one.status))
    .reduce((sum, one) => sum + one.count, 0);

const recordsOf = (counts: readonly StatusCount[], mapKey: string): Readonly<Record<string, number>> =>
  Object.fromEntries(counts.filter((one) => one.mapKey === mapKey).map((one) => [one.status, one.count]));
