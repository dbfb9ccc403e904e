import { suggestion, type CompiledMap, type FinanceKey, type MapSchemas } from '../../maps';
import { EXIT, Failure, FAILURES } from '../failure';

/** One field: `ProjectId=PRJ-1`, its value in quotes where it has commas. */
const PART = /\s*([^=,\s]+)\s*=\s*(?:'((?:[^']|'')*)'\s*|(.*?))(?:,(?=\s*[^=,\s]+\s*=)|$)/gy;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A Finance key as it is written on a command line: `dataAreaId=usmf,ProjectId=PRJ-1`. Names in any case, fields in any
 * order; a value that looks like another field stands in single quotes.
 *
 * @throws Failure naming what is no field of the key, or lacks
 */
export function readFinanceKey(text: string, map: CompiledMap, schemas: MapSchemas): FinanceKey {
  const fields = schemas.finance?.key ?? map.definition.integrationKey;
  const { entity } = map.definition.finance;
  const given = new Map<string, string>();
  let end = 0;
  for (const match of text.matchAll(PART)) {
    const [whole, name = '', quoted, plain = ''] = match;
    end = match.index + whole.length;
    const field = fields.find((one) => one.toLowerCase() === name.toLowerCase());
    if (field === undefined) {
      throw wrong(
        FAILURES.COLUMN_UNKNOWN,
        `${name} is no key field of ${entity}.${suggestion(name, fields)}`,
        `Its key is ${fields.join(', ')}.`,
      );
    }
    if (given.has(field)) throw wrong(FAILURES.CALL_WRONG, `The key has ${field} twice.`, 'Leave one out.');
    given.set(field, quoted?.replaceAll("''", "'") ?? plain.trim());
  }
  const example = `Write --key "${fields.map((field) => `${field}=…`).join(',')}".`;
  if (end < text.length || given.size === 0) {
    throw wrong(FAILURES.CALL_WRONG, `"${text.slice(end) || text}" is no key of ${entity}.`, example);
  }
  const missing = fields.filter((field) => !given.has(field));
  if (missing.length > 0) {
    throw wrong(FAILURES.CALL_WRONG, `The key says nothing of ${missing.join(', ')}.`, example);
  }
  for (const [field, value] of given) {
    if (schemas.finance?.columns[field]?.type === 'guid' && !GUID.test(value))
      throw wrong(FAILURES.CALL_WRONG, `${field} is an id, and "${value}" is none.`, example);
  }
  return map.keyOf(Object.fromEntries(given));
}

const wrong = (code: string, message: string, remedy: string): Failure =>
  new Failure(EXIT.wrongInput, code, message, remedy);
