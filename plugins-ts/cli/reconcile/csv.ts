import type { Difference } from '../../sync';

const HEADINGS = [
  'map',
  'record',
  'name',
  'company',
  'key',
  'kind',
  'column',
  'dataverse',
  'finance',
  'status',
  'code',
  'known',
];

export const csvHeadings = (): string => lineOf(HEADINGS);

/** A line for each differing column, and one for each row that only one side has. RFC 4180. Pure. */
export function csvOf(differences: readonly Difference[]): string {
  const lines = differences.flatMap((one) => {
    const about = [
      one.mapKey,
      one.recordId,
      one.name,
      one.company,
      Object.values(one.financeKey ?? {}).join('|'),
      one.kind,
    ];
    const said = [one.status, one.code, one.isExplained ? 'yes' : 'no'];
    return one.columns.length === 0
      ? [[...about, '', '', '', ...said]]
      : one.columns.map(({ column, here, finance }) => [...about, column, here, finance, ...said]);
  });
  return lines.map(lineOf).join('');
}

const lineOf = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`;

/** What a spreadsheet would take for a formula is text here. */
function cell(value: unknown): string {
  const plain = value == null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(plain) && !/^-?\d+(\.\d+)?$/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
