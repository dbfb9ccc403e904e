import { createRow, updateRow, type WriteContext } from '../business/write';
import { type Entity, type Field, symbolsOf } from '../model/entity';
import { emptyValue, guidOf, instantOf, roundDecimal, type Row, type Value } from '../model/value';
import { infologOf, ServiceError } from '../odata/error';
import { companyField, type DataPackage, type PackagedEntity } from './package';

/** A row, or a whole file, that did not get through. */
export interface ExecutionError {
  readonly RecordId: string;
  readonly Field: string;
  readonly ErrorMessage: string;
}

/** What became of one entity of a package. */
export interface CarriedOut {
  readonly entity: string;
  readonly format: string;
  /** Rows of its file, and how many of them got to staging. */
  readonly read: number;
  readonly staged: number;
  readonly created: number;
  readonly updated: number;
  readonly errors: readonly ExecutionError[];
  /** Fields of the file, and its rows that did not get to staging. */
  readonly columns: readonly string[];
  readonly unstaged: readonly (readonly string[])[];
  /** Keys of rows that got to staging and no further. */
  readonly refusedKeys: readonly (readonly string[])[];
}

export interface Order {
  readonly execute: boolean;
  readonly legalEntityId: string;
}

/** From the files to staging, and, where it is to be executed, to the target. */
export function carryOut(context: WriteContext, { entities }: DataPackage, order: Order): readonly CarriedOut[] {
  return entities.map((packaged) => carryOutEntity(context, packaged, order));
}

function carryOutEntity(context: WriteContext, packaged: PackagedEntity, order: Order): CarriedOut {
  const { entity, rows, problem, format } = packaged;
  const company = order.legalEntityId.toLowerCase();
  const columns = [...(rows[0]?.keys() ?? [])];
  const errors: ExecutionError[] = problem === undefined ? [] : [{ RecordId: '', Field: '', ErrorMessage: problem }];
  const unstaged: string[][] = [];
  const refusedKeys: string[][] = [];
  let [staged, created, updated] = [0, 0, 0];
  for (const row of rows) {
    const values = stagedRow(entity, row, company);
    if (Array.isArray(values)) {
      errors.push(...values);
      unstaged.push(columns.map((field) => row.get(field) ?? ''));
      continue;
    }
    staged += 1;
    if (!order.execute) continue;
    const done = toTarget(context, entity, values as Row, company);
    if (done === 'created') created += 1;
    else if (done === 'updated') updated += 1;
    else {
      errors.push(done);
      refusedKeys.push(keyOf(entity, values as Row));
    }
  }
  return {
    entity: entity.label,
    format,
    read: rows.length,
    staged,
    created,
    updated,
    errors,
    columns: columns.map(({ name }) => name.toUpperCase()),
    unstaged,
    refusedKeys,
  };
}

/** From staging to target: a row that is there is changed. @returns what Finance has against it */
function toTarget(
  context: WriteContext,
  entity: Entity,
  values: Row,
  company: string,
): 'created' | 'updated' | ExecutionError {
  const { store } = context;
  try {
    return store.transaction(() => {
      const there = store.find(entity, values);
      if (there) updateRow(context, entity, there, values);
      else createRow(context, entity, values, company);
      return there ? 'updated' : 'created';
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { RecordId: keyText(entity, values), Field: '', ErrorMessage: infologOf(error).join(' ') };
  }
}

const keyOf = (entity: Entity, values: Row): string[] =>
  entity.key.flatMap((name) => (name === 'dataAreaId' ? [] : [values[name] ?? '']));

const keyText = (entity: Entity, values: Row): string => keyOf(entity, values).join(',');

/** A row of the file in stored form; a list of errors where a value is none of its field. */
function stagedRow(entity: Entity, row: ReadonlyMap<Field, string>, company: string): Row | ExecutionError[] {
  const values: Record<string, Value> = {};
  const errors: ExecutionError[] = [];
  const given = Object.fromEntries([...row].map(([field, text]) => [field.name, text]));
  for (const [field, text] of row) {
    const value = stored(field, text);
    if (value !== null) values[field.name] = value;
    else {
      const message = `The value '${text}' of field ${field.name} cannot be converted.`;
      errors.push({ RecordId: keyText(entity, given), Field: field.name, ErrorMessage: message });
    }
  }
  const own = companyField(entity);
  if (own) values[own.name] = company;
  return errors.length > 0 ? errors : values;
}

function stored(field: Field, text: string): Value | null {
  if (text === '' && field.type !== 'enum') return emptyValue(field);
  switch (field.type) {
    case 'string':
      return text.trimEnd();
    case 'enum':
      return text === '' ? emptyValue(field) : symbolsOf(field).includes(text) ? text : null;
    case 'guid':
      return guidOf(text.replace(/^\{(.*)\}$/, '$1'));
    case 'decimal':
      return /^-?\d+(\.\d+)?$/.test(text) ? roundDecimal(text, field.scale ?? 0) : null;
    case 'int32':
    case 'int64':
      return /^-?\d+$/.test(text) ? BigInt(text).toString() : null;
    case 'day':
      return (instantOf(text) ?? instantOf(`${text}Z`) ?? instantOf(`${text}T00:00:00Z`))?.slice(0, 10) ?? null;
    case 'instant':
      return instantOf(text) ?? instantOf(`${text}Z`) ?? instantOf(`${text.replace(' ', 'T')}Z`);
  }
}
