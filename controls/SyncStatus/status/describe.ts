import { isBackingOff, isTemplate, mayRetry, parentOf } from './causes';
import { conflictView } from './conflict';
import { factsOf, mapFact } from './facts';
import { financeLink } from './finance-link';
import type { FormRecord, KnownRecord, Situation } from './known';
import { factOf, lookOfStanding, wordOf } from './line';
import { nounParts } from './nouns';
import { both, sentences } from './sentences';
import type { Judgement, Standing } from './standing';
import { syncLines } from './syncs';
import type { Button, Says, View } from './view';
import { mapName, timed, wordingFor, type Reader, type Wording } from './wording';

/** What a person sees of a judgement. Pure; null while there is nothing to say yet. */
export function describe(situation: Situation, judgement: Judgement, reader: Reader): View | null {
  const wording = wordingFor(reader, situation.record?.table ?? null, situation.now);
  const { texts, times, now } = wording;
  switch (judgement.kind) {
    case 'loading':
      return null;
    case 'unsaved':
      return { ...QUIET, status: 'unsaved', icon: 'clock', word: texts('Status_unsaved') };
    case 'noRight':
      return unknown(wording, { text: texts('Line_noRight') }, both(wording, 'noRight'));
    case 'unknown':
      return {
        ...unknown(
          wording,
          timed(wording, 'Line_notChecked', judgement.failedAt),
          both(wording, 'notChecked', { time: times.short(judgement.failedAt, now) }),
        ),
        lineAction: tryNow(wording),
        buttons: [tryNow(wording)],
      };
    case 'offline':
      return offline(wording, judgement.last);
    case 'notSetUp':
      return {
        ...QUIET,
        status: 'notSetUp',
        icon: 'plug',
        word: texts('Status_notSetUp'),
        sentences: both(wording, 'notSetUp', { map: mapName(wording, judgement.map) }),
        facts: mapFact(wording, judgement.map),
      };
    case 'known':
      return known(wording, situation.record ?? NO_RECORD, judgement.standings, judgement.failedAt);
  }
}

const NO_RECORD: FormRecord = { table: '', id: '' };

/** A view that says nothing yet. */
const QUIET = {
  tone: 'quiet',
  hasBar: false,
  fact: null,
  link: null,
  lineAction: null,
  sentences: [],
  says: null,
  conflict: null,
  buttons: [],
  facts: [],
  syncs: [],
} as const satisfies Partial<View>;

const unknown = ({ texts }: Wording, fact: View['fact'], said: readonly string[]): View => ({
  ...QUIET,
  status: 'unknown',
  icon: 'question',
  word: texts('Status_unknown'),
  fact,
  sentences: said,
});

function offline(wording: Wording, last: Standing | null): View {
  const { texts, times, now } = wording;
  const at = last?.asOf ?? last?.record?.since ?? null;
  const status = last?.status ?? 'pending';
  return {
    ...QUIET,
    status: 'offline',
    icon: 'wifi',
    word: texts('Status_offline'),
    fact: timed(wording, 'Line_was', at, { was: texts(`Was_${status}`) }),
    sentences: both(wording, 'offline', {
      time: at === null ? null : times.short(at, now),
      was: texts(`Since_${status}`),
    }),
  };
}

function known(
  wording: Wording,
  form: FormRecord,
  [worst, ...others]: readonly [Standing, ...Standing[]],
  failedAt: number | null,
): View {
  const { record, status, map, host, noHost } = worst;
  const buttons = buttonsOf(wording, form, worst);
  const stale = timed(wording, 'Line_notChecked', failedAt);
  return {
    ...lookOfStanding(worst),
    status,
    hasBar: noHost || status === 'error' || status === 'conflict',
    word: wordOf(wording, worst),
    fact: stale ?? factOf(wording, worst),
    link: stale === null && status === 'inSync' && record !== null ? financeLink(wording, record, map, host) : null,
    lineAction: stale === null ? lineAction(wording, worst, buttons) : tryNow(wording),
    sentences: sentences(wording, form, worst),
    says: status === 'error' && record !== null ? saysOf(wording, record) : null,
    conflict: status === 'conflict' && record !== null ? conflictView(wording, record) : null,
    buttons: stale === null ? buttons : [tryNow(wording), ...buttons],
    facts: factsOf(wording, worst, others),
    syncs: record !== null && SHOWS_SYNCS.has(status) ? syncLines(wording, record.outcomes) : [],
  };
}

const SHOWS_SYNCS: ReadonlySet<string> = new Set(['inSync', 'error']);

const tryNow = ({ texts }: Wording): Button => ({
  label: texts('Action_tryNow'),
  action: { kind: 'look' },
  look: 'text',
  icon: 'retry',
});

/** At most one button stands on the closed line. */
function lineAction({ texts }: Wording, standing: Standing, buttons: readonly Button[]): Button | null {
  if (standing.status === 'conflict') {
    return { label: texts('Action_choose'), action: { kind: 'choose' }, look: 'default' };
  }
  if (standing.status === 'error' || isBackingOff(standing)) {
    const [first] = buttons;
    if (first === undefined) return null;
    return { label: first.label, action: first.action, look: standing.status === 'error' ? 'default' : 'text' };
  }
  return null;
}

function buttonsOf(wording: Wording, form: FormRecord, standing: Standing): readonly Button[] {
  const { texts } = wording;
  const { record, map, host, status, mapKey } = standing;
  const check: Button = { label: texts('Action_check'), action: { kind: 'check', mapKey }, look: 'text', icon: 'sync' };
  if (record === null || standing.noHost) return [];
  switch (status) {
    case 'inSync': {
      const url = financeLink(wording, record, map, host)?.url ?? null;
      const open: Button[] =
        url === null
          ? []
          : [
              {
                label: texts('Action_openFinance'),
                action: { kind: 'openUrl', url },
                look: 'default',
                icon: 'openOut',
              },
            ];
      return [...open, check];
    }
    case 'pending':
      return isBackingOff(standing)
        ? [{ label: texts('Action_tryNow'), action: { kind: 'retry', mapKey }, look: 'text', icon: 'retry' }]
        : [];
    case 'waiting': {
      const parent = parentOf(record);
      if (parent === null || !parent.isThere) return [];
      const label = texts('Action_openParent', nounParts(wording.strings, parent.table, 'parent'));
      const action = { kind: 'openRecord', table: parent.table, id: parent.recordId } as const;
      return [{ label, action, look: 'default', ...(parent.table === 'account' ? { icon: 'person' as const } : {}) }];
    }
    case 'error': {
      const again: Button = mayRetry(record, form.table)
        ? { label: texts('Action_retry'), action: { kind: 'retry', mapKey }, look: 'primary', icon: 'retry' }
        : { ...check, look: 'primary' };
      return [again, { label: texts('Action_copy'), action: { kind: 'copy' }, look: 'text', icon: 'copy' }];
    }
    case 'notApplicable':
      return isTemplate(standing) ? [] : [check];
    default:
      return [];
  }
}

function saysOf({ texts }: Wording, record: KnownRecord): Says {
  const code = record.reason?.code ?? null;
  const family = code?.charAt('TDM'.length) ?? '9';
  return {
    heading: texts(record.financeSays === null ? 'Code' : code === 'TDM3002' ? 'Says_dataverse' : 'Says_finance'),
    quote: record.financeSays === null ? null : texts('Says_quote', { words: record.financeSays }),
    code,
    explanation: texts(`Explain_${'123459'.includes(family) ? family : '9'}`),
    explanationName: texts('Explain_name', { code }),
  };
}

/** What *Copy details* puts on the clipboard: for a mail to the Finance team or an admin. */
export function detailsText(situation: Situation, judgement: Judgement, view: View, reader: Reader): string {
  const { texts } = wordingFor(reader, situation.record?.table ?? null, situation.now);
  const record = judgement.kind === 'known' ? judgement.standings[0].record : null;
  const named = (label: string, value: string | null | undefined): readonly string[] =>
    value ? [`${label}: ${value}`] : [];
  return [
    [view.word, view.fact?.text ?? view.link?.text].filter(Boolean).join(' · '),
    ...view.sentences,
    ...(view.says === null ? [] : named(view.says.heading, view.says.quote)),
    ...(view.says?.quote == null ? [] : named(texts('Code'), view.says.code)),
    ...view.facts.map(({ label, value }) => `${label}: ${value.map(pieceText).join(' ')}`),
    ...named(texts('Copy_record'), `${situation.record?.table ?? ''} ${situation.record?.id ?? ''}`),
    ...named(texts('Fact_map'), record?.mapKey),
  ].join('\n');
}

const pieceText = (piece: View['facts'][number]['value'][number]): string =>
  'finance' in piece ? piece.finance.text : piece.text;
