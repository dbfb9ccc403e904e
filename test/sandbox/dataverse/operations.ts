import type { Organization } from './organization';
import type { Caller } from './security/caller';

/** An action (POST) or function (GET) that is not bound to a table, called by name. */
export interface OperationCall {
  readonly organization: Organization;
  readonly caller: Caller;
  /** Parameters as JSON. Numbers are JavaScript numbers where they fit, text where not. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What goes back: nothing (204) or the properties of a complex type (200). */
export interface OperationAnswer {
  /** Name of the complex type for `@odata.context`, without namespace: `ImportSolutionAsyncResponse`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export type Operation = (call: OperationCall) => OperationAnswer | undefined | Promise<OperationAnswer | undefined>;

/**
 * Unbound actions and functions by name. Whoever builds one on top of the organisation puts it here; a `Refusal` thrown
 * by it becomes the platform's error answer.
 */
export interface Operations {
  readonly actions: Map<string, Operation>;
  readonly functions: Map<string, Operation>;
}

export function noOperations(): Operations {
  return { actions: new Map(), functions: new Map() };
}
