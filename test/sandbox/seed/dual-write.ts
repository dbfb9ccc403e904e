import type { Values } from '../dataverse/store/layout';
import type { Row } from '../finance/model/value';
import maps from './dual-write.json';

/**
 * Table maps as dual-write keeps them in Dataverse: every saved version is a row, the mapping is JSON in a column. As in a
 * tenant that has used it for years, there are older versions, one that was put aside, one of a partner's, and filters with
 * no-break spaces.
 */
interface MapDefinition {
  readonly prefix: string;
  /** Label of the Finance entity. */
  readonly entity: string;
  /** Entity set of the Dataverse table, and its logical name. */
  readonly set: string;
  readonly table: string;
  readonly versions: readonly string[];
  /** The version that runs and sends something from Dataverse. */
  readonly runs?: string;
  /** dual-write's integration key of the table, which Finance keeps with a running map. */
  readonly key?: string;
  readonly financeFilter?: string;
  readonly dataverseFilter?: string;
  /** `direction FINANCEFIELD dataverse.column [entity set of the first lookup] [value map or default as JSON]`. */
  readonly columns: readonly string[];
}

/** Dataverse's part: the maps, and the configuration of those that run and send something from there. */
export function addDualWrite(add: (table: string, values: Values) => void): void {
  let rows = 0;
  for (const map of maps as readonly MapDefinition[]) {
    const pair = `${map.set} - ${map.entity}`;
    for (const [age, version] of map.versions.entries()) {
      add('msdyn_dualwriteentitymap', {
        msdyn_dualwriteentitymapid: idOf(rows++),
        msdyn_name: `${map.prefix}_[${pair}]`,
        msdyn_displayname: pair,
        msdyn_version: version,
        msdyn_mapping: JSON.stringify(mappingOf(map, age)),
        msdyn_properties: JSON.stringify({ ...PROPERTIES, Description: map.entity }),
      });
    }
    if (map.runs === undefined) continue;
    const [Major, Minor, Build, Revision] = map.runs.split('.').map(Number);
    add('msdyn_dualwriteruntimeconfig', {
      msdyn_name: pair,
      msdyn_internalentityname: map.table,
      msdyn_externalentityname: map.entity,
      msdyn_unsecure: JSON.stringify({
        ProjectId: idOf(rows++),
        SourceEntityName: map.set,
        SourceEnvironmentType: 1,
        DestinationEntityName: map.entity,
        DestinationEnvironmentType: 3,
        EntityMapVersion: { Major, Minor, Build, Revision },
        FieldMappings: [],
      }),
    });
  }
}

/** Finance's part: one row for each direction of a map that runs. */
export function addFinanceDualWrite(add: (set: string, row: Row, company: string) => void): void {
  for (const { entity, set, table, key, runs } of maps as readonly MapDefinition[]) {
    if (runs === undefined || key === undefined) continue;
    for (const direction of ['AX-CRM', 'CRM-AX']) {
      const row = { ExternalEntityName: set, ExternalLogicalEntityName: table, InternalEntityName: entity };
      add('DualWriteProjectConfigurations', { ProjectName: `${entity} ${direction}`, IntegrationKey: key, ...row }, '');
    }
  }
}

const idOf = (row: number): string => `0b000000-0000-4000-8000-${String(row).padStart(12, '0')}`;

const PROPERTIES = {
  Description: '',
  IsDualWriteProject: true,
  SkipInitialSync: false,
  AreKeysMismatched: false,
  Tags: [],
  TargetTypeList: [3, 1],
  TargetVersionInfo: null,
};

/** Each version has one column more than the one before. */
function mappingOf(map: MapDefinition, age: number): object {
  const columns = map.columns.slice(0, map.columns.length - (map.versions.length - 1 - age));
  return {
    name: `[${map.entity}] - [${map.set}]`,
    entityName: null,
    order: 0,
    connectionSetName: null,
    leftEnvironmentType: 'AX',
    centerEnvironmentType: 'CRM',
    rightEnvironmentType: 'UNDEFINED',
    leftEnvironment: '',
    centerEnvironment: '',
    leftPartitionName: null,
    centerPartitionName: null,
    legs: [
      {
        id: '001',
        sourceEnvironment: '',
        sourceSchema: map.entity,
        sourceSchemaDistinctName: null,
        sourceEnvironmentType: 'AX',
        sourceFilter: map.financeFilter ?? '',
        isSourceFilterEditable: null,
        destinationEnvironment: '',
        destinationSchema: map.set,
        destinationSchemaDistinctName: null,
        destinationEnvironmentType: 'CRM',
        reversedSourceFilter: (map.dataverseFilter ?? '').replaceAll(' ', '\u00a0'),
        fieldMappings: columns.map(fieldMapping),
        sourceMQuery: null,
        mashup: null,
        sourceEntitySchema: null,
        sourceProjectName: null,
        entityFile: null,
        entityFileFormat: 0,
        entityFileInfo: null,
        deleteNonMatchingData: false,
      },
    ],
  };
}

const LINE = /^([123]) (\S+) (\S+)(?: (\w+))?(?: (\{.*\}|".*"))?$/;

function fieldMapping(line: string): object {
  const match = LINE.exec(line);
  if (!match) throw new Error(`not a field mapping: ${line}`);
  const [, direction, finance = '', dataverse = '', related, transform] = match;
  const nothing = (name: string): string => (name === '-' ? '' : name);
  return {
    syncDirection: Number(direction),
    sourceField: nothing(finance),
    destinationField: nothing(dataverse),
    ...(related === undefined ? {} : { destinationLookupFieldRelatedEntity: related }),
    valueTransforms: transform === undefined ? [] : [transformFrom(JSON.parse(transform))],
    isSystemGenerated: false,
  };
}

const transformFrom = (said: unknown): object =>
  typeof said === 'string'
    ? { transformType: 'Default', defaultValue: said }
    : { transformType: 'ValueMap', valueMap: said, createValuesOnDestination: false };
