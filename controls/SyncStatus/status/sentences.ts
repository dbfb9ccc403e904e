import { CODES } from '../../../plugins-ts/sync/codes';
import { codeOf, isBackingOff, isTemplate, lastAgreed, listed, mayRetry, parentOf, part, stringOf } from './causes';
import { columnList } from './columns';
import { keyValues } from '../../../plugins-ts/sync/finance-page';
import type { FormRecord, KnownRecord } from './known';
import { nounParts } from './nouns';
import type { Standing } from './standing';
import type { Parts } from './texts';
import { mapName, type Wording } from './wording';

/** Two sentences: what happened to this record, and what to do. */
export function sentences(wording: Wording, form: FormRecord, standing: Standing): readonly string[] {
  const key = sentenceKey(standing);
  const parts = sentenceParts(wording, form, standing);
  const more = part(standing.record, 'more');
  return [
    ...both(wording, key, parts),
    ...(standing.status === 'error' && more !== null ? [wording.texts('Say_moreProblems', { more })] : []),
  ];
}

export const both = ({ texts }: Wording, key: string, parts: Parts = {}): readonly string[] => [
  texts(`Say_${key}_1`, parts),
  texts(`Say_${key}_2`, parts),
];

function sentenceKey(standing: Standing): string {
  const { status, because, record, map, noHost } = standing;
  if (noHost) return 'noHost';
  switch (status) {
    case 'pending':
      if (map?.state === 'stopped') return 'stopped';
      if (map?.state === 'paused') return 'paused';
      if (because?.kind === 'asked') return 'asked';
      return isBackingOff(standing) ? backingOff(record) : 'pending';
    case 'waiting':
      return waiting(record);
    case 'inSync':
      return record !== null && record.adjusted.length > 0 ? 'adjusted' : 'inSync';
    case 'error':
      return failed(record);
    case 'notApplicable':
      if (isTemplate(standing)) return 'template';
      return stringOf(record, codeOf(standing)) ?? 'notApplicable';
    default:
      return status;
  }
}

function backingOff(record: KnownRecord | null): string {
  if (record?.reason?.code === CODES.KEEPS_CHANGING) return CODES.KEEPS_CHANGING;
  return part(record, 'side') === 'dataverse' ? 'backingOff_dataverse' : 'backingOff';
}

function waiting(record: KnownRecord | null): string {
  const parent = parentOf(record);
  if (parent !== null) return parent.isThere ? 'waiting' : 'waiting_unopened';
  return stringOf(record, record?.reason?.code ?? null) ?? 'waiting_other';
}

function failed(record: KnownRecord | null): string {
  const code = record?.reason?.code ?? null;
  if (code?.startsWith('TDM1') && part(record, 'maxLength') !== null) return 'tooLong';
  const own = stringOf(record, code);
  if (own !== null) return own;
  return record?.financeSays != null ? 'refused' : 'error';
}

function sentenceParts(wording: Wording, form: FormRecord, standing: Standing): Parts {
  const { record, map, host, because } = standing;
  const { times, now, texts, strings, label } = wording;
  const parent = parentOf(record);
  const at = standing.noHost
    ? (host?.lastSeen ?? null)
    : because !== null
      ? because.kind === 'asked'
        ? because.by.at
        : because.at
      : isBackingOff(standing)
        ? (record?.nextAttempt ?? null)
        : (record?.since ?? null);
  const agreed = record === null ? null : lastAgreed(record);
  const columns = record === null ? [] : standing.status === 'inSync' ? record.adjusted : listed(record, 'columns');
  const column = part(record, 'column');
  return {
    ...nounParts(strings, parent?.table ?? null, 'parent'),
    parentName: parent?.name,
    map: mapName(wording, map),
    time: at === null ? null : times.short(at, now),
    agreed: agreed === null ? null : times.short(agreed, now),
    columns: columnList(wording, columns),
    column: column === null ? null : label(column),
    maxLength: part(record, 'maxLength'),
    company: record?.company,
    before: part(record, 'before'),
    now: part(record, 'now'),
    key: part(record, 'key') ?? (record?.financeKey ? keyValues(record.financeKey, record.company).join(' · ') : null),
    code: record?.reason?.code,
    retry: texts(record === null || mayRetry(record, form.table) ? 'Action_retry' : 'Action_check'),
  };
}
