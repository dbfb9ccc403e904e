import type { AnswerPart, ReplyPart } from './batch-reader';
import type { NumberedItem } from './batch-writer';
import type { BatchAnswer } from './contract';
import { errorOf, unusable } from './error';
import { isJson, readJson } from './json';

export type ItemAnswer = BatchAnswer | readonly BatchAnswer[];

/**
 * Finds the answer of each operation. A Content-ID that comes back decides; parts without one belong to the next item
 * in order that can have them. An operation without a part is not done, as far as anybody knows: servers stop at a
 * failure and say nothing of the rest. Where parts are missing and nothing tells whose, an answer is rather left out
 * than given to the wrong operation.
 */
export function matchAnswers(items: readonly NumberedItem[], parts: readonly ReplyPart[]): readonly ItemAnswer[] {
  const owner = new Map<string, number>();
  items.forEach((item, at) => item.operations.forEach(({ contentId }) => owner.set(contentId, at)));

  const assigned = new Map<number, readonly AnswerPart[]>();
  const complete = parts.length >= items.length;
  const namesAll = parts.some((part) => part.kind === 'answer' && isPlain(items, owner, part.contentId));
  let next = 0;
  for (const [place, part] of parts.entries()) {
    const answers = part.kind === 'set' ? part.parts : [part];
    const stopped = place === parts.length - 1 && part.kind === 'answer' && part.status >= 400;
    const named = answers.map(({ contentId }) => (contentId === null ? undefined : owner.get(contentId)));
    const at =
      named.find((place) => place !== undefined && !assigned.has(place)) ??
      placeInOrder(items, part, next, complete || namesAll || stopped);
    if (at === null) continue;
    assigned.set(at, answers);
    if (at >= next) next = at + 1;
  }
  return items.map((item, at) => {
    const answers = assigned.get(at) ?? [];
    if (item.isChangeSet) return changeSetAnswers(item, answers);
    return answers[0] === undefined ? NOT_DONE : answerOf(answers[0]);
  });
}

const NOT_DONE: BatchAnswer = { kind: 'notDone' };

/** Does the server give back the Content-ID of operations outside change sets? */
function isPlain(
  items: readonly NumberedItem[],
  owner: ReadonlyMap<string, number>,
  contentId: string | null,
): boolean {
  const at = contentId === null ? undefined : owner.get(contentId);
  return at !== undefined && items[at]?.isChangeSet === false;
}

/**
 * A nested reply belongs to a change set. A flat one belongs to the next item; it may be the refusal of a change set, or
 * the answer of a change set of one, but only where it is sure that no part is missing before it.
 */
function placeInOrder(items: readonly NumberedItem[], part: ReplyPart, from: number, sure: boolean): number | null {
  for (let at = from; at < items.length; at += 1) {
    const item = items[at];
    if (item === undefined) break;
    const fits =
      part.kind === 'set'
        ? item.isChangeSet
        : !item.isChangeSet || (sure && (part.status >= 400 || item.operations.length === 1));
    if (fits) return at;
  }
  return null;
}

/** All or nothing: beside a failure nothing of the set was done, whatever the other parts say. */
function changeSetAnswers(item: NumberedItem, parts: readonly AnswerPart[]): readonly BatchAnswer[] {
  const failure = parts.find(({ status }) => status >= 400);
  if (failure !== undefined) {
    const named = item.operations.findIndex(({ contentId }) => contentId === failure.contentId);
    // Without a Content-ID only a full set of parts tells the place.
    const placed = parts.length === item.operations.length ? parts.indexOf(failure) : 0;
    const at = named >= 0 ? named : placed;
    return item.operations.map((_, place) => (place === at ? answerOf(failure) : NOT_DONE));
  }
  const byId = new Map(parts.map((part) => [part.contentId, part]));
  return item.operations.map(({ contentId }, place) => {
    const inOrder = parts[place];
    const part = byId.get(contentId) ?? (inOrder?.contentId == null ? inOrder : undefined);
    return part === undefined ? NOT_DONE : answerOf(part);
  });
}

function answerOf(part: AnswerPart): BatchAnswer {
  if (part.status >= 400) return { kind: 'failed', error: errorOf(part) };
  const contentType = part.headers.get('content-type');
  try {
    const body = part.text === '' ? null : isJson(contentType) ? readJson(part.text, contentType) : part.text;
    return { kind: 'done', status: part.status, headers: part.headers, body };
  } catch (cause) {
    return { kind: 'failed', error: unusable(part.status, 'The answer in the batch is no JSON.', { cause }) };
  }
}
