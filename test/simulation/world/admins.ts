import type { HostMaps } from '../../../plugins-ts/sync';
import type { Chronicle } from './chronicle';
import type { Hosts } from './hosts';
import { ACTUALS, ALL_MAPS, COMPANIES, CUSTOMERS, PROJECTS, PROJECTS_BEFORE, TASKS } from './maps';
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
        .map((map) => ({ map, companies: this.#companies, ...(map === ACTUALS ? { cutover: this.cutover } : {}) })),
      others: maps
        .filter(({ definition }) => isPaused(definition.key))
        .map(({ definition }) => ({ definition, state: 'paused' as const })),
      companies: ['usmf', 'frrt', 'dkmf'],
    };
  }

  /** One thing that an admin does. */
  act(hosts: Hosts): void {
    this.random.pick([
      () => this.#switchOn(),
      () => this.#edit(hosts),
      () => this.#pauseOrResume(),
      () => this.#pauseOrResume(),
    ])();
    this.#tell(hosts);
  }

  /** All that was begun is brought to its end. */
  finish(hosts: Hosts): void {
    this.#companies = [];
    this.#paused.clear();
    if (!this.#isEdited) this.#paused.add(PROJECTS.definition.key);
    this.#tell(hosts);
  }

  /** A map is edited while it is paused, and no host is at work with it as it was any more. */
  finishEdit(hosts: Hosts): void {
    if (!this.#isEdited && hosts.haveAllHeard) this.#edit(hosts);
  }

  #switchOn(): void {
    if (this.#companies.length === 0) return;
    this.#companies = [];
    this.#note('companySwitchedOn', 'all companies are switched on');
  }

  #edit(hosts: Hosts): void {
    if (this.#isEdited || !this.#paused.has(PROJECTS.definition.key) || !hosts.haveAllHeard) return;
    this.#isEdited = true;
    this.#paused.delete(PROJECTS.definition.key);
    this.#note('mapEdited', 'the map of projects gets another column');
    this.#tell(hosts);
  }

  #pauseOrResume(): void {
    const [paused] = this.#paused;
    if (paused !== undefined && this.random.chance(0.7)) {
      this.#paused.delete(paused);
      this.#note('mapResumed', `the map of ${paused} goes on`);
      return;
    }
    const chosen = this.#isEdited ? this.random.pick(ALL_MAPS).definition.key : PROJECTS.definition.key;
    this.#paused.add(chosen);
    this.#note('mapPaused', `the map of ${chosen} is paused`);
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
