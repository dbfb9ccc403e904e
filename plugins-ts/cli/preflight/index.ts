export { preflight, preflightOfStart } from './decide';
export { gatherFacts } from './gather';
export { ENVIRONMENT } from './place-and-versions';
export type { Caller, MapFacts, PreflightFacts, Read } from './facts';
