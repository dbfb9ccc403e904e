import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';

const BUILT = { form: 'plugins-ts/web-resources/dist/form.js', commands: 'plugins-ts/web-resources/dist/commands.js' };

const textsIn = (language: 1033 | 1036): Record<string, string> => {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
  const file = readFileSync(`plugins-ts/web-resources/strings/tandem.${language}.resx`, 'utf8');
  const { root } = parser.parse(file) as { root: { data: readonly { name: string; value: string }[] } };
  return Object.fromEntries(root.data.map(({ name, value }) => [name, value]));
};
const TEXTS = textsIn(1033);

interface Form {
  readonly data: { readonly entity: Record<string, (...given: never[]) => unknown>; save(): Promise<void> };
  readonly ui: { getFormType(): number };
}

/** A page of the platform that runs the scripts as they are built. */
class Page {
  readonly created: (readonly [string, Record<string, unknown>])[] = [];
  readonly opened: string[] = [];
  readonly notices: string[] = [];
  readonly posted: unknown[] = [];
  readonly saves: string[] = [];
  readonly handlers: ((context: unknown) => void)[] = [];
  rows: readonly Record<string, unknown>[] = [];
  isDirty = false;
  saveFails = false;
  id = '{11111111-0000-4000-8000-00000000000A}';
  readonly #context = createContext({
    setTimeout: () => 0,
    BroadcastChannel: channelTo(this.posted),
  }) as { Xrm?: unknown; Tandem?: Tandem };

  constructor() {
    this.#context.Xrm = {
      WebApi: {
        createRecord: async (table: string, row: Record<string, unknown>) => void this.created.push([table, row]),
        retrieveMultipleRecords: async () => ({ entities: this.rows }),
      },
      Utility: { getResourceString: (_: string, key: string) => TEXTS[key] },
      App: {
        addGlobalNotification: async ({ message }: { message: string }) => void this.notices.push(message),
        clearGlobalNotification: async () => undefined,
      },
      Navigation: { openUrl: (url: string) => void this.opened.push(url) },
    };
    for (const file of Object.values(BUILT)) runInContext(readFileSync(file, 'utf8'), this.#context);
  }

  get tandem(): Tandem {
    if (this.#context.Tandem === undefined) throw new Error('The scripts publish nothing.');
    return this.#context.Tandem;
  }

  readonly form: Form = {
    data: {
      entity: {
        getEntityName: () => 'msdyn_project',
        getId: () => this.id,
        getIsDirty: () => this.isDirty,
        addOnPostSave: (handler: (context: unknown) => void) => void this.handlers.push(handler),
        removeOnPostSave: (handler: (context: unknown) => void) => {
          const at = this.handlers.indexOf(handler);
          if (at >= 0) this.handlers.splice(at, 1);
        },
      },
      save: async () => {
        this.saves.push('save');
        if (this.saveFails) throw new Error('A column is missing.');
        this.isDirty = false;
      },
    },
    ui: { getFormType: () => (this.id === '' ? 1 : 2) },
  };

  async postSave(isSuccess: boolean): Promise<void> {
    for (const handler of this.handlers) {
      handler({ getEventArgs: () => ({ getIsSaveSuccess: () => isSuccess }), getFormContext: () => this.form });
    }
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
}

/** A `BroadcastChannel` that writes down what is posted, with the channel's name. */
const channelTo = (posted: unknown[]): unknown =>
  class {
    constructor(readonly name: string) {}
    postMessage(message: unknown): void {
      posted.push([this.name, { ...(message as object) }]);
    }
    close(): void {
      // Nothing is held.
    }
  };

interface Tandem {
  readonly Form: { onLoad(context: unknown): void };
  readonly Commands: {
    canSync(control: unknown, selected?: unknown): boolean;
    syncNow(control: unknown, selected?: unknown): Promise<void>;
    openInFinance(control: unknown, selected?: unknown): Promise<void>;
  };
}

const GRID = {};
const SELECTED = [
  { Id: '{22222222-0000-4000-8000-00000000000B}', TypeName: 'account', Name: 'Fabrikam' },
  { Id: '{33333333-0000-4000-8000-00000000000C}', TypeName: 'account', Name: 'Northwind' },
];

describe('the form script', () => {
  it('asks for a sync after a save that succeeded, once however often the form loads', async () => {
    const page = new Page();
    for (let load = 0; load < 3; load += 1) page.tandem.Form.onLoad({ getFormContext: () => page.form });
    await page.postSave(true);
    expect(page.created.map(([table, row]) => [table, row.tandem_recordid])).toEqual([
      ['tandem_syncrequest', '11111111-0000-4000-8000-00000000000a'],
    ]);
    expect(page.posted).toEqual([
      ['tandem', { kind: 'saved', table: 'msdyn_project', recordId: '11111111-0000-4000-8000-00000000000a' }],
    ]);
  });

  it('does nothing after a save that failed', async () => {
    const page = new Page();
    page.tandem.Form.onLoad({ getFormContext: () => page.form });
    await page.postSave(false);
    expect([page.created, page.posted]).toEqual([[], []]);
  });
});

describe('commands', () => {
  it('are for saved records', () => {
    const page = new Page();
    expect(page.tandem.Commands.canSync(page.form)).toBe(true);
    page.id = '';
    expect(page.tandem.Commands.canSync(page.form)).toBe(false);
  });

  it('are for selected rows', () => {
    const { Commands } = new Page().tandem;
    expect([Commands.canSync(GRID, SELECTED), Commands.canSync(GRID, [])]).toEqual([true, false]);
  });

  it('save the form before it is synced', async () => {
    const page = new Page();
    page.isDirty = true;
    await page.tandem.Commands.syncNow(page.form);
    expect([page.saves, page.created.length, page.notices]).toEqual([['save'], 1, [TEXTS['SyncNow_One']]]);
  });

  it('ask for nothing when the form cannot be saved', async () => {
    const page = new Page();
    page.isDirty = true;
    page.saveFails = true;
    await page.tandem.Commands.syncNow(page.form);
    expect([page.created, page.notices]).toEqual([[], []]);
  });

  it('sync each selected row', async () => {
    const page = new Page();
    await page.tandem.Commands.syncNow(GRID, SELECTED);
    expect(page.created.map(([, row]) => row.tandem_recordid).sort()).toEqual([
      '22222222-0000-4000-8000-00000000000b',
      '33333333-0000-4000-8000-00000000000c',
    ]);
    expect(page.notices).toEqual([TEXTS['SyncNow_Many']?.replace('{0}', '2')]);
  });

  it('open the record in Finance', async () => {
    const page = new Page();
    page.rows = [
      {
        tandem_mapkey: 'projects-v2',
        tandem_company: 'usmf',
        tandem_financekey: '{"dataAreaId":"usmf","ProjectID":"1"}',
        tandem_hash: 'h',
        tandem_HostId: { tandem_financeurl: 'http://finance', tandem_maps: '{"projects-v2":{"page":"P"}}' },
      },
    ];
    await page.tandem.Commands.openInFinance(page.form);
    expect(page.opened).toEqual(['http://finance/?cmp=USMF&mi=P&key=1']);
  });
});

describe('what is shipped', () => {
  it('weighs at most 40 kB over the wire', () => {
    const size = Object.values(BUILT).reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    expect(size).toBeLessThan(40_000);
  });

  it('has its texts in both languages, with the same parts', () => {
    const parts = (texts: Record<string, string>): unknown =>
      Object.entries(texts).map(([key, text]) => [key, (text.match(/\{\d\}/g) ?? []).sort()]);
    expect(parts(textsIn(1036))).toEqual(parts(TEXTS));
  });

  it('asks for no text that is not there', () => {
    const scripts = Object.values(BUILT)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const asked = [...scripts.matchAll(/["'`]((?:SyncNow|OpenInFinance)_\w+)["'`]/g)].map(([, key]) => key ?? '');
    expect([...new Set(asked)].sort()).toEqual(Object.keys(TEXTS).sort());
  });
});
