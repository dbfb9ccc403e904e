import type { CompiledMap } from '../../maps/compiled-map';
import { PROJECT_PREFIX } from '../../sync/package-side';

/** Data projects of ours, as Finance's own wildcard finds them. */
export const OUR_PROJECTS = `${PROJECT_PREFIX} *`;

/** Finance keeps names of data projects in 60 characters. One per entity: an import overwrites its definition. */
export const dataProjectOf = (map: CompiledMap): string =>
  `${PROJECT_PREFIX} ${map.definition.finance.entity}`.slice(0, 60);
