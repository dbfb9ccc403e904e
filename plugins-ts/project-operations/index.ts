import { MapRefused, parseTableMap, type TableMap } from '../maps';
import customersV3 from './maps/customers-v3.json';
import legalEntities from './maps/legal-entities.json';
import projectContractHeaders from './maps/project-contract-headers.json';
import projectsV2 from './maps/projects-v2.json';

/** The shipped table maps, parents before children. */
export const SHIPPED_MAPS: readonly TableMap[] = [legalEntities, customersV3, projectContractHeaders, projectsV2]
  .map(shipped)
  .sort((one, other) => one.order - other.order);

function shipped(json: unknown): TableMap {
  const { map, findings } = parseTableMap(JSON.stringify(json));
  if (map === null) throw new MapRefused(findings[0]?.map ?? 'shipped map', findings);
  return map;
}
