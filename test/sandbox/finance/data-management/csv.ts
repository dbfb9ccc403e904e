/** Rows of a file with column names in its first line; values may stand in quotation marks, doubled inside. */
export function csvRecords(content: string): Record<string, string>[] {
  const [names = [], ...lines] = csvLines(content.replace(/^\uFEFF/, ''));
  return lines.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])));
}

const CELL = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/y;

function csvLines(content: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < content.length) {
    const match = CELL.exec(content);
    if (!match) throw new Error('the file is not what a text qualifier promises');
    const [, cell = '', end] = match;
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === ',') continue;
    if (cells.length > 1 || cells[0] !== '') lines.push(cells);
    cells = [];
  }
  return lines;
}

/** The same, written. */
export function csvText(lines: readonly (readonly string[])[]): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}
