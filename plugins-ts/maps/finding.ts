import { CODES, explain, PROBLEMS, type ProblemName, type Severity } from './codes';
import type { Value } from './value';

/** Where in a file, both counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Something to know about a map before it runs. An error keeps it from starting. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** The map's key, or its file where the key could not be read. */
  readonly map: string;
  /** The Finance field, or the Dataverse path where there is none; absent where the whole map is meant. */
  readonly column?: string;
  readonly message: string;
  readonly remedy: string;
  readonly file?: string;
  readonly at?: TextPosition;
}

export interface FindingPlace {
  readonly map: string;
  readonly column?: string | undefined;
  readonly file?: string | undefined;
  readonly at?: TextPosition | undefined;
}

/** A finding in words. Parameters fill the sentences of the code; `column` is there by itself. */
export function finding(
  name: ProblemName,
  place: FindingPlace,
  parameters: Readonly<Record<string, Value>> = {},
): Finding {
  const code: string = PROBLEMS[name];
  const { message = '', remedy = '' } =
    explain(code, { ...(place.column === undefined ? {} : { column: place.column }), ...parameters }) ?? {};
  return {
    code,
    severity: CODES[code]?.severity ?? 'error',
    map: place.map,
    ...(place.column === undefined ? {} : { column: place.column }),
    message,
    remedy,
    ...(place.file === undefined ? {} : { file: place.file }),
    ...(place.at === undefined ? {} : { at: place.at }),
  };
}

export const hasErrors = (findings: readonly Finding[]): boolean => findings.some((one) => one.severity === 'error');

/** The map has errors: it must not run. */
export class MapRefused extends Error {
  override readonly name = 'MapRefused';
  constructor(
    readonly map: string,
    readonly findings: readonly Finding[],
  ) {
    const errors = findings.filter((one) => one.severity === 'error');
    super(`${map}: ${errors.map((one) => `${one.code} ${one.message}`).join('; ')}`);
  }
}
