import { parse, v5 } from 'uuid';
import type { Value } from '../maps/value';

/**
 * What a sync record remembers of the values both sides last agreed on: one fingerprint of what Dataverse contributes
 * and one of what Finance contributes, both over Finance's normal form. Equal fingerprints mean: nothing to do, without
 * storing a business value. 122 bits each: a chance meeting of two different rows is out of reach.
 */
export interface Fingerprints {
  readonly dataverse: string;
  readonly finance: string;
}

const NAMESPACE = parse('0c7a4d0e-5d7c-5a58-8f0b-6b1f0f5a7e21');
const UTF8 = new TextEncoder();

export function fingerprint(values: Readonly<Record<string, Value>>): string {
  const columns = Object.keys(values).sort();
  const text = JSON.stringify(columns.map((column) => [column, values[column] ?? null]));
  return v5(UTF8.encode(text), NAMESPACE).replaceAll('-', '');
}

const LENGTH = 32;

export const joinFingerprints = (both: Fingerprints): string => both.dataverse + both.finance;

export function splitFingerprints(hash: string | null): Fingerprints | null {
  return hash === null ? null : { dataverse: hash.slice(0, LENGTH), finance: hash.slice(LENGTH) };
}
