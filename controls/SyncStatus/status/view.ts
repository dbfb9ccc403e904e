import type { SyncStatus } from '../../../plugins-ts/sync/record';

/** Names of the drawings in `components/Icon.tsx`. */
export type IconName =
  | 'branch'
  | 'check'
  | 'clock'
  | 'copy'
  | 'cross'
  | 'hourglass'
  | 'minus'
  | 'openOut'
  | 'person'
  | 'plug'
  | 'question'
  | 'retry'
  | 'sync'
  | 'warning'
  | 'wifi';

/** Colour by meaning. */
export type Tone = 'good' | 'brand' | 'wait' | 'bad' | 'warn' | 'quiet';

/** What a button does; the components know how. */
export type Action =
  | { readonly kind: 'retry'; readonly mapKey: string }
  | { readonly kind: 'check'; readonly mapKey: string }
  | { readonly kind: 'look' }
  | { readonly kind: 'choose' }
  | { readonly kind: 'openUrl'; readonly url: string }
  | { readonly kind: 'openRecord'; readonly table: string; readonly id: string }
  | { readonly kind: 'copy' };

export interface Button {
  readonly label: string;
  readonly action: Action;
  readonly look: 'primary' | 'default' | 'text';
  readonly icon?: IconName;
}

/** A record's key in Finance, and where to see it. */
export interface FinanceLink {
  /** `frrt · PRJ-001042`. */
  readonly text: string;
  /** Null where the host does not say where Finance is. */
  readonly url: string | null;
  /** For readers: "Open PRJ-001042 in Finance, new tab". */
  readonly name: string;
}

/** A piece of a fact. */
export type Piece =
  | { readonly text: string; readonly title?: string }
  | { readonly finance: FinanceLink }
  | { readonly text: string; readonly action: Action };

export interface Fact {
  readonly label: string;
  readonly value: readonly Piece[];
}

/** The other side's own words, and the code that stands for the cause. */
export interface Says {
  readonly heading: string;
  readonly quote: string | null;
  readonly code: string | null;
  /** What the code means, and the name of the button that tells it. */
  readonly explanation: string;
  readonly explanationName: string;
}

export interface Choice {
  readonly text: string;
  readonly note: string;
}

export interface ConflictView {
  readonly mapKey: string;
  readonly columns: readonly {
    readonly column: string;
    readonly label: string;
    readonly here: Choice;
    readonly finance: Choice;
  }[];
}

export interface SyncLine {
  readonly time: string;
  readonly title: string;
  readonly icon: IconName;
  readonly tone: Tone;
  readonly text: string;
}

/** All that the components show, in words. */
export interface View {
  readonly status: SyncStatus | 'unsaved' | 'notSetUp' | 'unknown' | 'offline';
  readonly icon: IconName;
  readonly tone: Tone;
  /** A coloured bar on the left: a person is needed. */
  readonly hasBar: boolean;
  readonly word: string;
  readonly fact: { readonly text: string; readonly title?: string } | null;
  readonly link: FinanceLink | null;
  /** On the line while the details are closed. */
  readonly lineAction: Button | null;
  readonly sentences: readonly string[];
  readonly says: Says | null;
  readonly conflict: ConflictView | null;
  readonly buttons: readonly Button[];
  readonly facts: readonly Fact[];
  readonly syncs: readonly SyncLine[];
}
