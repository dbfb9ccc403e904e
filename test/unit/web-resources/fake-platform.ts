import type { ApiRow, Platform, RecordRef } from '../../../plugins-ts/web-resources/platform';

/** A page that writes down what is asked of it. */
export class FakePlatform implements Platform {
  readonly created: (readonly [string, Readonly<Record<string, string | number>>])[] = [];
  readonly queries: (readonly [string, string])[] = [];
  readonly hints: (readonly ['saved' | 'asked', RecordRef])[] = [];
  readonly notices: (readonly ['info' | 'error', string])[] = [];
  readonly opened: string[] = [];
  rows: readonly ApiRow[] = [];
  /** What a request answers instead; null: it succeeds. */
  refuses: (row: Readonly<Record<string, unknown>>) => unknown = () => null;

  create = async (table: string, row: Readonly<Record<string, string | number>>): Promise<void> => {
    this.created.push([table, row]);
    const refusal = this.refuses(row);
    if (refusal !== null) throw refusal;
  };
  query = async (table: string, options: string): Promise<readonly ApiRow[]> => {
    this.queries.push([table, options]);
    const refusal = this.refuses({});
    if (refusal !== null) throw refusal;
    return this.rows;
  };
  hint = (kind: 'saved' | 'asked', record: RecordRef): void => void this.hints.push([kind, record]);
  text = (key: string, ...parts: readonly (string | number)[]): string => [key, ...parts].join(' ');
  notify = (kind: 'info' | 'error', message: string): void => void this.notices.push([kind, message]);
  open = (url: string): void => void this.opened.push(url);
}

export const NO_RIGHT = { errorCode: 2147746336, message: 'Principal user is missing prvCreate privilege' };
export const BUSY = { errorCode: -2147015902, message: 'Number of requests exceeded the limit of 6000.' };
