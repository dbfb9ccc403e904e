import type { Outcome } from './cells/cell';
import { PROBLEMS } from './codes';
import type { Transform } from './table-map';

/** What the text steps of a column map do, in the order of its list. */
export interface TextSteps {
  /** Towards the target; in a two-way column towards Finance. Null: nothing is left. */
  forwards(text: string): string | null;
  /** Back from Finance, in reverse; a text that cannot have come this way, and would go there as another, is refused. */
  backwards(text: string): Outcome;
  /** What is not told apart when a two-way column is compared: letters of another case (of a prefix always), blanks at the ends. */
  blind(text: string): string;
}

type Step = Extract<Transform, { kind: 'trim' | 'case' | 'prefix' | 'suffix' }>;

const KINDS: ReadonlySet<Transform['kind']> = new Set(['trim', 'case', 'prefix', 'suffix']);

export const isTextStep = (transform: Transform): transform is Step => KINDS.has(transform.kind);

/** The text steps among the transforms as functions; undefined where there are none. */
export function textStepsOf(transforms: readonly Transform[]): TextSteps | undefined {
  const steps = transforms.filter(isTextStep);
  if (steps.length === 0) return undefined;
  const forwards = steps.map(forwardsBy);
  const backwards = steps.map(backwardsBy).reverse();
  const blind = steps.filter(({ kind }) => kind === 'trim' || kind === 'case').map(forwardsBy);
  // Blanks alone are nothing, and nothing gets no prefix.
  const forth = (text: string): string | null =>
    text.trim() === '' ? null : forwards.reduce((now, step) => step(now), text) || null;
  const unaware = (text: string): string => blind.reduce((now, step) => step(now), text);
  const same = (made: string | null, text: string): boolean =>
    made !== null && unaware(made).trimEnd().toLowerCase() === unaware(text).trimEnd().toLowerCase();
  const back = (text: string): Outcome => {
    let now: Outcome = text;
    for (const step of backwards) {
      if (typeof now !== 'string') return now;
      now = step(now);
    }
    if (typeof now !== 'string') return now;
    const again = forth(now);
    return same(again, text) ? now : { code: PROBLEMS.NOT_REPRODUCED, parameters: { value: text, again } };
  };
  return {
    forwards: forth,
    backwards: back,
    blind: (text) => {
      const came = back(text);
      const again = typeof came === 'string' ? forth(came) : null;
      return unaware(again ?? text).trimEnd();
    },
  };
}

function forwardsBy(step: Step): (text: string) => string {
  switch (step.kind) {
    case 'trim':
      return (text) => text.trim();
    case 'case':
      return step.to === 'upper' ? (text) => text.toUpperCase() : (text) => text.toLowerCase();
    case 'prefix':
      return (text) => step.text + text;
    case 'suffix':
      return (text) => text + step.text;
  }
}

/** Finance keeps no blanks at the end, and nobody compares by case: neither is missed on the way back. */
function backwardsBy(step: Step): (text: string) => Outcome {
  switch (step.kind) {
    case 'trim':
    case 'case':
      return (text) => text;
    case 'prefix': {
      const wanted = step.text.toLowerCase();
      return (text) =>
        text.toLowerCase().startsWith(wanted)
          ? text.slice(step.text.length)
          : { code: PROBLEMS.AFFIX_MISSING, parameters: { value: text, affix: step.text } };
    }
    case 'suffix': {
      const wanted = step.text.toLowerCase().trimEnd();
      return (text) =>
        text.toLowerCase().endsWith(wanted)
          ? text.slice(0, text.length - wanted.length)
          : { code: PROBLEMS.AFFIX_MISSING, parameters: { value: text, affix: step.text } };
    }
  }
}
