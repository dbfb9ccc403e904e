/** What a privilege allows; the platform's names. */
export type Right = 'Create' | 'Read' | 'Write' | 'Delete' | 'Append' | 'AppendTo' | 'Assign' | 'Share';

export const RIGHTS: readonly Right[] = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share'];

/** How far a privilege reaches, as `privilegedepthmask` has it: own rows, business unit, with its children, organisation. */
export const DEPTH = { Basic: 1, Local: 2, Deep: 4, Global: 8 } as const;
export type Depth = (typeof DEPTH)[keyof typeof DEPTH];

/** On whose behalf something is done. */
export interface Caller {
  readonly userId: string;
  readonly businessUnitId: string;
  /** Language of labels and formatted values, as LCID. */
  readonly language: number;
  /** IANA zone of formatted values. */
  readonly zone: string;
  /** The platform itself: no privilege is asked, system columns may be written. */
  readonly system: boolean;
  readonly administrator: boolean;
  readonly roleCount: number;
  readonly teams: readonly string[];
  /** The business unit and those under it. */
  readonly businessUnits: readonly string[];
  /** Greatest depth per privilege, by its name in lower case. */
  readonly privileges: ReadonlyMap<string, number>;
  /** `table.column` of secured columns the caller may read, create with, update. */
  readonly secured: ReadonlyMap<string, { readonly read: boolean; readonly create: boolean; readonly update: boolean }>;
  /** The user who acts in another's name. */
  readonly onBehalfOf?: string;
}

/** Tables whose privileges bear another name than the table: orders and their lines share one, users have an older one. */
const NOUNS: Readonly<Record<string, string>> = {
  salesorder: 'Order',
  salesorderdetail: 'Order',
  sdkmessagefilter: 'SdkMessage',
  systemuser: 'User',
  uom: 'Product',
  uomschedule: 'Product',
};

/** `prvReadAccount`: the privilege for a right on a table. */
export function privilegeName(right: Right, schemaName: string): string {
  return `prv${right}${NOUNS[schemaName.toLowerCase()] ?? schemaName}`;
}
