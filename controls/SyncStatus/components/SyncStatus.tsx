import { ThemeProvider } from '@fluentui/react';
import * as React from 'react';
import { isNoRight, wordsOf } from '../data/failures';
import type { Metadata } from '../data/labels';
import type { World } from '../data/watch';
import type { Wish } from '../data/requests';
import { describe, detailsText } from '../status/describe';
import type { FormRecord, Situation } from '../status/known';
import { judge, needsPerson } from '../status/standing';
import { textsOf } from '../status/texts';
import type { Action, View } from '../status/view';
import type { Reader } from '../status/wording';
import { Details } from './Details';
import { Line } from './Line';
import { Skeleton } from './Skeleton';
import { themeFor, type DesignLanguage } from './theme';
import { useLabels } from './use-labels';
import { useSight } from './use-sight';
import { useWatch } from './use-watch';

export interface Props {
  readonly record: FormRecord | null;
  readonly savedOn: number | null;
  readonly isOffline: boolean;
  readonly reader: Omit<Reader, 'label'>;
  readonly metadata: Metadata;
  readonly worldOf: (record: FormRecord) => World;
  readonly design: DesignLanguage | undefined;
  readonly openRecord: (table: string, id: string) => void;
  readonly openUrl: (url: string) => void;
  /** Opens the sync log; null for those who may not read it. */
  readonly openLog: (() => void) | null;
}

let controls = 0;

/** Where a record stands, on one line, with the details below it. */
export function SyncStatus(props: Props): React.ReactElement {
  const { record, savedOn, isOffline, worldOf, design } = props;
  const [id] = React.useState(() => `tandem-sync-${++controls}`);
  const region = React.useRef<HTMLElement>(null);
  const line = React.useRef<HTMLDivElement>(null);
  const chevron = React.useRef<HTMLDivElement>(null);
  const theme = React.useMemo(() => themeFor(design), [design]);
  const isSeen = useSight(region);
  const { watch, situation: watched } = useWatch({ record, savedOn, isOffline, isSeen, worldOf });
  const situation = watched ?? NOT_SAVED;
  const judgement = judge(situation);
  const [isOpen, setOpen] = useOpening(needsPerson(judgement));
  const label = useLabels(props.metadata, watched, isOpen);
  const reader: Reader = { ...props.reader, label };
  const texts = textsOf(reader.strings);
  const view = describe(situation, judgement, reader);

  const [refusal, setRefusal] = React.useState<string | null>(null);
  const [news, setNews] = React.useState('');
  const waitsForAnswer = React.useRef(false);
  const said = useAnnouncement(view, waitsForAnswer);

  const wish = async (wanted: Wish) => {
    setRefusal(null);
    line.current?.focus();
    try {
      waitsForAnswer.current = true;
      await watch?.ask(wanted);
    } catch (thrown) {
      waitsForAnswer.current = false;
      setRefusal(isNoRight(thrown) ? texts('Say_notAsked_right') : texts('Say_notAsked', { words: wordsOf(thrown) }));
      setOpen(true);
    }
  };

  const act = (action: Action) => {
    setNews('');
    switch (action.kind) {
      case 'retry':
      case 'check':
        return void wish({ kind: action.kind, mapKey: action.mapKey });
      case 'look':
        line.current?.focus();
        return void watch?.look();
      case 'choose':
        setOpen(true);
        // The chooser is drawn first.
        return void setTimeout(() => region.current?.querySelector<HTMLElement>('input[type=radio]')?.focus());
      case 'openUrl':
        return props.openUrl(action.url);
      case 'openRecord':
        return props.openRecord(action.table, action.id);
      case 'copy':
        if (view === null) return undefined;
        return void copy(detailsText(situation, judgement, view, reader)).then((isCopied) =>
          setNews(texts(isCopied ? 'Action_copied' : 'Action_notCopied')),
        );
    }
  };

  const hasDetails = view !== null && view.sentences.length > 0;
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    setOpen(false);
    chevron.current?.querySelector('button')?.focus();
  };

  return (
    <ThemeProvider theme={theme} applyTo="none" className="tandem-sync-host">
      <section
        ref={region}
        className={classes(view, design)}
        aria-label={texts('SyncStatus_Name')}
        onKeyDown={onKeyDown}
      >
        {view === null ? (
          <Skeleton />
        ) : (
          <Line
            view={view}
            isOpen={isOpen && hasDetails}
            details={hasDetails ? { id, label: texts('Action_details'), onToggle: () => setOpen(!isOpen) } : null}
            onAct={act}
            lineRef={line}
            chevronRef={chevron}
          />
        )}
        {view !== null && hasDetails && isOpen && (
          <Details
            id={id}
            view={view}
            texts={texts}
            refusal={refusal}
            news={news}
            onAct={act}
            onKeep={(mapKey, choice) => void wish({ kind: 'choice', mapKey, choice })}
            onAll={props.openLog}
          />
        )}
        <span className="tandem-sync-aside" role="status">
          {news || (said.isUrgent ? '' : said.text)}
        </span>
        <span className="tandem-sync-aside" role="alert">
          {refusal ?? (said.isUrgent ? said.text : '')}
        </span>
      </section>
    </ThemeProvider>
  );
}

const classes = (view: View | null, design: DesignLanguage | undefined): string =>
  [
    'tandem-sync',
    `tandem-sync-${view?.tone ?? 'quiet'}`,
    view?.hasBar ? 'tandem-sync-bar' : '',
    design?.isDarkTheme ? 'tandem-sync-dark' : '',
  ].join(' ');

const NOT_SAVED: Situation = {
  record: null,
  answer: null,
  failure: null,
  isOffline: false,
  savedOn: null,
  saved: null,
  asked: null,
  now: 0,
};

/** Opens by itself when a person is needed, and from then on stays as that person leaves it. */
function useOpening(isNeeded: boolean): readonly [boolean, (isOpen: boolean) => void] {
  const [chosen, setChosen] = React.useState<boolean | null>(null);
  const opened = React.useRef(false);
  if (isNeeded) opened.current = true;
  return [chosen ?? opened.current, setChosen];
}

interface Announcement {
  readonly text: string;
  /** The person's own request ended in an error: said at once, not when the reader comes to it. */
  readonly isUrgent: boolean;
}

/** The line, once it says another status than at first; a check that finds the same says nothing. */
function useAnnouncement(view: View | null, waitsForAnswer: React.MutableRefObject<boolean>): Announcement {
  const before = React.useRef('');
  const said = React.useRef<Announcement>({ text: '', isUrgent: false });
  const now = view === null ? before.current : `${view.status} ${view.icon}`;
  if (view !== null && before.current !== '' && before.current !== now) {
    const text = [view.word, view.fact?.text].filter(Boolean).join(' · ');
    said.current = { text, isUrgent: waitsForAnswer.current && view.status === 'error' };
    if (view.status !== 'pending' && view.status !== 'sending') waitsForAnswer.current = false;
  }
  before.current = now;
  return said.current;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
