import { error, ok, rows, listed, type Answer, type Asked } from './fake-client';

/** Rows of Tandem's own tables in memory, with conditions on writes as the platform keeps them. */
export class OwnRows {
  readonly #rows = new Map<string, Record<string, unknown>>();
  #counter = 0;

  /** `set(id)` to the row. */
  get all(): ReadonlyMap<string, Record<string, unknown>> {
    return this.#rows;
  }

  put(address: string, row: Record<string, unknown>): string {
    this.#counter += 1;
    const etag = `W/"${this.#counter}"`;
    this.#rows.set(address, { ...this.#rows.get(address), ...row, '@odata.etag': etag });
    return etag;
  }

  answer(asked: Asked): Answer {
    const [address = ''] = asked.path.split('?');
    if (asked.method === 'PATCH') return this.#patch(address, asked);
    if (address.includes('(')) {
      const row = this.#rows.get(address);
      return row === undefined ? error(404, '0x80040217') : ok(selected(row, asked.path));
    }
    const idColumn = /PropertyName='(\w+)'/.exec(asked.path)?.[1] ?? '';
    const ids = listed(asked.path, idColumn);
    const found = [...this.#rows].filter(([key]) => key.startsWith(`${address}(`)).map(([, row]) => row);
    const fitting = found.filter((row) => ids.length === 0 || ids.includes(String(row[idColumn])));
    return rows(...fitting.map((row) => selected(row, asked.path)));
  }

  #patch(address: string, { body, headers }: Asked): Answer {
    const now = this.#rows.get(address);
    if (headers['If-None-Match'] === '*' && now !== undefined) return error(412, '0x80040237');
    const wanted = headers['If-Match'];
    if (wanted !== undefined && now === undefined) return error(404, '0x80040217');
    if (wanted !== undefined && wanted !== '*' && wanted !== now?.['@odata.etag']) return error(412, '0x80060882');
    const [, set = '', id = ''] = /^(\w+)\(([^)]+)\)$/.exec(address) ?? [];
    const written: Record<string, unknown> = { [`${set.replace(/s$/, '')}id`]: id };
    for (const [name, value] of Object.entries(body)) {
      const lookup = /^(\w+)@odata\.bind$/.exec(name)?.[1];
      if (lookup === undefined) written[name] = value;
      else written[`_${lookup.toLowerCase()}_value`] = /\(([^)]+)\)/.exec(String(value))?.[1] ?? null;
    }
    const etag = this.put(address, written);
    return headers.Prefer === 'return=representation' ? ok({ '@odata.etag': etag }) : { status: 204 };
  }
}

/** What was asked for, and the annotations that come with it. */
function selected(row: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> {
  const asked = /\$select=([^&]+)/.exec(path)?.[1]?.split(',');
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => name.includes('@') || !asked || asked.includes(name)),
  );
}
