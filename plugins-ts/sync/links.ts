import type { RunningMap } from './engine';
import type { TableMap } from '../maps/table-map';
import { parentLinks, type ParentLink } from './parents';
import { earlierRows, type EarlierRows } from './release';

/** What rows of a map may have to wait for. */
export interface Links {
  readonly parents: readonly ParentLink[];
  readonly earlier: readonly EarlierRows[];
}

/** The other maps of the environment, by what becomes of their rows. */
export interface Surroundings {
  readonly running: readonly RunningMap[];
  readonly paused: readonly TableMap[];
  readonly stopped: readonly TableMap[];
}

export const linksOf = ({ map }: RunningMap, { running, paused, stopped }: Surroundings): Links => ({
  parents: parentLinks(
    map,
    running.map((one) => one.map),
    paused,
  ),
  earlier: earlierRows(map.definition, running, [...paused, ...stopped]),
});
