import type { FormRecord } from '../status/known';

/** What form scripts and commands tell each other and the control: `plugins-ts/web-resources` posts the same. */
export interface Hint {
  readonly kind: 'saved' | 'asked';
  readonly table: string;
  readonly recordId: string;
}

/**
 * Listens for hints about a record. They come from other windows of the form and may be missed: the control's own look
 * is the truth.
 *
 * @returns ends the listening
 */
export function listen(record: FormRecord, heard: (kind: Hint['kind']) => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel('tandem');
  channel.onmessage = ({ data }: MessageEvent<Partial<Hint> | null>) => {
    if (data?.recordId === record.id && data.table === record.table && data.kind) heard(data.kind);
  };
  return () => channel.close();
}
