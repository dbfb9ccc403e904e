export { Host, type HostEvent, type HostMaps } from './host';
export { prepareMaps, schemasOf, type PreparedMaps, type RefusedMap, type Schemas } from './prepare';
export type { Difference, DifferingColumn } from './difference';
export { planReconcile, reconcileMap, reconcileRecords, type Compared, type ReconcileOptions } from './reconcile';
export {
  counted,
  EVERYTHING,
  NOTHING_YET,
  reconcilePlace,
  type ReconcileCounts,
  type ReconcilePlace,
  type ReconcileScope,
} from './reconcile-place';
export { CatchUp } from './catch-up';
export { RunPaused } from './recorded-run';
export { outageIn, OUTAGE_OF_FINANCE, readOutage, type Outage } from './outage';
export { runMap, FeedTaken, type RunCounts, type RunMapOptions, type RunProgress } from './run';
export { firstSync, type FirstSync, type FirstSyncOptions } from './first-sync';
export { ParentNotComplete, startOrder, Starts, type StartOrder } from './start-order';
export { DEFAULT_OPTIONS, type Engine, type EngineOptions, type RunningMap } from './engine';
export { engineSettings, ENGINE_SETTINGS, type EngineSettings } from './settings';
export { LeaseLost } from './lease';
export { CODES } from './codes';
export { explainReason, REASONS, type Onwards } from './explain-reason';
export * from './identity';
export * from './ledger';
export * from './record';
export * from './sides';
export * from './package-side';
export type { Clock } from './clock';
export type { PassResult } from './pass-report';
