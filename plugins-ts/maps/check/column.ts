import { IANAZone } from 'luxon';
import { transformOf, type BoundColumn } from '../bind';
import { isProblem } from '../cells/cell';
import { familyOf, holdsOf } from '../cells/choose';
import { cellsOf, readDefault, settingsOf } from '../compile-column';
import { explain, type ProblemName } from '../codes';
import { finding, type Finding } from '../finding';
import type { PathEnd } from '../lookup-path';
import type { ColumnSchema, MapSchemas } from '../schema';
import { suggestion } from '../suggest';
import type { TableMap } from '../table-map';
import type { Value } from '../value';
import { checkTransforms } from './transforms';
import { checkValueMap } from './value-map';

/** What one column map has against it, by itself. */
export function checkColumn(column: BoundColumn, map: TableMap, schemas: MapSchemas): readonly Finding[] {
  const say: Say = (name, parameters = {}) =>
    finding(
      name,
      { map: map.key, column: column.name },
      { table: map.dataverse.table, entity: map.finance.entity, ...parameters },
    );
  const { definition, dataverse, finance } = column;
  const ends = [
    ...checkPath(column.path, definition.dataverse ?? '', schemas, say),
    ...checkField(column, schemas, say),
  ];
  const known =
    (definition.dataverse === undefined || dataverse !== undefined) &&
    (definition.finance === undefined || finance !== undefined);
  return [
    ...checkSides(column, say),
    ...ends,
    ...(known ? checkKnown(column, map, schemas, say) : []),
    ...(definition.inferred === true ? [say('INFERRED')] : []),
  ];
}

export type Say = (name: ProblemName, parameters?: Record<string, Value>) => Finding;

const goesToFinance = (column: BoundColumn): boolean => column.definition.direction !== 'toDataverse';
const goesToDataverse = (column: BoundColumn): boolean => column.definition.direction !== 'toFinance';

function checkSides(column: BoundColumn, say: Say): readonly Finding[] {
  const { dataverse, finance } = column.definition;
  const noDefault = transformOf(column.definition, 'default') === undefined;
  return [
    ...(goesToFinance(column) && finance === undefined ? [say('TARGET_EMPTY', { direction: 'to Finance' })] : []),
    ...(goesToDataverse(column) && dataverse === undefined ? [say('TARGET_EMPTY', { direction: 'to Dataverse' })] : []),
    ...(column.createOnly && noDefault ? [say(isRequired(column) ? 'REQUIRED_WITHOUT_DEFAULT' : 'SOURCE_EMPTY')] : []),
  ];
}

const isRequired = ({ finance, dataverse }: BoundColumn): boolean => (finance ?? dataverse)?.required === true;

function checkPath(end: PathEnd | undefined, path: string, schemas: MapSchemas, say: Say): readonly Finding[] {
  switch (end?.kind) {
    case undefined:
    case 'found':
      return [];
    case 'unknown': {
      const names = Object.keys(schemas.dataverse[end.table]?.columns ?? {});
      const { table, column } = end;
      return [say('UNKNOWN_COLUMN', { table, column, suggestion: suggestion(column, names) })];
    }
    case 'noLookup':
      return [say('PATH_THROUGH_COLUMN', { path, table: end.table, column: end.column })];
    case 'unread':
      return [say('PATH_NOT_READ', { path, tables: end.targets.join(', ') })];
  }
}

function checkField(column: BoundColumn, schemas: MapSchemas, say: Say): readonly Finding[] {
  const field = column.definition.finance;
  if (field === undefined || column.finance !== undefined) return [];
  return [
    say('UNKNOWN_FIELD', { column: field, suggestion: suggestion(field, Object.keys(schemas.finance?.columns ?? {})) }),
  ];
}

/** Both ends that the map names are there: do they fit, and can they be written? */
function checkKnown(column: BoundColumn, map: TableMap, schemas: MapSchemas, say: Say): readonly Finding[] {
  return [
    ...checkTransforms(column, map, schemas, say),
    ...checkFit(column, say),
    ...checkDefault(column, say),
    ...checkWritable(column, map, schemas, say),
    ...checkWayBack(column, say),
    ...checkSizes(column, say),
    ...checkDate(column, say),
    ...checkLookupTarget(column, schemas, say),
    ...(column.dataverse?.secured === true && goesToFinance(column)
      ? [say('SECURED_COLUMN', { column: column.definition.dataverse ?? column.name })]
      : []),
  ];
}

function checkFit(column: BoundColumn, say: Say): readonly Finding[] {
  const { dataverse, finance, definition, path } = column;
  if (dataverse === undefined || finance === undefined) return [];
  if (dataverse.type === 'lookup' && finance.type !== 'guid') {
    const tables = dataverse.targets?.join(', ') ?? '';
    return [say('PATH_ENDS_IN_LOOKUP', { path: definition.dataverse ?? '', tables })];
  }
  const cells = cellsOf(column);
  if (settingsOf(column).translated) return checkValueMap(column, cells, say);
  if (cells.dataverse?.speaks === cells.finance?.speaks) return [];
  const parameters = {
    dataverse: path === undefined ? '' : (definition.dataverse ?? ''),
    dataverseType: dataverse.type,
    financeType: finance.type,
  };
  return [say(namesItsValues(dataverse) || namesItsValues(finance) ? 'NEEDS_VALUE_MAP' : 'TYPES_DIFFER', parameters)];
}

/** Types whose values are a closed list, so that a value map can say what each means. */
const namesItsValues = (schema: ColumnSchema): boolean =>
  ['choice', 'symbol', 'boolean'].includes(familyOf(schema.type)) || schema.options !== undefined;

function checkDefault(column: BoundColumn, say: Say): readonly Finding[] {
  const transform = transformOf(column.definition, 'default');
  if (transform === undefined) return [];
  const side = column.definition.direction === 'toDataverse' ? 'dataverse' : 'finance';
  const outcome = readDefault(column, cellsOf(column), side);
  if (!isProblem(outcome)) return [];
  const problem = explain(outcome.code, { column: column.name, ...outcome.parameters })?.message ?? outcome.code;
  return [say('DEFAULT_DOES_NOT_FIT', { value: transform.value, problem })];
}

function checkWritable(column: BoundColumn, map: TableMap, schemas: MapSchemas, say: Say): readonly Finding[] {
  const findings: Finding[] = [];
  if (goesToFinance(column) && column.finance !== undefined && refuses(column.finance, column)) {
    findings.push(say('READ_ONLY_TARGET', { table: map.finance.entity, column: column.finance.name }));
  }
  if (goesToDataverse(column)) {
    // A path is written by setting its first lookup.
    const target = writtenColumn(column, map, schemas);
    if (target !== undefined && refuses(target, column)) {
      findings.push(say('READ_ONLY_TARGET', { table: map.dataverse.table, column: target.name }));
    }
  }
  return findings;
}

/** What only a create writes has to be writable then; anything else at some time. */
const refuses = (schema: ColumnSchema, column: BoundColumn): boolean =>
  schema.canCreate === false && (column.createOnly || schema.canUpdate === false);

function writtenColumn(column: BoundColumn, map: TableMap, schemas: MapSchemas): ColumnSchema | undefined {
  const [first = ''] = (column.definition.dataverse ?? '').split('.');
  return schemas.dataverse[map.dataverse.table]?.columns[first];
}

/** A two-way column has to come back as it went, or both sides change it for ever. */
function checkWayBack(column: BoundColumn, say: Say): readonly Finding[] {
  if (column.definition.direction !== 'both' || !column.dataverse || !column.finance) return [];
  const reasons: string[] = [];
  if (transformOf(column.definition, 'truncate') !== undefined) reasons.push('what Truncate cuts does not come back');
  if (transformOf(column.definition, 'round') !== undefined) reasons.push('what Round drops does not come back');
  const dates = familyOf(column.dataverse.type) === 'date' && familyOf(column.finance.type) === 'date';
  if (dates && losesTheTime(column.dataverse, column.finance, column)) {
    reasons.push('Finance holds a moment where Dataverse holds a day');
  }
  return reasons.map((reason) => say('NOT_INVERTIBLE', { reason }));
}

function losesTheTime(dataverse: ColumnSchema, finance: ColumnSchema, column: BoundColumn): boolean {
  const day = dataverse.type === 'date' || dataverse.behavior === 'dateOnly';
  return day && holdsOf(dataverse, finance, settingsOf(column)) === 'instant';
}

function checkSizes(column: BoundColumn, say: Say): readonly Finding[] {
  const { dataverse, finance, definition } = column;
  // Every company's code fits, for Finance has no longer ones.
  if (dataverse === undefined || finance === undefined || column.isCompanyCode || settingsOf(column).translated)
    return [];
  const here = { name: definition.dataverse ?? '', schema: dataverse };
  const there = { name: definition.finance ?? '', schema: finance };
  return [
    ...(goesToFinance(column) ? checkSize(here, there, column, say) : []),
    ...(goesToDataverse(column) ? checkSize(there, here, column, say) : []),
  ];
}

interface End {
  readonly name: string;
  readonly schema: ColumnSchema;
}

function checkSize(source: End, target: End, column: BoundColumn, say: Say): readonly Finding[] {
  const { cut, round } = settingsOf(column);
  const names = { source: source.name, target: target.name };
  if (familyOf(target.schema.type) === 'text') {
    const { maxLength } = target.schema;
    if (cut === true && maxLength === undefined) return [say('NOTHING_TO_CUT')];
    const length =
      (source.schema.maxLength ?? 0) + (source.schema.maxLength === undefined ? 0 : addedBy(column, target));
    const mayNotFit = cut === false && maxLength !== undefined && length > maxLength;
    return mayNotFit ? [say('TEXT_MAY_NOT_FIT', { ...names, length, maxLength })] : [];
  }
  const scale = decimalsOf(source.schema);
  const maxScale = decimalsOf(target.schema);
  const mayLose = !round && scale !== undefined && maxScale !== undefined && scale > maxScale;
  return mayLose ? [say('DECIMALS_MAY_BE_LOST', { ...names, scale, maxScale })] : [];
}

/** Characters that Prefix and Suffix put to a text on its way to the target; on the way back they come off. */
function addedBy({ definition }: BoundColumn, target: End): number {
  if (definition.direction === 'both' && target.name !== definition.finance) return 0;
  const affixes = definition.transforms.map((one) => (one.kind === 'prefix' || one.kind === 'suffix' ? one.text : ''));
  return affixes.join('').length;
}

function decimalsOf(schema: ColumnSchema): number | undefined {
  if (familyOf(schema.type) !== 'number') return undefined;
  return schema.type === 'int' || schema.type === 'bigint' ? 0 : schema.scale;
}

function checkDate(column: BoundColumn, say: Say): readonly Finding[] {
  const { dataverse, finance } = column;
  const date = transformOf(column.definition, 'date');
  const zone = date?.zone;
  if (zone !== undefined && zone !== 'company' && !IANAZone.isValidZone(zone)) return [say('UNKNOWN_ZONE', { zone })];
  if (date !== undefined || dataverse?.type !== 'datetime' || finance?.type !== 'datetime') return [];
  return [say('DATE_UNSAID', { taken: holdsOf(dataverse, finance, {}) === 'day' ? 'a day' : 'a moment' })];
}

/** A path is written by finding the row that has the value: of several, which? */
function checkLookupTarget(column: BoundColumn, schemas: MapSchemas, say: Say): readonly Finding[] {
  const { path } = column;
  if (path?.kind !== 'found' || path.hops.length === 0 || !goesToDataverse(column)) return [];
  const reached = schemas.dataverse[path.table];
  const keys = reached?.alternateKeys ?? [];
  const isKey = reached?.key.includes(path.column.name) === true || keys.some((key) => key.includes(path.column.name));
  if (isKey) return [];
  return [
    say('LOOKUP_BY_NAME', { path: column.definition.dataverse ?? '', table: path.table, column: path.column.name }),
  ];
}
