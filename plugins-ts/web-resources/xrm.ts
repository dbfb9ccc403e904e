import type { Platform } from './platform';

/** The web resource that holds the texts, without language and extension. */
const STRINGS = 'tandem_/strings/tandem';
/** Global notifications: 2 is a bar. */
const BAR = 2;
const LEVEL = { error: 2, info: 4 } as const;
/** An answer that asks nothing of the user leaves by itself, after milliseconds. */
const INFO_STAYS = 8_000;

/** The page's `Xrm` as the scripts see it. Nothing but this file and the entry points knows `Xrm`. */
export const platform: Platform = {
  create: async (table, row) => {
    await Xrm.WebApi.createRecord(table, row);
  },
  query: async (table, options) => {
    const { entities } = await Xrm.WebApi.retrieveMultipleRecords(table, options);
    return entities;
  },
  hint: (kind, { table, id }) => {
    if (typeof BroadcastChannel === 'undefined') return;
    const channel = new BroadcastChannel('tandem');
    channel.postMessage({ kind, table, recordId: id });
    channel.close();
  },
  text: (key, ...parts) =>
    Xrm.Utility.getResourceString(STRINGS, key).replace(/\{(\d)\}/g, (_, at: string) =>
      String(parts[Number(at)] ?? ''),
    ),
  notify: (kind, message) => {
    void Xrm.App.addGlobalNotification({ type: BAR, level: LEVEL[kind], message, showCloseButton: true }).then((id) => {
      if (kind === 'info') setTimeout(() => void Xrm.App.clearGlobalNotification(id), INFO_STAYS);
    });
  },
  open: (url) => Xrm.Navigation.openUrl(url),
};

/** Adds a part to the global `Tandem`, which the scripts of one page share. */
export function publish(part: Readonly<Record<string, unknown>>): void {
  const page = globalThis as { Tandem?: Record<string, unknown> };
  page.Tandem = Object.assign(page.Tandem ?? {}, part);
}
