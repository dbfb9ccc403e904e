import type { BoundColumn } from '../bind';
import { transformOf } from '../bind';
import { isProblem } from '../cells/cell';
import { familyOf, type Family } from '../cells/choose';
import { cellsOf, spelledFor } from '../compile-column';
import { explain } from '../codes';
import type { Finding } from '../finding';
import type { MapSchemas } from '../schema';
import { suggestion } from '../suggest';
import type { TableMap, Transform } from '../table-map';
import type { Say } from './column';

/** Transforms that do not suit their column, contradict it or each other, or could not come back. */
export function checkTransforms(column: BoundColumn, map: TableMap, schemas: MapSchemas, say: Say): readonly Finding[] {
  return [
    ...checkRepeated(column, say),
    ...checkSuits(column, say),
    ...checkSizesOf(column, say),
    ...checkJoin(column, Object.keys(schemas.dataverse[map.dataverse.table]?.columns ?? {}), say),
    ...checkConstant(column, say),
    ...checkOneWay(column, say),
  ];
}

const NAMES: Readonly<Record<Transform['kind'], string>> = {
  default: 'Default',
  valueMap: 'ValueMap',
  truncate: 'Truncate',
  round: 'Round',
  date: 'Date',
  trim: 'Trim',
  case: 'Case',
  prefix: 'Prefix',
  suffix: 'Suffix',
  join: 'Join',
  constant: 'Constant',
  deterministicGuid: 'DeterministicGuid',
};

function checkRepeated({ definition }: BoundColumn, say: Say): readonly Finding[] {
  const kinds = definition.transforms.map(({ kind }) => kind);
  const repeated = kinds.filter((kind, at) => kinds.indexOf(kind) !== at);
  return [...new Set(repeated)].map((kind) => say('TRANSFORM_TWICE', { transform: NAMES[kind] }));
}

/** What the transform is for: families of the column that is written. */
const NEEDS: Readonly<
  Partial<Record<Transform['kind'], { readonly families: readonly Family[]; readonly words: string }>>
> = {
  truncate: { families: ['text'], words: 'texts' },
  trim: { families: ['text'], words: 'texts' },
  case: { families: ['text'], words: 'texts' },
  prefix: { families: ['text'], words: 'texts' },
  suffix: { families: ['text'], words: 'texts' },
  join: { families: ['text'], words: 'texts' },
  round: { families: ['number'], words: 'numbers' },
  date: { families: ['date'], words: 'dates' },
  deterministicGuid: { families: ['guid', 'text'], words: 'ids' },
};

function checkSuits(column: BoundColumn, say: Say): readonly Finding[] {
  const target = column.definition.direction === 'toDataverse' ? column.dataverse : column.finance;
  if (target === undefined) return [];
  return column.definition.transforms.flatMap(({ kind }) => {
    const needs = NEEDS[kind];
    if (needs === undefined || needs.families.includes(familyOf(target.type))) return [];
    return [say('TRANSFORM_NEEDS', { transform: NAMES[kind], needs: needs.words, type: target.type })];
  });
}

function checkSizesOf({ definition }: BoundColumn, say: Say): readonly Finding[] {
  return definition.transforms.flatMap((transform) => {
    const [size, least] =
      transform.kind === 'truncate' ? [transform.length, 1] : transform.kind === 'round' ? [transform.scale, 0] : [];
    if (size === undefined || least === undefined || (Number.isInteger(size) && size >= least)) return [];
    return [say('SIZE_MAKES_NO_SENSE', { transform: NAMES[transform.kind], size, least })];
  });
}

function checkJoin(column: BoundColumn, names: readonly string[], say: Say): readonly Finding[] {
  const { definition, joined = [] } = column;
  const join = transformOf(definition, 'join');
  if (join === undefined) return [];
  return [
    ...(join.columns.length < 2 ? [say('JOIN_TOO_FEW', { count: join.columns.length })] : []),
    ...(definition.dataverse === undefined
      ? []
      : [say('TRANSFORM_AND_SOURCE', { transform: 'Join', other: definition.dataverse })]),
    ...joined
      .filter(({ schema }) => schema === undefined)
      .map(({ path }) => say('UNKNOWN_COLUMN', { column: path, suggestion: suggestion(path, names) })),
  ];
}

function checkConstant(column: BoundColumn, say: Say): readonly Finding[] {
  const { definition } = column;
  const constant = transformOf(definition, 'constant');
  if (constant === undefined) return [];
  const side = definition.direction === 'toDataverse' ? 'dataverse' : 'finance';
  const source = definition.direction === 'toDataverse' ? definition.finance : definition.dataverse;
  const others = [
    ...(source === undefined ? [] : [source]),
    ...definition.transforms.filter(({ kind }) => kind !== 'constant').map(({ kind }) => NAMES[kind]),
  ];
  const cell = cellsOf(column)[side];
  const schema = column[side];
  const read = cell === undefined || schema === undefined ? null : cell.read(spelledFor(schema, constant.value));
  const written = isProblem(read) ? read : (cell?.write(read) ?? null);
  const problem = isProblem(written)
    ? (explain(written.code, { column: column.name, ...written.parameters })?.message ?? written.code)
    : null;
  return [
    ...others.map((other) => say('TRANSFORM_AND_SOURCE', { transform: 'Constant', other })),
    ...(problem === null ? [] : [say('DEFAULT_DOES_NOT_FIT', { value: constant.value, problem })]),
  ];
}

const ONE_WAY: Readonly<Partial<Record<Transform['kind'], string>>> = {
  join: 'what Join puts together is not taken apart again',
  constant: 'a Constant takes no value from anybody',
  deterministicGuid: 'a made id belongs to the row in Dataverse',
};

/** Truncate and Round are told where sizes are checked. */
function checkOneWay({ definition }: BoundColumn, say: Say): readonly Finding[] {
  if (definition.direction === 'toFinance') return [];
  return definition.transforms.flatMap(({ kind }) => {
    const reason = ONE_WAY[kind];
    if (reason === undefined || (kind === 'constant' && definition.direction === 'toDataverse')) return [];
    return [say('NOT_INVERTIBLE', { reason })];
  });
}
