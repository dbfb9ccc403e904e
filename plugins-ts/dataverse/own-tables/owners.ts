import { inList, query, type ODataClient, type WireRow } from '../../odata';
import { id } from '../cell';
import { chunks, gather } from '../gather';

const IDS_AT_ONCE = 100;
/** Milliseconds for which an owner is known: whoever was given rights or was disabled meanwhile is seen after that. */
const KNOWN_FOR = 600_000;

/**
 * Tells users from teams, and who can own a row at all. A disabled user owns what he had but is given nothing new; who
 * has lost the right to read sync records only shows when a write is refused (`cannotOwn`).
 */
export class Owners {
  readonly #known = new Map<string, { readonly url: string | null; readonly at: number }>();

  constructor(
    private readonly client: ODataClient,
    private readonly now: () => number,
  ) {}

  /** URLs to bind, by owner id; null where the row has to go without. @throws ODataError */
  async urls(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const unknown = [...new Set(ids)].filter((one) => !this.#isKnown(one));
    if (unknown.length > 0) await this.#ask(unknown);
    return new Map(ids.map((one) => [one, this.#known.get(one)?.url ?? null] as const));
  }

  /** The platform has refused this owner. */
  cannotOwn(owner: string): void {
    this.#known.set(owner, { url: null, at: this.now() });
  }

  #isKnown(owner: string): boolean {
    const known = this.#known.get(owner);
    return known !== undefined && this.now() - known.at < KNOWN_FOR;
  }

  async #ask(ids: readonly string[]): Promise<void> {
    const some = chunks(ids, IDS_AT_ONCE);
    const users = some.map(
      (chunk) =>
        `systemusers${query({ select: ['systemuserid', 'isdisabled'], filter: inList('systemuserid', chunk) })}`,
    );
    const teams = some.map((chunk) => `teams${query({ select: ['teamid'], filter: inList('teamid', chunk) })}`);
    const rows = (await gather(this.client, [...users, ...teams])).flat();
    const found = new Map(rows.map((row) => [id(row.systemuserid ?? row.teamid), urlOf(row)] as const));
    for (const one of ids) this.#known.set(one, { url: found.get(one) ?? null, at: this.now() });
  }
}

function urlOf(row: WireRow): string | null {
  if (row.teamid !== undefined) return `/teams(${id(row.teamid)})`;
  return row.isdisabled === true ? null : `/systemusers(${id(row.systemuserid)})`;
}
