import { describe, expect, it } from 'vitest';
import { ABSENT, nextStep, type Known, type Step } from '../../../../plugins-ts/finance/packages/next-step';

describe('what to do about an execution', () => {
  it.each<[status: string, known: Known, step: Step]>([
    [ABSENT, 'unsent', 'begin'],
    [ABSENT, 'asked', 'wait'],
    [ABSENT, 'overdue', 'begin'],
    ['Unknown', 'asked', 'wait'],
    ['Unknown', 'overdue', 'wait'],
    ['NotRun', 'asked', 'wait'],
    ['NotRun', 'overdue', 'wait'],
    ['Executing', 'asked', 'wait'],
    ['Executing', 'overdue', 'wait'],
    ['Succeeded', 'asked', 'collect'],
    ['PartiallySucceeded', 'overdue', 'collect'],
    ['Failed', 'asked', 'collect'],
    ['Canceled', 'overdue', 'collect'],
    ['AWordOfTheFuture', 'overdue', 'wait'],
  ])('%s, %s: %s', (status, known, step) => {
    expect(nextStep(status, known)).toBe(step);
  });
});
