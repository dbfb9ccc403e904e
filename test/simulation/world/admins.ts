import type { HostMaps } from '../../../plugins-ts/sync';
import type { Chronicle } from './chronicle';
import type { Hosts } from './hosts';
import { ALL_MAPS, COMPANIES, CUSTOMERS, PROJECTS, PROJECTS_BEFORE, TASKS } from './maps';
import type { Random } from './random';

/** What those who run Tandem do: begin with one company, pause a map, edit it, let it go on. */
export class Admins {
  #companies: readonly string[];
  readonly #paused = new Set<string>();
  #isEdited: boolean;
  /** When maps last changed. */
  changedAt = 0;

  constructor(
    private readonly random: Random,
    private readonly chronicle: Chronicle,
    private readonly now: () => number,
    private readonly cutover: number,
    isAboutPosting: boolean,
  ) {
    this.#companies = random.chance(0.3) ? ['usmf'] : [];
    this.#isEdited = !random.chance(0.3);
    // In some histories all is about what is posted.
    if (isAboutPosting) for (const { definition } of [COMPANIES, CUSTOMERS, TASKS]) this.#paused.add(definition.key);
  }

  get maps(): HostMaps {
    const maps = ALL_MAPS.map((map) => (map === PROJECTS && !this.#isEdited ? PROJECTS_BEFORE : map));
    const isPaused = (key: string): boolean => this.#paused.has(key);
    return {
      running: maps
        .filter(({ definition }) => !isPaused(definition.key))
        .map((map) => ({
          map,
          companies: this.#companies,
          ...(map.definition.policies.insertOnce ? { cutover: this.cutover } : {}),
        })),
      others: maps
        .filter(({ definition }) => isPaused(definition.key))
        .map(({ definition }) => ({ definition, state: 'paused' as const })),
      companies: ['usmf', 'frrt', 'dkmf'],
    };
  }

  /** One thing that an admin does. */
  act(hosts: Hosts): void {
    const acts = [
      () => this.#switchOn(hosts),
      () => this.#edit(hosts),
      () => this.#pauseOrResume(hosts),
      () => this.#pauseOrResume(hosts),
    ];
    this.random.pick(acts)();
  }

  /** All that was begun is brought to its end. */
  finish(hosts: Hosts): void {
    this.#switchOn(hosts);
    this.#edit(hosts);
    this.#paused.clear();
    this.#tell(hosts);
  }

  /**
   * Whoever changes what a map takes in stops its hosts: one that is still at work with the map as it was would write
   * records that the compare under the new one has been past.
   */
  #restart(hosts: Hosts): void {
    this.changedAt = this.now();
    hosts.restart(this.maps);
  }

  #switchOn(hosts: Hosts): void {
    if (this.#companies.length === 0) return;
    this.#companies = [];
    this.#note('companySwitchedOn', 'all companies are switched on');
    this.#restart(hosts);
  }

  #edit(hosts: Hosts): void {
    if (this.#isEdited) return;
    this.#isEdited = true;
    this.#note('mapEdited', 'the map of projects gets another column');
    this.#restart(hosts);
  }

  #pauseOrResume(hosts: Hosts): void {
    const [paused] = this.#paused;
    if (paused !== undefined && this.random.chance(0.7)) {
      this.#paused.delete(paused);
      this.#note('mapResumed', `the map of ${paused} goes on`);
    } else {
      const chosen = this.random.pick(ALL_MAPS).definition.key;
      this.#paused.add(chosen);
      this.#note('mapPaused', `the map of ${chosen} is paused`);
    }
    this.#tell(hosts);
  }

  #note(what: string, told: string): void {
    this.chronicle.count(what);
    this.chronicle.tell('admin', () => told);
  }

  #tell(hosts: Hosts): void {
    this.changedAt = this.now();
    hosts.useMaps(this.maps);
  }
}
