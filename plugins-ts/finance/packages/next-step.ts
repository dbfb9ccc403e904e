/**
 * What to do about an execution, from what Finance says of it and what is known here.
 *
 * ```
 *   Finance says              nothing was sent    asked for it    so long ago that nothing can still arrive
 *   absent                    begin               wait            begin, under the same id
 *   Unknown NotRun Executing  wait                wait            wait
 *   over                      collect             collect         collect
 * ```
 *
 * An import that was asked for is absent for a while although it will come: its record is made by the batch.
 */
export function nextStep(status: ExecutionStatus, known: Known): Step {
  if (status === ABSENT) return known === 'asked' ? 'wait' : 'begin';
  return OVER.has(status) ? 'collect' : 'wait';
}

/** A word of `DMFExecutionSummaryStatus`, or `ABSENT` where Finance has no such execution. */
export type ExecutionStatus = string;
export const ABSENT: ExecutionStatus = 'absent';

export type Known = 'unsent' | 'asked' | 'overdue';
export type Step = 'begin' | 'wait' | 'collect';

/** The enum also has Unknown, NotRun and Executing; a word that is new one day is no end. */
const OVER: ReadonlySet<ExecutionStatus> = new Set(['Succeeded', 'PartiallySucceeded', 'Failed', 'Canceled']);
