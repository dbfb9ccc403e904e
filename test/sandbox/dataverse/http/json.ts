import { parse } from 'lossless-json';
import { Refusal } from '../refusal';

/** A number whose digits are written as they are. */
export class Digits {
  constructor(readonly text: string) {}
}

/** JSON text; with `exact`, exact numbers become text (`IEEE754Compatible=true`). */
export function writeJson(value: unknown, exact: boolean): string {
  if (value === null || typeof value !== 'object')
    return typeof value === 'bigint' ? (exact ? `"${value}"` : value.toString()) : JSON.stringify(value ?? null);
  if (value instanceof Digits) return exact ? `"${value.text}"` : value.text;
  if (Array.isArray(value)) return `[${value.map((item) => writeJson(item, exact)).join(',')}]`;
  let text = '';
  for (const [name, item] of Object.entries(value))
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${writeJson(item, exact)}`;
  return `{${text}}`;
}

/**
 * The object in a request body; every number is a `Digits`, as it was sent.
 * @throws Refusal
 */
export function readJsonObject(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(body.replace(/^\uFEFF/, ''), undefined, { parseNumber: (text) => new Digits(text) });
  } catch (error) {
    throw badPayload(`Microsoft.OData.ODataException: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Digits)
    throw badPayload('Microsoft.OData.ODataException: An unexpected node was found when reading a resource.');
  return value as Record<string, unknown>;
}

function badPayload(detail: string): Refusal {
  return new Refusal(
    400,
    '0x80048d19',
    `Error identified in Payload provided by the user  ---->  InnerException : ${detail}`,
  );
}
