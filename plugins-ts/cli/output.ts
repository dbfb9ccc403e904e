import Table from 'cli-table3';
import pc from 'picocolors';

/** Where a command says what it found: sentences and tables for people, one JSON document for scripts. */
export interface Output {
  readonly json: boolean;
  /** A line for people. Silent with --json. */
  line(text?: string): void;
  /** A text as it is, whoever reads it. */
  text(text: string): void;
  /** Rows under headings, for people. Silent with --json. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void;
  /** The whole answer, for scripts. Silent without --json. */
  answer(value: unknown): void;
  /** One event of a stream, as a line of JSON. Silent without --json. */
  event(value: unknown): void;
}

export function createOutput(json: boolean, write: (text: string) => void): Output {
  return {
    json,
    line: (text = '') => {
      if (!json) write(`${text}\n`);
    },
    text: write,
    table: (headings, rows) => {
      if (json) return;
      const table = new Table({
        head: headings.map((heading) => pc.bold(heading)),
        chars: BORDERLESS,
        style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
      });
      table.push(...rows.map((row) => [...row]));
      write(`${table.toString()}\n`);
    },
    answer: (value) => {
      if (json) write(`${JSON.stringify(value, null, 2)}\n`);
    },
    event: (value) => {
      if (json) write(`${JSON.stringify(value)}\n`);
    },
  };
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** `38 s`, `44 min`, `1 h 11`, `2 d 3 h`. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
