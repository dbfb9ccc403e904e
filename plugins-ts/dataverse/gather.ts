import type { BatchAnswer, ODataClient, WireRow } from '../odata';
import { refusal } from './failure';

/** Reads that travel in one batch. */
const AT_ONCE = 20;

/**
 * Runs several queries in few requests. Answers their rows, in the order of the queries, pages included.
 * @throws ODataError when any of them fails.
 */
export async function gather(
  client: ODataClient,
  paths: readonly string[],
  prefer: readonly string[] = [],
): Promise<readonly (readonly WireRow[])[]> {
  const [only] = paths;
  if (only === undefined) return [];
  if (paths.length === 1) return [await client.all(only, { prefer })];
  const found: (readonly WireRow[])[] = [];
  for (const chunk of chunks(paths, AT_ONCE)) {
    const headers: Record<string, string> = prefer.length === 0 ? {} : { Prefer: prefer.join(',') };
    const answers = await client.batch(chunk.map((path) => ({ method: 'GET', path, headers })));
    for (const answer of answers) found.push(await rowsOf(client, answer as BatchAnswer, prefer));
  }
  return found;
}

async function rowsOf(
  client: ODataClient,
  answer: BatchAnswer,
  prefer: readonly string[],
): Promise<readonly WireRow[]> {
  if (answer.kind === 'failed') throw refusal(answer.error);
  if (answer.kind === 'notDone') throw refusal(UNANSWERED);
  const { value, '@odata.nextLink': next } = answer.body as { value: WireRow[]; '@odata.nextLink'?: string };
  return next === undefined ? value : [...value, ...(await client.all(next, { prefer }))];
}

/** An operation that the batch says nothing of. */
export const UNANSWERED = {
  status: 0,
  code: '',
  message: 'The batch left an operation without an answer.',
  inner: null,
  transient: true,
  retryAfter: null,
};

export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const cut: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += size) cut.push(items.slice(at, at + size));
  return cut;
}
