import type { CompiledMap } from '../../../../plugins-ts/maps/compiled-map';
import { SHIPPED_MAPS } from '../../../../plugins-ts/project-operations';

/** A shipped map; the transport looks at nothing but its definition. */
function shipped(key: string): CompiledMap {
  const definition = SHIPPED_MAPS.find((map) => map.key === key);
  if (definition === undefined) throw new Error(`no map ${key}`);
  return { definition } as CompiledMap;
}

export const RELATIONSHIPS = shipped('integration-entity-for-project-transaction-relationships');
export const PROPOSALS = shipped('project-invoice-proposals-v2');
