import type { HostMaps } from '../../../plugins-ts/sync';
import type { Chronicle } from './chronicle';
import type { Hosts } from './hosts';
import { ACTUALS, ALL_MAPS, PROJECTS, PROJECTS_BEFORE } from './maps';
import type { Random } from './random';

/** What those who run Tandem do: begin with one company, pause a map, edit it, let it go on. */
export class Admins {
  #companies: readonly string[];
  #paused: string | null = null;
  #isEdited: boolean;
  /** When maps last changed. */
  changedAt = 0;

  constructor(
    private readonly random: Random,
    private readonly chronicle: Chronicle,
    private readonly now: () => number,
    private readonly cutover: number,
  ) {
    this.#companies = random.chance(0.3) ? ['usmf'] : [];
    this.#isEdited = !random.chance(0.3);
  }

  get maps(): HostMaps {
    const maps = ALL_MAPS.map((map) => (map === PROJECTS && !this.#isEdited ? PROJECTS_BEFORE : map));
    const isPaused = (key: string): boolean => key === this.#paused;
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
    this.#paused = this.#isEdited ? null : PROJECTS.definition.key;
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
    if (this.#isEdited || this.#paused !== PROJECTS.definition.key || !hosts.haveAllHeard) return;
    this.#isEdited = true;
    this.#paused = null;
    this.#note('mapEdited', 'the map of projects gets another column');
    this.#tell(hosts);
  }

  #pauseOrResume(): void {
    if (this.#paused !== null) {
      this.#note('mapResumed', `the map of ${this.#paused} goes on`);
      this.#paused = null;
      return;
    }
    this.#paused = this.#isEdited ? this.random.pick(ALL_MAPS).definition.key : PROJECTS.definition.key;
    this.#note('mapPaused', `the map of ${this.#paused} is paused`);
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
