export { Faults } from './faults';
export type { Fault, FaultKind, Target } from './fault';
export { installFaults, type InstallOptions } from './install';
