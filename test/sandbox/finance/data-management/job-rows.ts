import { ENTITIES, type Entity, HIDDEN_ENTITIES, knownEntity, SERVICE_ENTITIES } from '../model/entity';
import { emptyValue, type Row } from '../model/value';
import type { FinanceStore } from '../store';
import type { CarriedOut } from './carry-out';

/** How far a job has come, as its history shows it. */
export interface JobState {
  readonly id: string;
  readonly group: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly phase: 'waiting' | 'running' | 'over';
  readonly execute: boolean;
  /** Labels of the entities in the package. */
  readonly entities: readonly string[];
  readonly done: readonly CarriedOut[];
}

/** Writes what the history shows of a job: `DataManagementExecutionJobs` and one detail for each entity. */
export function showJob(store: FinanceStore, job: JobState): void {
  put(store, knownEntity('DataManagementExecutionJobs'), { JobId: job.id, Description: job.group });
  const details = knownEntity('DataManagementExecutionJobDetails');
  for (const name of job.entities) {
    put(store, details, {
      DefinitionGroupId: job.group,
      JobId: job.id,
      EntityName: name,
      StagingStartDateTime: `${new Date(job.begun).toISOString().slice(0, 19)}Z`,
      ...progress(
        job,
        job.done.find(({ entity }) => entity === name),
      ),
    });
  }
}

function progress({ phase, execute }: JobState, done: CarriedOut | undefined): Row {
  if (phase === 'waiting' || !done) {
    return { StagingStatus: phase === 'waiting' ? 'Waiting' : 'Executing', TargetStatus: 'NotStarted' };
  }
  const staged = done.staged === done.read && done.errors.length === done.refusedKeys.length;
  const target = !execute || done.staged === 0 ? 'NotRun' : done.refusedKeys.length > 0 ? 'Error' : 'Finished';
  return {
    StagingStatus: staged ? 'Finished' : 'Error',
    TargetStatus: target,
    StagingRecordsToBeProcessedCount: String(done.read),
    StagingRecordsCreatedCount: String(done.staged),
    TargetRecordsCreatedCount: String(done.created),
    TargetRecordsUpdatedCount: String(done.updated),
    SourceFormat: done.format,
  };
}

function put(store: FinanceStore, entity: Entity, values: Row): void {
  const there = store.find(entity, values);
  if (there) {
    const next = { ...there.values, ...values };
    if (entity.fields.some(({ name }) => next[name] !== there.values[name])) store.update(entity, there, next);
    return;
  }
  const empty = Object.fromEntries(entity.fields.map((field) => [field.name, emptyValue(field)]));
  store.insert(entity, { ...empty, ...values });
}

/** The entities that data management knows: their name there is the label, in the language of whoever set it up. */
export function showEntities(store: FinanceStore): void {
  const list = knownEntity('DataManagementEntities');
  const all = [...ENTITIES, ...HIDDEN_ENTITIES];
  if (store.count(list, []) >= all.length) return;
  store.transaction(() => {
    for (const entity of all) {
      put(store, list, {
        EntityName: entity.label,
        TargetName: entity.dataEntity,
        StagingTableName: entity.table,
        EntityKey: entity.key.map((name) => name.toUpperCase()).join(', '),
        IsShared: entity.perCompany ? 'No' : 'Yes',
        EntityIsEnabled: 'Yes',
      });
    }
  });
}

const SHOWN = new RegExp(`\\b(?:${SERVICE_ENTITIES.map(({ set }) => set).join('|')})\\b`);

/** Whether a request looks at what data management shows of itself: it is brought up to date for that. */
export const looksAtDataManagement = (request: string): boolean => SHOWN.test(request);
