/** One thing that Finance has against a row, or against all of them. */
export interface ExecutionError {
  /** The key of the row, or nothing. */
  readonly record: string;
  readonly field: string;
  readonly says: string;
}

/**
 * Reads what `GetExecutionErrors` answers: a list in JSON, as text, whose messages carry quotation marks and line breaks
 * as they are (seen in 10.0.48), so that it often is no JSON. Then the items are told apart by how each begins.
 */
export function readExecutionErrors(text: string): readonly ExecutionError[] {
  const items = parsed(text) ?? taken(text);
  return items.map(({ record, field, says }) => ({
    record: record.trim(),
    field: field.trim(),
    says: says.replaceAll(/\s+/g, ' ').trim(),
  }));
}

function parsed(text: string): readonly ExecutionError[] | null {
  if (text.trim() === '') return [];
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return null;
    return list.map((item: Record<string, unknown> | null) => ({
      record: textOf(item?.['RecordId']),
      field: textOf(item?.['Field']),
      says: textOf(item?.['ErrorMessage']),
    }));
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const BETWEEN = /\}\s*,\s*\{(?=\s*"RecordId")/;
const ITEM =
  /^\s*\[?\s*\{?\s*"RecordId"\s*:\s*"(.*?)"\s*,\s*"Field"\s*:\s*"(.*?)"\s*,\s*"ErrorMessage"\s*:\s*"(.*)"\s*\}?\s*\]?\s*$/s;

/** What cannot be read is nobody's error, and is passed on as it is. */
function taken(text: string): readonly ExecutionError[] {
  return text.split(BETWEEN).map((item) => {
    const [, record = '', field = '', says = item] = ITEM.exec(item) ?? [];
    return { record: unescaped(record), field: unescaped(field), says: unescaped(says) };
  });
}

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, one: string) =>
    code === undefined
      ? one === 'n' || one === 'r' || one === 't'
        ? ' '
        : one
      : String.fromCharCode(parseInt(code, 16)),
  );
