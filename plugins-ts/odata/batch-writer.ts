import type { BatchItem, BatchOperation } from './contract';
import { EXACT_JSON, writeJson } from './json';

/** One operation with the Content-ID it travels under. Ids are unique in the whole batch: servers mix them up otherwise. */
export interface NumberedOperation {
  readonly contentId: string;
  readonly operation: BatchOperation;
}

export interface NumberedItem {
  readonly isChangeSet: boolean;
  readonly operations: readonly NumberedOperation[];
}

export interface BatchBody {
  readonly contentType: string;
  readonly body: string;
}

export interface Style {
  /** Makes a path absolute. */
  readonly resolve: (path: string) => string;
  /** As for `writeJson`. */
  readonly exact: boolean;
}

const CRLF = '\r\n';

/** No JSON body contains a line break, so no body can contain a delimiter line: the boundaries may be constant. */
const BOUNDARY = 'batch_tandem';

export function numbered(items: readonly BatchItem[]): readonly NumberedItem[] {
  let count = 0;
  const number = (operation: BatchOperation): NumberedOperation => {
    count += 1;
    return { contentId: String(count), operation };
  };
  return items.map((item) =>
    'changeSet' in item
      ? { isChangeSet: true, operations: item.changeSet.map(number) }
      : { isChangeSet: false, operations: [number(item)] },
  );
}

/**
 * Writes the multipart body of a batch.
 *
 * @throws TypeError for a GET in a change set: servers fail the whole batch for it.
 */
export function writeBatch(items: readonly NumberedItem[], style: Style): BatchBody {
  const lines: string[] = [];
  items.forEach((item, at) => {
    lines.push(`--${BOUNDARY}`);
    if (item.isChangeSet) lines.push(...changeSetLines(item, `changeset_${at + 1}`, style));
    else for (const operation of item.operations) lines.push(...operationLines(operation, style));
  });
  lines.push(`--${BOUNDARY}--`, '');
  return { contentType: `multipart/mixed;boundary=${BOUNDARY}`, body: lines.join(CRLF) };
}

function changeSetLines(item: NumberedItem, boundary: string, style: Style): readonly string[] {
  const lines = [`Content-Type: multipart/mixed;boundary=${boundary}`, ''];
  for (const numbered of item.operations) {
    if (numbered.operation.method === 'GET') throw new TypeError('A change set has no GET.');
    lines.push(`--${boundary}`, ...operationLines(numbered, style));
  }
  return [...lines, `--${boundary}--`];
}

/** Outside change sets a Content-ID is optional; servers that give it back leave no doubt about whose answer it is. */
function operationLines(
  { contentId, operation: { method, path, headers, body } }: NumberedOperation,
  { resolve, exact }: Style,
): readonly string[] {
  const json = body === undefined ? null : writeJson(body, exact);
  const own = new Map<string, string>([['Accept', EXACT_JSON]]);
  if (json !== null) own.set('Content-Type', json.contentType);
  for (const [name, value] of Object.entries(headers ?? {})) own.set(name, value);
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    `Content-ID: ${contentId}`,
    '',
    `${method} ${resolve(path)} HTTP/1.1`,
    ...[...own].map(([name, value]) => `${name}: ${value}`),
    '',
    // A part without body ends with an empty line all the same.
    json?.text ?? '',
  ];
}
