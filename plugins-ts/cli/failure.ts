/**
 * What the command line answers with.
 *
 * | exit | means                                                             |
 * | ---- | ----------------------------------------------------------------- |
 * | 0    | done, nothing needs a person                                      |
 * | 1    | done, and something needs a person: rows in error, warnings       |
 * | 2    | the call, the connection file or a map is wrong: nothing was done |
 * | 3    | a side cannot be reached, or does not let this sign-in in         |
 * | 4    | this is not the environment that was set up: nothing was done     |
 * | 70   | a defect of Tandem itself                                         |
 */
export const EXIT = { done: 0, needsPerson: 1, wrongInput: 2, noAccess: 3, wrongPlace: 4, defect: 70 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const FAILURES = {
  CONNECTION_INCOMPLETE: 'TDM2101',
  UNREACHABLE: 'TDM2102',
  SIGN_IN_REFUSED: 'TDM2103',
  NO_RIGHT: 'TDM2104',
  WRONG_ORGANIZATION: 'TDM2105',
  WRONG_FINANCE: 'TDM2106',
  SOLUTION_MISSING: 'TDM2107',
  HOST_TOO_OLD: 'TDM2108',
  NOT_SET_UP: 'TDM2109',
  KEY_NOT_ACTIVE: 'TDM2110',
  MAP_UNKNOWN: 'TDM2111',
  RECORD_UNKNOWN: 'TDM2112',
  FILE_UNREADABLE: 'TDM2113',
  MAP_TO_FIX: 'TDM2114',
  RUN_ELSEWHERE: 'TDM2115',
  ZONE_UNKNOWN: 'TDM2116',
  CALL_WRONG: 'TDM2119',
  FILE_EXISTS: 'TDM2120',
  FILE_NOT_WRITTEN: 'TDM2121',
  DUAL_WRITE_MISSING: 'TDM2122',
  ROW_UNREADABLE: 'TDM2123',
  DIRECTION_MISSING: 'TDM2124',
  COLUMN_UNKNOWN: 'TDM2125',
  NOT_ACCEPTED: 'TDM2126',
  DEFECT: 'TDM9100',
} as const;

/** Ends a command with one sentence, a remedy and an exit code: no stack trace ever reaches a person. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly exit: ExitCode,
    readonly code: string,
    message: string,
    readonly remedy: string,
    options?: ErrorOptions & { readonly answer?: Readonly<Record<string, unknown>> },
  ) {
    super(message, options);
    this.answer = options?.answer ?? {};
  }

  /** What scripts get beside the error: findings that led to it. */
  readonly answer: Readonly<Record<string, unknown>>;
}
