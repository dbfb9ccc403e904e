export { openOrganization, type Organization, type OrganizationOptions } from './organization';
export { noOperations, type Operation, type OperationAnswer, type OperationCall, type Operations } from './operations';
export { notBuilt, Refusal } from './refusal';
export { SYSTEM } from './security/callers';
export { DEPTH, type Caller, type Depth } from './security/caller';
export { createRow, deleteRow, updateRow } from './rows/write';
export { createService, FASTIFY_OPTIONS, userOf, webApi, type Service } from './http/plugin';
export type { Row, Value, Values, Reference } from './store/layout';
export * from './identifiers';
