import type { CompiledMap, FinanceKey } from '../../../plugins-ts/maps/compiled-map';
import type { Filter } from '../../../plugins-ts/maps/table-map';
import type { FinanceMetadata } from '../../../plugins-ts/finance';
import { toEntity, type FinanceEntity } from '../../../plugins-ts/finance/entity';

/** Projects, with a field of every type that a key or a value may have. */
export const PROJECTS: FinanceEntity = toEntity(
  {
    entitySet: 'ProjectsV2',
    key: ['ProjectId', 'dataAreaId'],
    readOnly: false,
    fields: [
      { name: 'dataAreaId', type: 'Edm.String', required: true },
      { name: 'ProjectId', type: 'Edm.String', required: true, maxLength: 20 },
      { name: 'ProjectName', type: 'Edm.String' },
      { name: 'Budget', type: 'Edm.Decimal' },
      { name: 'RecordNumber', type: 'Edm.Int64' },
      { name: 'Lines', type: 'Edm.Int32' },
      { name: 'Share', type: 'Edm.Double' },
      { name: 'StartDate', type: 'Edm.DateTimeOffset' },
      { name: 'Day', type: 'Edm.Date' },
      { name: 'Source', type: 'Edm.Guid' },
      { name: 'Open', type: 'Edm.Boolean' },
      { name: 'Stage', type: 'Microsoft.Dynamics.DataEntities.ProjStatus' },
    ],
  },
  () => ['Created', 'InProcess', 'Finished'],
);

export const metadataOf = (entity: FinanceEntity): FinanceMetadata => ({ entity: () => Promise.resolve(entity) });

export interface MapOptions {
  readonly entity?: FinanceEntity;
  readonly filter?: Filter;
  readonly insertOnce?: boolean;
  readonly read?: readonly string[];
}

/** As much of a compiled map as the Finance side looks at. */
export function mapOf(options: MapOptions = {}): CompiledMap {
  const entity = options.entity ?? PROJECTS;
  return {
    definition: {
      key: 'projects-v2',
      name: 'Projects V2',
      version: '1',
      order: 1,
      dataverse: { table: 'msdyn_project', entitySet: 'msdyn_projects' },
      finance: {
        entity: entity.entitySet,
        ...(entity.key.includes('dataAreaId') ? { companyField: 'dataAreaId' } : {}),
        ...(options.filter === undefined ? {} : { filter: options.filter }),
      },
      columns: [],
      integrationKey: entity.key,
      policies: { conflict: 'ask', onDelete: 'ask', insertOnce: options.insertOnce ?? false },
    },
    columns: [],
    read: { dataverse: [], finance: options.read ?? ['ProjectName', 'Budget'] },
    carries: { toFinance: true, toDataverse: true },
    includesDataverse: () => true,
    includesFinance: () => true,
    financeKey: () => ({ missing: [] }),
    keyOf: (row): FinanceKey => Object.fromEntries(entity.key.map((field) => [field, row[field] ?? null])),
  };
}

export const key = (ProjectId: string, dataAreaId = 'usmf'): FinanceKey => ({ dataAreaId, ProjectId });
