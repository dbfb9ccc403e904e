/**
 * The engine's codes: what stands in `tandem_reasoncode`. The word is how the source names it; the digits are what a
 * person sees and searches for. 2xxx: outside the map's scope, 3xxx: refused by a side, 4xxx: missing or different,
 * 5xxx: conflict, 9xxx: Tandem itself. Findings and values of the map language (1xxx) are in `maps/codes.ts`.
 */
export const CODES = {
  /** The map's filter leaves the row out. */
  FILTER: 'TDM2001',
  /** The row's company is not one of those that run. */
  COMPANY_OFF: 'TDM2002',
  /** The row was finished before the cut-over. */
  BEFORE_CUTOVER: 'TDM2003',
  /** The row is gone, and the map says that its counterpart stays. */
  DELETED: 'TDM2004',
  /** The map takes its rows from Finance, and Finance does not have this one. */
  NOT_IN_FINANCE: 'TDM2005',
  /** Finance answered with a refusal; its words are in `tandem_financesays`. */
  FINANCE_REFUSED: 'TDM3001',
  /** Dataverse answered with a refusal. */
  DATAVERSE_REFUSED: 'TDM3002',
  /** A row it points to is not on the other side yet. Parameters: table, name, recordId, map. */
  PARENT_MISSING: 'TDM4001',
  /** A column that feeds the integration key has no value yet. Parameters: columns. */
  KEY_EMPTY: 'TDM4002',
  /** The counterpart has been deleted on the other side. A person's Retry makes it again. */
  TARGET_MISSING: 'TDM4003',
  /** A column that feeds the integration key has changed since the row was sent. Parameters: before, now. */
  KEY_CHANGED: 'TDM4004',
  /** Finance set columns to something else than was sent. Parameters: columns. */
  ADJUSTED: 'TDM4005',
  /** The row was deleted; an admin has asked to be asked before its counterpart is. */
  DELETE_ASK: 'TDM4006',
  /** Dataverse has several rows with this integration key. Parameters: key, rows. */
  KEY_AMBIGUOUS: 'TDM4007',
  /** Posted rows never change: the row was sent with other values. A correction is a row of its own. */
  ALREADY_POSTED: 'TDM4008',
  /** Finance has a row with this key and other values, which nobody here has sent. Parameters: key, columns. */
  KEY_TAKEN: 'TDM4009',
  /** The row was perhaps sent, so long ago that Finance may have archived it. A person's Retry sends it. Parameters: key. */
  RECEIPT_UNKNOWN: 'TDM4010',
  /** Rows of its release group are not there yet. Parameters: table, name, recordId, map. */
  RELEASE_GROUP: 'TDM4011',
  /** So many rows were deleted in a day that a person has to say that it is meant. Parameters: count, limit. */
  DELETE_BRAKE: 'TDM4012',
  /** Both sides changed the same columns, and the map's policy is to ask. Parameters: columns. */
  CONFLICT: 'TDM5001',
  /** The side did not answer for this row; it is tried again by itself. Parameters: side. */
  TRANSIENT: 'TDM9001',
  /** The row changed faster than it could be read and written. It is tried again by itself. */
  KEEPS_CHANGING: 'TDM9002',
} as const;

export type Code = (typeof CODES)[keyof typeof CODES];
