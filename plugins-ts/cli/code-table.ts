import { CODES as MAP_CODES } from '../maps';
import { REASONS, type Onwards } from '../sync';
import { FAILURES } from './failure';

/** A code that a person may meet, wherever it comes from. */
export interface CodeEntry {
  readonly code: string;
  /** Where it is met: in a table map, in a value of a record, on a record, at the command line. */
  readonly where: 'map' | 'value' | 'record' | 'command line';
  /** `{name}` stands for what the code is about. */
  readonly means: string;
  readonly remedy: string;
  /** Only on a record: who brings it on. */
  readonly onwards: Onwards | null;
  readonly dualWrite: string | null;
}

/** Of the command line each failure has a sentence of its own; this is what all with one code have in common. */
const FAILURES_IN_WORDS: Readonly<Record<keyof typeof FAILURES, string>> = {
  CONNECTION_INCOMPLETE: 'The connection file or the environment does not say where the sides are, or how to sign in.',
  UNREACHABLE: 'A side does not answer at its address, or something else does.',
  SIGN_IN_REFUSED: 'A side refuses the sign-in.',
  NO_RIGHT: 'The user may not do this.',
  WRONG_ORGANIZATION: 'This Dataverse is not the one that was set up: it is a copy.',
  WRONG_FINANCE: 'This Finance is not the one that was set up.',
  SOLUTION_MISSING: 'Tandem’s solution is not installed in this environment.',
  HOST_TOO_OLD: 'This command line is older than the solution.',
  NOT_SET_UP: 'Nothing has been set up or started here.',
  KEY_NOT_ACTIVE: 'Dataverse has not built an alternate key of Tandem’s tables.',
  MAP_UNKNOWN: 'There is no such table map in this environment.',
  RECORD_UNKNOWN: 'No record is found, or none that this can be said of.',
  FILE_UNREADABLE: 'A file cannot be read.',
  MAP_TO_FIX: 'A table map cannot start before something in it is mended.',
  RUN_ELSEWHERE: 'Another host has the feed of this table map.',
  ZONE_UNKNOWN: 'A text is no company with a time zone.',
  CALL_WRONG: 'The call does not say what it has to, or says something else.',
  FILE_EXISTS: 'A file is there already and would be written over.',
  FILE_NOT_WRITTEN: 'A file cannot be written.',
  DUAL_WRITE_MISSING: 'This environment has no dual-write, or no maps of it.',
  ROW_UNREADABLE: 'A file does not hold one row.',
  DIRECTION_MISSING: 'A table map carries nothing that way.',
  COLUMN_UNKNOWN: 'A name is no field of the key.',
  NOT_ACCEPTED: 'A table map cannot start before its warnings and unverified columns are accepted by name.',
  DEFECT: 'A defect of Tandem itself.',
};

/** Every code of the product, in order. */
export const CODE_TABLE: readonly CodeEntry[] = [
  ...Object.values(MAP_CODES).map((text): CodeEntry => ({
    code: text.code,
    where: text.code.startsWith('TDM13') ? 'value' : 'map',
    means: text.message,
    remedy: text.remedy,
    onwards: text.code.startsWith('TDM13') ? 'person' : null,
    dualWrite: text.dualWrite ?? null,
  })),
  ...Object.entries(REASONS).map(([code, { message, remedy, onwards }]): CodeEntry => ({
    code,
    where: 'record',
    means: message,
    remedy,
    onwards,
    dualWrite: null,
  })),
  ...Object.entries(FAILURES).map(([name, code]): CodeEntry => ({
    code,
    where: 'command line',
    means: FAILURES_IN_WORDS[name as keyof typeof FAILURES],
    remedy: '',
    onwards: null,
    dualWrite: null,
  })),
].sort((a, b) => a.code.localeCompare(b.code));

const ONWARDS: Readonly<Record<Onwards, string>> = {
  byItself: 'goes by itself',
  person: 'needs a person; Retry once it is mended',
  nobody: 'nothing to do',
};

export const onwardsInWords = (onwards: Onwards | null): string => (onwards === null ? '' : ONWARDS[onwards]);

/** The table as a page. Pure. */
export function codesAsMarkdown(table: readonly CodeEntry[]): string {
  const rows = table.map(({ code, where, means, remedy, onwards, dualWrite }) =>
    [code, where, means, remedy, onwardsInWords(onwards), dualWrite ?? ''].map(escaped).join(' | '),
  );
  return [
    '# Codes',
    '',
    'Made by `tandem explain --markdown`; `tandem explain CODE` says the same of one. `{name}` stands for what a code is about.',
    '',
    '| code | met in | means | what to do | onwards | dual-write |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
