import { randomInt } from 'node:crypto';
import type { Organization } from '../organization';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * The next number of an auto-number column, from its format: `{SEQNUM:6}`, `{RANDSTRING:4}`, `{DATETIMEUTC:yyyyMMdd}` and
 * plain text.
 */
export function nextNumber(organization: Organization, sequence: string, format: string): string {
  return format.replace(/\{(\w+):([^}]+)\}/g, (whole, kind: string, argument: string) => {
    switch (kind) {
      case 'SEQNUM':
        return organization.counters.next(`auto number ${sequence}`, 1000n).toString().padStart(Number(argument), '0');
      case 'RANDSTRING':
        return Array.from({ length: Number(argument) }, () => LETTERS[randomInt(LETTERS.length)]).join('');
      case 'DATETIMEUTC':
        return stamp(organization.now(), argument);
      default:
        return whole;
    }
  });
}

function stamp(now: string, format: string): string {
  const [date = '', time = ''] = now.slice(0, 19).split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const [hour = '', minute = '', second = ''] = time.split(':');
  const parts: Readonly<Record<string, string>> = { yyyy: year, MM: month, dd: day, HH: hour, mm: minute, ss: second };
  return format.replace(/yyyy|MM|dd|HH|mm|ss/g, (part) => parts[part] ?? part);
}
