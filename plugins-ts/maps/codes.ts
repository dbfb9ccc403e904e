import type { Value } from './value';

/**
 * The codes of the map language: what is wrong with a map, and why a value cannot be carried. Where dual-write knows
 * the finding, the digits are dual-write's (DIPV1025 is TDM1025). 11xx: the file, 12xx: the map beside the metadata of
 * both sides, 13xx: a value of a row. The engine's own codes (2xxx and up) are in `sync/codes.ts`.
 */
export interface CodeText {
  readonly code: string;
  /** What it does to the map. Of a value: `error`, for the row is set aside. */
  readonly severity: Severity;
  /** A few words, for lists. */
  readonly title: string;
  /** One sentence. `{name}` stands for a parameter. */
  readonly message: string;
  /** What to do about it. `{name}` stands for a parameter. */
  readonly remedy: string;
  /** dual-write's own code for the same finding, for those who know it from there. */
  readonly dualWrite?: `DIPV${number}`;
}

export type Severity = 'error' | 'warning' | 'info';

const TABLE = {
  // ── Known to dual-write ────────────────────────────────────────────────────────────────────────────────────────────
  SCOPE_DIFFERS: {
    code: 'TDM1002',
    dualWrite: 'DIPV1002',
    severity: 'warning',
    title: 'Companies on one side only',
    message: '{companies} keeps its rows by company, {shared} does not: {consequence}.',
    remedy: '{advice}.',
  },
  NO_INTEGRATION_KEY: {
    code: 'TDM1003',
    dualWrite: 'DIPV1003',
    severity: 'error',
    title: 'No integration key',
    message: 'The map names no integration key.',
    remedy: 'Name the key fields of {entity} as integration key: {key}.',
  },
  KEY_NOT_TWO_WAY: {
    code: 'TDM1004',
    dualWrite: 'DIPV1004',
    severity: 'error',
    title: 'Key column is not two-way',
    message: 'The map has two-way columns, but {column}, which feeds the integration key, goes one way only.',
    remedy: 'Make {column} two-way, or all others one-way.',
  },
  REQUIRED_NOT_FED: {
    code: 'TDM1010',
    dualWrite: 'DIPV1010',
    severity: 'error',
    title: 'Required column is not fed',
    message: '{table} refuses a row without {column}, and no column map feeds it.',
    remedy: 'Map {column}, or give it a Default.',
  },
  READ_ONLY_TARGET: {
    code: 'TDM1011',
    dualWrite: 'DIPV1011',
    severity: 'error',
    title: 'Target is read-only',
    message: '{table} does not let anybody write {column}.',
    remedy: 'Turn the direction round, or remove the column map.',
  },
  FILTER_NOT_UNDERSTOOD: {
    code: 'TDM1012',
    dualWrite: 'DIPV1012',
    severity: 'error',
    title: 'Filter is not understood',
    message:
      'The {side} filter cannot be read at line {line}, column {place}: {found} stands where {expected} is expected.',
    remedy: 'Correct the text, or give the same condition as a structured filter under tandem.',
  },
  KEY_NOT_MAPPED: {
    code: 'TDM1014',
    dualWrite: 'DIPV1014',
    severity: 'error',
    title: 'Key field is not fed',
    message: 'The key field {column} of {entity} is fed by no column map of the integration key.',
    remedy: 'Map {column} from the Dataverse column that holds it, and name it in the integration key.',
  },
  KEY_LOOKUP_NOT_COVERED: {
    code: 'TDM1015',
    dualWrite: 'DIPV1015',
    severity: 'error',
    title: 'Lookup of the key is not covered',
    message:
      'The key field {column} is read through {lookup}, but of {table} only {given} is mapped, which is no key of it.',
    remedy: 'Map all columns of one of its keys through {lookup}: {keys}.',
  },
  NO_ROW_VERSION: {
    code: 'TDM1019',
    dualWrite: 'DIPV1019',
    severity: 'error',
    title: 'Table keeps no versions',
    message: '{table} has no versionnumber (a virtual or elastic table): changes of its rows cannot be told.',
    remedy: 'Map the table that the rows are kept in.',
  },
  SOURCE_EMPTY: {
    code: 'TDM1021',
    dualWrite: 'DIPV1021',
    severity: 'error',
    title: 'Column map without source',
    message: '{column} has no source and no Default.',
    remedy: 'Name the source, or give a Default.',
  },
  UNKNOWN_FIELD: {
    code: 'TDM1022',
    dualWrite: 'DIPV1022',
    severity: 'error',
    title: 'Unknown Finance field',
    message: '{entity} has no field {column}.{suggestion}',
    remedy: 'Correct the name.',
  },
  FIELD_TWICE: {
    code: 'TDM1023',
    dualWrite: 'DIPV1023',
    severity: 'error',
    title: 'Two columns write one Finance field',
    message: 'Several column maps write the Finance field {column}.',
    remedy: 'Keep one of them.',
  },
  TARGET_EMPTY: {
    code: 'TDM1024',
    dualWrite: 'DIPV1024',
    severity: 'error',
    title: 'Column map without target',
    message: '{column} goes {direction}, but names no column there.',
    remedy: 'Name the target, or turn the direction round.',
  },
  UNKNOWN_COLUMN: {
    code: 'TDM1025',
    dualWrite: 'DIPV1025',
    severity: 'error',
    title: 'Unknown Dataverse column',
    message: '{table} has no column {column}.{suggestion}',
    remedy: 'Correct the name, or add the column to {table}.',
  },
  COLUMN_TWICE: {
    code: 'TDM1026',
    dualWrite: 'DIPV1026',
    severity: 'error',
    title: 'Two columns write one Dataverse column',
    message: 'Several column maps write the Dataverse column {column}.',
    remedy: 'Keep one of them.',
  },
  LOOKUP_KEY_NOT_COVERED: {
    code: 'TDM1027',
    dualWrite: 'DIPV1027',
    severity: 'error',
    title: 'Lookup is not covered by a key',
    message: '{lookup} is written by finding a row of {table} by {given}, which is no whole key of it.',
    remedy: 'Map all columns of one of its keys through {lookup}: {keys}.',
  },
  PATH_ENDS_IN_LOOKUP: {
    code: 'TDM1028',
    dualWrite: 'DIPV1028',
    severity: 'error',
    title: 'Path ends in a lookup',
    message: '{path} ends in a lookup, which holds nothing that Finance knows.',
    remedy: 'Add the column of {tables} that Finance knows, such as its number.',
  },
  VALUE_MAP_TWICE: {
    code: 'TDM1029',
    dualWrite: 'DIPV1029',
    severity: 'error',
    title: 'Value map says one thing twice',
    message: 'The value map of {column} has several entries for {value}.',
    remedy: 'Keep one entry for {value}.',
  },
  TYPES_DIFFER: {
    code: 'TDM1030',
    dualWrite: 'DIPV1030',
    severity: 'error',
    title: 'Types do not fit',
    message: '{dataverse} is {dataverseType}, {column} is {financeType}.',
    remedy: 'Map another column, or translate the values with a value map.',
  },
  REQUIRED_WITHOUT_DEFAULT: {
    code: 'TDM1031',
    dualWrite: 'DIPV1031',
    severity: 'error',
    title: 'Required column has neither source nor Default',
    message: '{table} refuses a row without {column}, and its column map has no source and no Default.',
    remedy: 'Give {column} a source or a Default.',
  },

  // ── The file ───────────────────────────────────────────────────────────────────────────────────────────────────────
  NOT_JSON: {
    code: 'TDM1101',
    severity: 'error',
    title: 'Not JSON',
    message: '{file} is no JSON: {problem}.',
    remedy: 'Correct line {line}, column {place}.',
  },
  MISSING: {
    code: 'TDM1102',
    severity: 'error',
    title: 'Property is missing',
    message: '{property} is missing.',
    remedy: 'Add {property}: {expected}.',
  },
  WRONG_TYPE: {
    code: 'TDM1103',
    severity: 'error',
    title: 'Property has the wrong type',
    message: '{property} is {found}, expected is {expected}.',
    remedy: 'Write {expected}.',
  },
  UNKNOWN_DIRECTION: {
    code: 'TDM1104',
    severity: 'error',
    title: 'Unknown direction',
    message: 'syncDirection {value} means nothing.',
    remedy: 'Write 1 (to Dataverse), 2 (to Finance) or 3 (both).',
  },
  UNKNOWN_TRANSFORM: {
    code: 'TDM1105',
    severity: 'error',
    title: 'Unknown transform',
    message: 'There is no transform {value}.',
    remedy: 'Use one of: {allowed}.',
  },
  NOT_A_CHOICE: {
    code: 'TDM1106',
    severity: 'error',
    title: 'Unknown word',
    message: '{property} is {value}.',
    remedy: 'Use one of: {allowed}.',
  },
  BAD_FILTER: {
    code: 'TDM1107',
    severity: 'error',
    title: 'Filter has an unknown form',
    message: '{property} is no condition.',
    remedy: 'Write {"column", "is", "value"}, or {"all": […]}, {"any": […]}, {"not": …}.',
  },
  PROPERTY_TWICE: {
    code: 'TDM1108',
    severity: 'error',
    title: 'Property stands twice',
    message: '{property} stands more than once; only one of them would count.',
    remedy: 'Keep one of them.',
  },

  // ── Filters ────────────────────────────────────────────────────────────────────────────────────────────────────────
  FILTER_NOT_CLOSED: {
    code: 'TDM1140',
    severity: 'error',
    title: 'Bracket or quote is not closed',
    message: 'The {side} filter opens {sign} at line {line}, column {place}, and never closes it.',
    remedy: 'Close {sign}, or take it out.',
  },
  FILTER_OPERAND_MISSING: {
    code: 'TDM1141',
    severity: 'error',
    title: 'Filter compares with nothing',
    message: 'The {side} filter needs {operand} at line {line}, column {place}, where {found} stands.',
    remedy: 'Write {operand} there, or take the comparison out.',
  },
  FILTER_UNKNOWN_FUNCTION: {
    code: 'TDM1142',
    severity: 'error',
    title: 'Unknown function in filter',
    message: 'The {side} filter calls {function} at line {line}, column {place}, which is unknown.{suggestion}',
    remedy: 'Use one of: {allowed}.',
  },
  FILTER_TOO_LARGE: {
    code: 'TDM1143',
    severity: 'error',
    title: 'Filter is too large',
    message: 'The {side} filter has more than {limit} (line {line}, column {place}).',
    remedy: 'Shorten the filter; no map needs so much.',
  },
  FILTERS_DIFFER: {
    code: 'TDM1144',
    severity: 'warning',
    title: 'Two filters that differ',
    message: 'The text of the {side} filter says something else than the structured filter beside it, which counts.',
    remedy: 'Remove one of them, or make both say the same.',
  },
  FILTER_NOT_SAYABLE: {
    code: 'TDM1145',
    severity: 'warning',
    title: 'Filter has no text for dual-write',
    message: "dual-write's filters of {side} have no words for {what}.",
    remedy: 'Say it otherwise, or keep the structured filter, which only Tandem reads.',
  },
  FILTER_COLUMN_NOT_MAPPED: {
    code: 'TDM1146',
    severity: 'info',
    title: 'Filter looks at a column that is not mapped',
    message: 'The {side} filter looks at {column}, which no column map carries; dual-write advises against it.',
    remedy: 'Map {column}, if it changes during the life of a row: {effect}.',
  },
  FILTER_PATH: {
    code: 'TDM1147',
    severity: 'info',
    title: 'Filter looks through a lookup',
    message: 'The {side} filter looks at {column} through a lookup, which dual-write refuses and Tandem does.',
    remedy: 'Nothing. But a change of the row behind the lookup is not seen before the row itself changes.',
  },
  FILTER_UNKNOWN_SYMBOL: {
    code: 'TDM1148',
    severity: 'error',
    title: 'Filter names an unknown Finance value',
    message: 'The {side} filter compares {column} with {value}, which is none of its values.{suggestion}',
    remedy: 'Use one of: {allowed}.',
  },
  FILTER_UNKNOWN_OPTION: {
    code: 'TDM1149',
    severity: 'error',
    title: 'Filter names an unknown choice',
    message: 'The {side} filter compares {column} with {value}, which is none of its choices.',
    remedy: 'Use one of: {allowed}.',
  },
  FILTER_COMPARISON_DOES_NOT_FIT: {
    code: 'TDM1150',
    severity: 'error',
    title: 'Filter compares as the column cannot be compared',
    message: 'The {side} filter says {column} {is} {value}; {column} ({type}) can only be compared by {allowed}.',
    remedy: 'Use one of: {allowed}.',
  },
  FILTER_SYMBOL_BY_NUMBER: {
    code: 'TDM1151',
    severity: 'warning',
    title: 'Filter names a Finance value by its number',
    message: 'The {side} filter compares {column} with {value}, which is taken for {symbol}, by its place in the list.',
    remedy: 'Write {symbol}, if that is meant.',
  },
  FILTER_ORDER_OF_NOTHING: {
    code: 'TDM1152',
    severity: 'warning',
    title: 'Filter asks whether something is more or less than nothing',
    message: 'The {side} filter says {column} {is} null, which never holds: nothing has no order in Dataverse.',
    remedy: 'Write eq null or ne null.',
  },
  FILTER_NOT_A_DATE: {
    code: 'TDM1153',
    severity: 'error',
    title: 'Filter names a day that does not exist',
    message: 'The {side} filter has {value} at line {line}, column {place}, which is no date.',
    remedy: 'Write a date that exists.',
  },
  FILTER_PATH_IN_TEXT: {
    code: 'TDM1154',
    severity: 'error',
    title: 'Filter text looks through a lookup',
    message: 'The {side} filter names the path {path} at line {line}, column {place}; dual-write refuses paths.',
    remedy: 'Give the condition as a structured filter under tandem, where paths are allowed, and take the text away.',
  },
  FILTER_WRONG_ARGUMENTS: {
    code: 'TDM1155',
    severity: 'error',
    title: 'Function in filter has the wrong arguments',
    message:
      'The {side} filter calls {function} at line {line}, column {place}, with other things than a column and a text.',
    remedy: "Write {function}(column,'text').",
  },
  FILTER_TEXT_NOT_READ: {
    code: 'TDM1156',
    severity: 'warning',
    title: 'Filter text is not understood',
    message: 'The text of the {side} filter is not understood, and the structured filter beside it counts. {problem}',
    remedy: 'See to it that the structured filter says what the text says.',
  },

  // ── The map beside the metadata ────────────────────────────────────────────────────────────────────────────────────
  COMPANY_NOT_FED: {
    code: 'TDM1201',
    severity: 'error',
    title: 'Company is not fed',
    message: '{entity} has rows per company, but no column map feeds {column}.',
    remedy: 'Map {column} from the company code, such as msdyn_company.cdm_companycode.',
  },
  NOT_A_KEY_FIELD: {
    code: 'TDM1202',
    severity: 'error',
    title: 'Integration key is not the key of the entity',
    message: '{column} is in the integration key, but not in the key of {entity} ({key}).',
    remedy: 'Take {column} out of the integration key.',
  },
  OTHER_TABLE: {
    code: 'TDM1203',
    severity: 'error',
    title: 'Table and metadata differ',
    message: 'The map says {said}; the metadata says {found}.',
    remedy: 'Correct the map, or read the metadata again.',
  },
  NOT_INVERTIBLE: {
    code: 'TDM1204',
    severity: 'error',
    title: 'Two-way column cannot come back',
    message: '{column} is two-way, but {reason}.',
    remedy: 'Make the column one-way, or change the transform.',
  },
  UNKNOWN_MAP_SYMBOL: {
    code: 'TDM1205',
    severity: 'error',
    title: 'Value map names an unknown Finance value',
    message: 'The value map of {column} has {value}, which {entity} does not know.{suggestion}',
    remedy: 'Use one of: {allowed}.',
  },
  UNKNOWN_MAP_OPTION: {
    code: 'TDM1206',
    severity: 'error',
    title: 'Value map names an unknown Dataverse value',
    message: 'The value map of {column} has {value}, which {table} does not know.',
    remedy: 'Use one of: {allowed}.',
  },
  DEFAULT_DOES_NOT_FIT: {
    code: 'TDM1207',
    severity: 'error',
    title: 'Default does not fit',
    message: 'The Default {value} of {column} does not fit: {problem}',
    remedy: 'Give a Default that {column} takes.',
  },
  NEEDS_VALUE_MAP: {
    code: 'TDM1208',
    severity: 'error',
    title: 'Value map is missing',
    message: '{dataverse} ({dataverseType}) and {column} ({financeType}) name their values differently.',
    remedy: 'Add a value map from the values of {column} to those of {dataverse}.',
  },
  TEXT_MAY_NOT_FIT: {
    code: 'TDM1209',
    severity: 'warning',
    title: 'Text may be too long',
    message: '{source} takes {length} characters, {target} only {maxLength}.',
    remedy: 'Longer texts are refused, row by row. Shorten {source}, or add Truncate to a one-way column.',
  },
  PATH_THROUGH_COLUMN: {
    code: 'TDM1210',
    severity: 'error',
    title: 'Path leads through a column that is no lookup',
    message: '{path} goes on after {column}, which is no lookup of {table}.',
    remedy: 'Name a lookup, or end the path at {column}.',
  },
  PATH_NOT_READ: {
    code: 'TDM1211',
    severity: 'error',
    title: 'Table on a path is not readable',
    message: '{path} leads to {tables}, whose columns could not be read.',
    remedy: 'Give the host read access to {tables}.',
  },
  UNKNOWN_FILTER_COLUMN: {
    code: 'TDM1213',
    severity: 'error',
    title: 'Filter names an unknown column',
    message: 'The {side} filter names {column}, which {table} does not have.{suggestion}',
    remedy: 'Correct the name in the filter.',
  },
  FILTER_VALUE_DOES_NOT_FIT: {
    code: 'TDM1214',
    severity: 'error',
    title: 'Filter compares with a value that cannot be',
    message: 'The {side} filter compares {column} with {value}: {problem}',
    remedy: 'Correct the value in the filter.',
  },
  INFERRED: {
    code: 'TDM1215',
    severity: 'info',
    title: 'Unverified',
    message: '{column} is reasoned, not read in a map of Microsoft.',
    remedy: 'Compare it with your own dual-write map, and accept it or change it.',
  },
  DATE_UNSAID: {
    code: 'TDM1216',
    severity: 'warning',
    title: 'Day or moment is not said',
    message: 'Finance does not tell whether {column} holds a day or a moment; it is taken for {taken}.',
    remedy: 'Add a Date transform to the column map.',
  },
  NOTHING_TO_CUT: {
    code: 'TDM1217',
    severity: 'warning',
    title: 'Truncate without length',
    message: '{column} is to be cut, but nothing tells its length.',
    remedy: 'Give the length in the Truncate transform.',
  },
  SECURED_COLUMN: {
    code: 'TDM1218',
    severity: 'warning',
    title: 'Column security is on',
    message: '{column} reads as empty for whoever lacks the permission, and would empty the other side.',
    remedy: 'Give the host the column security profile of {column}.',
  },
  VALUE_MAP_INCOMPLETE: {
    code: 'TDM1219',
    severity: 'warning',
    title: 'Value map does not cover every value',
    message: 'The value map of {column} has nothing for: {values}. Rows with one of these are refused.',
    remedy: 'Add the missing entries.',
  },
  DECIMALS_MAY_BE_LOST: {
    code: 'TDM1220',
    severity: 'warning',
    title: 'Decimals may not fit',
    message: '{source} keeps {scale} decimals, {target} only {maxScale}.',
    remedy: 'Values with more decimals are refused, row by row. Add Round to a one-way column to allow it.',
  },
  LOOKUP_BY_NAME: {
    code: 'TDM1221',
    severity: 'warning',
    title: 'Lookup is found by a column that may repeat',
    message: '{path} is written by finding the row of {table} whose {column} fits; {table} has no key on it.',
    remedy: 'Add an alternate key on {column} to {table}, or see to it that its values do not repeat.',
  },
  TRANSFORM_NEEDS: {
    code: 'TDM1230',
    severity: 'error',
    title: 'Transform does not suit the column',
    message: '{transform} is for {needs}, and {column} is {type}.',
    remedy: 'Take {transform} out, or map another column.',
  },
  TRANSFORM_TWICE: {
    code: 'TDM1231',
    severity: 'error',
    title: 'Transform stands twice',
    message: '{column} has {transform} more than once; only one of them would count.',
    remedy: 'Keep one of them.',
  },
  JOIN_TOO_FEW: {
    code: 'TDM1232',
    severity: 'error',
    title: 'Join of too few columns',
    message: '{column} joins {count}; there is nothing to join.',
    remedy: 'Name at least two columns, or map the one by itself.',
  },
  TRANSFORM_AND_SOURCE: {
    code: 'TDM1233',
    severity: 'error',
    title: 'Transform and source contradict each other',
    message: '{transform} makes the value of {column} by itself, and {other} would never count.',
    remedy: 'Keep {transform} or {other}.',
  },
  SIZE_MAKES_NO_SENSE: {
    code: 'TDM1234',
    severity: 'error',
    title: 'Size makes no sense',
    message: '{transform} of {column} to {size}: there is no such size.',
    remedy: 'Give a whole number, {least} or more, or none.',
  },
  UNKNOWN_ZONE: {
    code: 'TDM1222',
    severity: 'error',
    title: 'Unknown time zone',
    message: '{column} names the time zone {zone}, which does not exist.',
    remedy: 'Write company, or a zone such as Europe/Paris.',
  },
  DAY_WITHOUT_ZONE: {
    code: 'TDM1260',
    severity: 'warning',
    title: 'Moment and day without a time zone',
    message: '{moment} is a moment and {day} a day, and no time zone says whose day: it is the day in UTC.',
    remedy: 'Add the zone to the Date transform: "company", or a zone such as Europe/Paris.',
  },
  VIRTUAL_GUID: {
    code: 'TDM1261',
    severity: 'error',
    title: 'Virtual tables have no ids',
    message: '{table} is a virtual table, and virtual tables have no column of type Guid for {column}.',
    remedy: 'Map the Finance entity itself, or leave {column} out.',
  },
  SCHEDULE_ONLY: {
    code: 'TDM1262',
    severity: 'error',
    title: 'Table is written by schedules only',
    message:
      '{table} is written by the scheduling service only, which no unattended user may call; {column} cannot go there.',
    remedy: 'Turn the direction round, or remove the column map.',
  },
  PLATFORM_ONLY: {
    code: 'TDM1263',
    severity: 'error',
    title: 'Column is written by the platform only',
    message: 'Project Operations refuses whoever writes {column} of {table}, except itself and dual-write.',
    remedy: 'Mark the column map with "answer": true, which keeps the value of Finance beside the row, or remove it.',
  },

  // ── Maps beside each other ─────────────────────────────────────────────────────────────────────────────────────────
  MAP_KEY_TWICE: {
    code: 'TDM1265',
    severity: 'error',
    title: 'Two maps have one key',
    message: '{maps} all have the key {key}, which tells maps apart for ever.',
    remedy: 'Give each map a key of its own.',
  },
  MAPS_IN_A_CIRCLE: {
    code: 'TDM1266',
    severity: 'error',
    title: 'Maps wait for each other',
    message: '{circle}: each waits for rows of the next, {side}.',
    remedy: 'Leave one of the lookups out: {lookups}. Or give the maps one release group.',
  },
  ORDER_AGAINST_LOOKUPS: {
    code: 'TDM1267',
    severity: 'warning',
    title: 'Map comes before one that it needs',
    message:
      '{name} (order {order}) looks up rows of {other} (order {otherOrder}) through {column}, which is filled after it.',
    remedy: 'Give {name} an order above {otherOrder}.',
  },
  TWO_MAPS_WRITE: {
    code: 'TDM1268',
    severity: 'error',
    title: 'Two maps write one column',
    message: '{other} writes {column} of {table} as well, and nothing tells their rows apart.',
    remedy:
      'Let one of the maps write {column}, or give them filters that exclude each other; or start only one of them.',
  },
  TWO_MAPS_WRITE_APART: {
    code: 'TDM1269',
    severity: 'warning',
    title: 'Two maps write one column, for different rows',
    message: '{other} writes {column} of {table} as well; their filters exclude each other.',
    remedy: 'Nothing, as long as a row never passes from one filter to the other.',
  },
  EARLIER_MAP_ABSENT: {
    code: 'TDM1270',
    severity: 'warning',
    title: 'Map that goes first does not run',
    message: 'Rows of {name} are held until those of {earlier} that point to them are in Finance, and it does not run.',
    remedy: 'Start {earlier} as well; until then only rows go to which nothing points.',
  },
  EARLIER_COLUMN_UNKNOWN: {
    code: 'TDM1271',
    severity: 'error',
    title: 'Unknown column in "releasedAfter"',
    message: '{table} has no column {column}, by which rows of {earlier} would point to those of {name}.',
    remedy: 'Name a lookup of {table}, or a column that holds the id as text, in the policies of {name}.',
  },

  // ── How rows get to Finance ────────────────────────────────────────────────────────────────────────────────────────
  ENTITY_NOT_SHOWN: {
    code: 'TDM1550',
    severity: 'info',
    title: 'Entity is not public',
    message: 'Finance shows {entity} to data management only: its fields could not be looked at.',
    remedy: 'Compare them with the entity in a data project of Finance.',
  },
  NO_WAY_TO_FINANCE: {
    code: 'TDM1551',
    severity: 'error',
    title: 'Entity takes no rows',
    message: 'Finance takes rows of {entity} neither by OData nor in data packages.',
    remedy: 'Have the entity enabled for data management in Finance, or leave the map stopped.',
  },

  // ── Before a map starts ────────────────────────────────────────────────────────────────────────────────────────────
  NOT_PINNED: {
    code: 'TDM1500',
    severity: 'error',
    title: 'Environment is not set up',
    message: 'Nothing says which organisation and which Finance belong together here.',
    remedy: 'Run tandem setup.',
  },
  OTHER_ORGANIZATION: {
    code: 'TDM1501',
    severity: 'error',
    title: 'This is a copy',
    message: 'This environment was set up as organisation {pinned}, and is {found}.',
    remedy: 'Give it its own Finance with tandem setup --repin, or leave Tandem stopped here.',
  },
  OTHER_FINANCE: {
    code: 'TDM1502',
    severity: 'error',
    title: 'Another Finance',
    message: 'This environment belongs to {pinned}, and the connection names {found}.',
    remedy: 'Correct the connection; if Finance has moved, say so with tandem setup --repin.',
  },
  NOT_INSTALLED: {
    code: 'TDM1503',
    severity: 'error',
    title: 'Solution is missing',
    message: 'The Tandem solution is not installed in this environment.',
    remedy: 'Import it: tandem setup --solution Tandem_managed.zip.',
  },
  SOLUTION_OLDER: {
    code: 'TDM1504',
    severity: 'warning',
    title: 'Solution is older',
    message: 'The solution has version {solution}, older than this command line ({version}).',
    remedy: 'Run tandem setup --solution with the zip of this version.',
  },
  VERSION_TOO_OLD: {
    code: 'TDM1505',
    severity: 'error',
    title: 'Command line is too old',
    message: 'This command line has version {version}, older than the solution ({solution}).',
    remedy: 'Install version {solution} of the command line on this machine.',
  },
  HOST_OLDER: {
    code: 'TDM1506',
    severity: 'warning',
    title: 'Host is older than the solution',
    message: 'The host {host} has version {version}, older than the solution ({solution}), and stops itself.',
    remedy: 'Install version {solution} where {host} runs.',
  },
  SETTING_WRONG: {
    code: 'TDM1508',
    severity: 'warning',
    title: 'Setting is no such number',
    message: 'The setting {setting} is "{value}", and goes from {least} to {most}, whole: what holds without it holds.',
    remedy: 'Correct or clear the row {setting} of the settings.',
  },
  SETTING_OF_NO_MAP: {
    code: 'TDM1509',
    severity: 'warning',
    title: 'Setting of a map that is not there',
    message: 'The setting {setting} is for {map}, and there is no such table map.',
    remedy: 'Put the key of a table map after the dot: tandem status names them.',
  },
  OWN_KEY_NOT_ACTIVE: {
    code: 'TDM1507',
    severity: 'error',
    title: "Key of Tandem's tables is not Active",
    message: 'The key {keys} of {table} is {status}: without it two hosts could write one row twice.',
    remedy: 'Look at the system jobs of the environment, and reactivate the key.',
  },
  TRACKING_OFF: {
    code: 'TDM1510',
    severity: 'warning',
    title: 'Table does not track changes',
    message:
      '{table} does not track changes: its deletes are found by comparing the whole table, every quarter of an hour.',
    remedy: 'Switch on Track changes of {table}, or say "compare" as its feed.',
  },
  KEY_NOT_ACTIVE: {
    code: 'TDM1511',
    severity: 'warning',
    title: 'Key is not Active',
    message: 'The key {keys} of {table} is {status}: rows are not found by it, and their values may repeat.',
    remedy: 'Look at the system jobs of the environment, and reactivate the key.',
  },
  SECURED_NOT_READABLE: {
    code: 'TDM1512',
    severity: 'error',
    title: 'Column cannot be read',
    message:
      '{who} may not read {column} of {table}, which is secured: it would read as empty, and empty the other side.',
    remedy: 'Give {who} a column security profile that lets it read {column}.',
  },
  TABLE_NOT_READABLE: {
    code: 'TDM1514',
    severity: 'error',
    title: 'Table cannot be read',
    message: '{who} lacks {privilege}, without which {table} cannot be read.',
    remedy: 'Give {who} the role Tandem host, or add {privilege} to its role.',
  },
  TABLE_NOT_READ_WHOLE: {
    code: 'TDM1515',
    severity: 'error',
    title: 'Only some rows can be read',
    message: '{who} has {privilege} for some rows only ({depth}): changes are told only to who reads all of {table}.',
    remedy: 'Give {privilege} for the whole organisation.',
  },
  TABLE_NOT_WRITABLE: {
    code: 'TDM1516',
    severity: 'error',
    title: 'Table cannot be written',
    message: '{who} lacks {privilege}, without which the map cannot write {table}.',
    remedy: 'Give {who} the role Tandem host, or add {privilege} to its role.',
  },
  RIGHTS_NOT_KNOWN: {
    code: 'TDM1517',
    severity: 'warning',
    title: 'Rights could not be looked at',
    message: 'What {who} may do could not be read.',
    remedy: 'Run tandem doctor as a user who may read users, roles and column security profiles.',
  },
  DUAL_WRITE_RUNS: {
    code: 'TDM1520',
    severity: 'error',
    title: 'Same map runs in dual-write',
    message: 'dual-write runs {table} and {entity} too, says {where}: both would write the same rows.',
    remedy: 'Stop the map in dual-write before it starts here; do not unlink.',
  },
  DUAL_WRITE_NOT_KNOWN: {
    code: 'TDM1521',
    severity: 'warning',
    title: 'Maps of dual-write could not be looked at',
    message: 'Whether dual-write runs a map could not be read: {problem}',
    remedy: 'Look at the list of maps in dual-write, and stop there what shall run here.',
  },
  ZONE_MISSING: {
    code: 'TDM1522',
    severity: 'error',
    title: 'Company has no time zone',
    message: 'Days of {column} are those of the company, and company {company} has no time zone.',
    remedy: 'Set it: tandem setup --zones {company}=Europe/Paris (all companies in one call).',
  },
  COMPANY_UNKNOWN: {
    code: 'TDM1523',
    severity: 'error',
    title: 'Company is not in Finance',
    message: 'The map runs in company {company}, which Finance does not have.',
    remedy: 'Correct the companies of the map: tandem setup --start {map} --companies.',
  },
  COMPANY_NOT_THERE: {
    code: 'TDM1524',
    severity: 'warning',
    title: 'Company is not in Dataverse',
    message: 'Finance has company {company}, and Dataverse has no row of cdm_company for it: no row can belong to it.',
    remedy: 'Start the map of legal entities first, or leave the company out.',
  },
  COMPANY_NOT_ENABLED: {
    code: 'TDM1525',
    severity: 'warning',
    title: 'Company is not linked',
    message:
      'Company {company} is not enabled for dual-write in Dataverse, so that it has no business unit and no owner team.',
    remedy: 'Link the company in dual-write, or leave it out.',
  },
  ENTITY_READ_ONLY: {
    code: 'TDM1530',
    severity: 'error',
    title: 'Entity takes no rows',
    message: '{entity} is read-only in OData, and the map goes to Finance.',
    remedy: 'Turn the directions round, or map another entity.',
  },

  // ── dual-write's maps, in and out ──────────────────────────────────────────────────────────────────────────────────
  NOT_DUAL_WRITE: {
    code: 'TDM1400',
    severity: 'error',
    title: 'Not from dual-write',
    message: '{file} holds nothing that dual-write stores or exports: {found}.',
    remedy: 'Give a msdyn_mapping text, a msdyn_dualwriteentitymap row, a list of them, or a solution with table maps.',
  },
  ZIP_BROKEN: {
    code: 'TDM1401',
    severity: 'error',
    title: 'Zip is broken',
    message: '{file} is no whole zip: {problem}.',
    remedy: 'Export the solution again, or copy the file again.',
  },
  TOO_LARGE: {
    code: 'TDM1402',
    severity: 'error',
    title: 'Too large',
    message: '{what} is larger than any that dual-write makes ({size}; at most {limit}).',
    remedy: 'Export only the table maps.',
  },
  WRONG_ENCODING: {
    code: 'TDM1403',
    severity: 'error',
    title: 'Unreadable characters',
    message: '{file} is no {encoding}: here stands a byte that cannot be.',
    remedy: 'Save the file as UTF-8.',
  },
  OTHER_ENCODING: {
    code: 'TDM1404',
    severity: 'info',
    title: 'Other encoding than UTF-8',
    message: '{file} was read as {encoding}, because {reason}.',
    remedy: 'If letters look wrong, save the file as UTF-8 and import it again.',
  },
  XML_BROKEN: {
    code: 'TDM1405',
    severity: 'error',
    title: 'Not XML',
    message: '{file} is no well-formed XML: {problem}',
    remedy: 'Export the solution again.',
  },
  XML_DECLARES: {
    code: 'TDM1406',
    severity: 'error',
    title: 'XML with definitions of its own',
    message: '{file} has {found}, which no export of Dataverse has.',
    remedy: 'Import only files that you exported yourself. Remove {found} if you know where it comes from.',
  },
  NO_MAPS: {
    code: 'TDM1407',
    severity: 'error',
    title: 'No table maps in it',
    message: '{file} is {kind}, but has no dual-write table map.',
    remedy: 'Add the table maps to the solution (Add existing, More, Dual Write entity map) and export it again.',
  },
  OLDER_VERSIONS: {
    code: 'TDM1408',
    severity: 'info',
    title: 'Older versions are left out',
    message: '{name} is there in several versions; {version} was taken ({reason}), not {others}.',
    remedy: 'To take another one, export it alone.',
  },
  PARKED_VERSION: {
    code: 'TDM1409',
    severity: 'warning',
    title: 'Version looks parked',
    message: '{name} has version {version}, a number that is used to put a map aside.',
    remedy: 'See to it that this is the map that you use, and give it a version of its own.',
  },
  NAMES_DIFFER: {
    code: 'TDM1410',
    severity: 'warning',
    title: 'Several maps of one pair',
    message: '{names} all connect {entity} and {table}; {name} was taken ({reason}).',
    remedy: 'Compare them. To take another one, export it alone.',
  },
  WITHOUT_MAPPING: {
    code: 'TDM1411',
    severity: 'error',
    title: 'Row without mapping',
    message: 'The row {name} has no msdyn_mapping.',
    remedy: 'Read the row with its msdyn_mapping column.',
  },
  OTHER_SIDES: {
    code: 'TDM1412',
    severity: 'error',
    title: 'Not between Finance and Dataverse',
    message: '{property} is {value}, expected is {expected}.',
    remedy: 'Import table maps of dual-write between finance and operations and Dataverse only.',
  },
  MORE_LEGS: {
    code: 'TDM1413',
    severity: 'warning',
    title: 'Only the first leg counts',
    message: 'The map has {count} legs; Tandem keeps the others, but syncs only the first.',
    remedy: 'Make a map of its own of every further leg.',
  },
  GUESSED: {
    code: 'TDM1414',
    severity: 'warning',
    title: "Tandem's part is guessed",
    message: 'No shipped map connects {entity} and {table}; guessed were {guessed}.',
    remedy: 'Look at these properties under "tandem" and correct them.',
  },
  KEY_AS_SHIPPED: {
    code: 'TDM1415',
    severity: 'info',
    title: 'Integration key of the shipped map',
    message: 'dual-write keeps no integration key in the map; {key} is the key of the shipped map.',
    remedy: "Compare it with the integration key in dual-write's environment details.",
  },
  KEY_GUESSED: {
    code: 'TDM1416',
    severity: 'warning',
    title: 'Integration key is guessed',
    message: 'The integration key {key} was made from {source}.',
    remedy: "Compare it with the integration key in dual-write's environment details.",
  },
  KEY_UNKNOWN: {
    code: 'TDM1417',
    severity: 'warning',
    title: 'Integration key is unknown',
    message: 'Nothing tells the integration key of {entity}; the map cannot run without one.',
    remedy: 'Name the key fields of {entity} as "integrationKey" under "tandem".',
  },
  KEY_NOT_USABLE: {
    code: 'TDM1418',
    severity: 'info',
    title: 'Integration key of dual-write is not usable',
    message: "dual-write's integration key {key} of {table} is not used: {reason}.",
    remedy: 'Map every part of the key, or name the key fields of {entity} as "integrationKey" under "tandem".',
  },
  TRANSFORM_OF_ANOTHER: {
    code: 'TDM1419',
    severity: 'warning',
    title: 'Transform names another column',
    message: 'A transform of {column} says that it belongs to {said}.',
    remedy: 'The transform is used for {column}. Move it if it belongs elsewhere.',
  },
  VALUE_MAP_DEFAULT: {
    code: 'TDM1420',
    severity: 'warning',
    title: 'Value map with a default',
    message: 'The value map of {column} has the default {value}, which Tandem keeps, but does not use.',
    remedy: 'Add an entry for every value; a value without one is refused.',
  },
  COMPANY_SUPPLIED: {
    code: 'TDM1421',
    severity: 'info',
    title: 'Company was added',
    message: 'dual-write feeds {column} by itself; the map got a line for it, from {path}.',
    remedy: 'Nothing, if {path} is the company of the row. An export leaves the line out again.',
  },
  ONE_PAGE: {
    code: 'TDM1422',
    severity: 'warning',
    title: 'List goes on',
    message: '{file} is one page of a longer list.',
    remedy: 'Read the other pages too, or import with --from-environment.',
  },
  ALREADY_TANDEM: {
    code: 'TDM1423',
    severity: 'error',
    title: 'Already a map of Tandem',
    message: '{file} has "tandem" in it: it was imported before.',
    remedy: 'Use it as it is. tandem map export makes a map of dual-write of it.',
  },
  UNKNOWN_TABLE: {
    code: 'TDM1424',
    severity: 'error',
    title: 'Table is not there',
    message: '{place} has no {kind} {name}.',
    remedy: 'Correct the name in the map, or install what brings {name}.',
  },
  TRANSFORM_LEFT_OUT: {
    code: 'TDM1425',
    severity: 'warning',
    title: 'Transform is unknown to dual-write',
    message: '{column}: {transform} is left out, because dual-write does not know it.',
    remedy: 'Without it dual-write writes the value as it stands. See to it that this is right.',
  },
  FILTER_LEFT_OUT: {
    code: 'TDM1426',
    severity: 'warning',
    title: 'Filter is left out',
    message: 'The structured {side} filter does not go out. {reason}',
    remedy: 'Write the same condition as {property} of the leg, in the language of dual-write.',
  },
  PARTS_LEFT_OUT: {
    code: 'TDM1427',
    severity: 'info',
    title: 'No place for it in dual-write',
    message: 'Left out, because dual-write has no place for it: {parts}.',
    remedy: 'Keep the map of Tandem; an export does not take its place.',
  },
  SPELLED_FOR_DUAL_WRITE: {
    code: 'TDM1428',
    severity: 'info',
    title: 'Spelled as dual-write spells',
    message:
      'The map was not made by dual-write: its field names and enumeration symbols are spelled as dual-write spells them.',
    remedy: 'Refresh tables in dual-write before you run the map, and look at its issues.',
  },
  NAMED_VERSION_MISSING: {
    code: 'TDM1429',
    severity: 'warning',
    title: 'Running version is not there',
    message: 'dual-write runs version {running} of {name}, which is not among the stored ones.',
    remedy: 'Refresh tables in dual-write, and import again.',
  },

  SHIPPED_SAYS: {
    code: 'TDM1440',
    severity: 'info',
    title: 'Said by the shipped map',
    message: '{column} {what}: so says the shipped map of the same pair, for dual-write has no word for it.',
    remedy: 'Look whether it is so in your environment; what the map says then holds.',
  },

  // ── Changes of a map on both sides of an upgrade ───────────────────────────────────────────────────────────────────
  BOTH_CHANGED: {
    code: 'TDM1430',
    severity: 'warning',
    title: 'Changed here and in the new version',
    message: 'The {what} was {base}; here it is {mine}, in the new version {theirs}.',
    remedy: 'Decide: tandem map upgrade {map} --take mine or --take shipped{column}.',
  },
  REMOVED_AND_CHANGED: {
    code: 'TDM1431',
    severity: 'warning',
    title: 'Removed and changed',
    message: 'The {what} was {base}; {removed} removed it, {changed} made it {now}.',
    remedy: 'Decide: tandem map upgrade {map} --take mine or --take shipped{column}.',
  },
  FED_BY_BOTH: {
    code: 'TDM1432',
    severity: 'warning',
    title: 'One target, two column maps',
    message: '{target} is fed by {mine} here, and by {theirs} in the new version; one row cannot take both.',
    remedy: 'Decide: tandem map upgrade {map} --take mine or --take shipped{column}.',
  },

  // ── Values ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  NOT_A_DATE: {
    code: 'TDM1301',
    severity: 'error',
    title: 'Not a date',
    message: '{column} is {value}, which is no date.',
    remedy: 'Enter a date.',
  },
  DATE_OUT_OF_RANGE: {
    code: 'TDM1302',
    severity: 'error',
    title: 'Date is out of range',
    message: '{column} is {value}; Finance takes dates from {first} to {last}.',
    remedy: 'Enter a date between {first} and {last}, or none.',
  },
  NOT_A_NUMBER: {
    code: 'TDM1303',
    severity: 'error',
    title: 'Not a number',
    message: '{column} is {value}, which is no number.',
    remedy: 'Enter a number.',
  },
  DECIMALS_LOST: {
    code: 'TDM1304',
    severity: 'error',
    title: 'Too many decimals',
    message: '{column} is {value}; {scale} decimals fit.',
    remedy: 'Round the value, or let the map round it.',
  },
  OUT_OF_RANGE: {
    code: 'TDM1305',
    severity: 'error',
    title: 'Number is out of range',
    message: '{column} is {value}, which the other side cannot hold.',
    remedy: 'Enter a smaller number.',
  },
  UNKNOWN_SYMBOL: {
    code: 'TDM1306',
    severity: 'error',
    title: 'Finance does not know the value',
    message: '{column} is {value}, which is not among the values of Finance.',
    remedy: 'Choose another value, or correct the value map.',
  },
  UNKNOWN_OPTION: {
    code: 'TDM1307',
    severity: 'error',
    title: 'Dataverse does not know the value',
    message: '{column} is {value}, which is not among the options of Dataverse.',
    remedy: 'Add the option in Dataverse, or correct the value map.',
  },
  NOT_A_BOOLEAN: {
    code: 'TDM1308',
    severity: 'error',
    title: 'Neither yes nor no',
    message: '{column} is {value}, which is neither yes nor no.',
    remedy: 'Enter yes or no, or correct the value map.',
  },
  TEXT_TOO_LONG: {
    code: 'TDM1309',
    severity: 'error',
    title: 'Text is too long',
    message: '{column} has {length} characters; {maxLength} fit.',
    remedy: 'Shorten it to {maxLength} characters.',
  },
  NOT_A_GUID: {
    code: 'TDM1310',
    severity: 'error',
    title: 'Not an id',
    message: '{column} is {value}, which is no id.',
    remedy: 'Enter an id of the form 00000000-0000-0000-0000-000000000000.',
  },
  VALUE_NOT_MAPPED: {
    code: 'TDM1311',
    severity: 'error',
    title: 'Value map has no entry',
    message: '{column} is {value}, for which the value map has no entry.',
    remedy: 'Choose another value, or add {value} to the value map.',
  },
  AFFIX_MISSING: {
    code: 'TDM1320',
    severity: 'error',
    title: 'Text comes back without its prefix or suffix',
    message: '{column} is {value} in Finance, without {affix}, which Tandem puts there.',
    remedy: 'Put {affix} back in Finance, or take the transform out of the map.',
  },
  NOT_REPRODUCED: {
    code: 'TDM1321',
    severity: 'error',
    title: 'Text would go back as another',
    message: '{column} is {value} in Finance, and the transforms of the map would make {again} of it.',
    remedy: 'Correct it in Finance, or take the transform out of the map.',
  },
  ROW_WITHOUT_COLUMN: {
    code: 'TDM1322',
    severity: 'error',
    title: 'Row without the column',
    message: 'The row that was given has no {column}, not even as null.{suggestion}',
    remedy: 'Save it with all that the map reads: $select the column, $expand the lookups on its way.',
  },
  ZONE_NOT_KNOWN: {
    code: 'TDM1312',
    severity: 'error',
    title: 'Time zone of the company is unknown',
    message: '{column} is a day in the zone of company {company}, which is set to {value}.',
    remedy: 'Set the time zone of {company} to a zone such as Europe/Paris.',
  },
} as const satisfies Record<string, CodeText>;

/** The name by which the source knows a code. */
export type ProblemName = keyof typeof TABLE;

/** Code by name: `PROBLEMS.TEXT_TOO_LONG` is `TDM1309`. */
export const PROBLEMS = Object.fromEntries(
  Object.entries(TABLE).map(([name, { code }]) => [name, code]),
) as unknown as { readonly [N in ProblemName]: (typeof TABLE)[N]['code'] };

export type ProblemCode = (typeof PROBLEMS)[ProblemName];

/** Everything that is said about a code, by code. */
export const CODES: Readonly<Record<string, CodeText>> = Object.fromEntries(
  Object.values(TABLE).map((text): [string, CodeText] => [text.code, text]),
);

export interface Explanation {
  readonly title: string;
  readonly message: string;
  readonly remedy: string;
}

/** The sentences of a code with its parameters filled in; null for a code that is not of the map language. */
export function explain(code: string, parameters: Readonly<Record<string, Value>>): Explanation | null {
  const text = CODES[code];
  if (text === undefined) return null;
  return { title: text.title, message: fill(text.message, parameters), remedy: fill(text.remedy, parameters) };
}

/** What has no value is left out; a parameter that is not there stays visible as `{name}`. */
function fill(template: string, parameters: Readonly<Record<string, Value>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : value === null ? '–' : String(value);
  });
}
