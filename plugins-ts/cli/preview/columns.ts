import {
  PROBLEMS,
  valueHere,
  valueThere,
  type CompiledColumn,
  type CompiledMap,
  type Row,
  type Value,
} from '../../maps';
import { explainReason } from '../../sync';

const { ROW_WITHOUT_COLUMN } = PROBLEMS;

/** The way that a value would go. */
export type Way = 'toFinance' | 'toDataverse';

/** One column map, as it would be and as it is. */
export interface PreviewedColumn {
  /** The Finance field; null where only a transform feeds the column. */
  readonly field: string | null;
  /** The Dataverse column or path; null where only a transform feeds the field. */
  readonly column: string | null;
  /** What the row has that the value would come from. */
  readonly source: Value;
  /** What would be written; null: nothing. */
  readonly written: Value;
  /** What the other side has; null where it has no such row, or nothing. */
  readonly target: Value;
  /**
   * `written`: nobody has looked what is there. `onCreate`: only a default feeds it, and a row that is there keeps what it has. `stays`: a row that is posted once is
   * there, and is never written over.
   */
  readonly mark: 'same' | 'changes' | 'new' | 'written' | 'onCreate' | 'stays' | 'problem';
  readonly problem: { readonly code: string; readonly message: string; readonly remedy: string } | null;
}

export interface PreviewedRows {
  readonly source: Row;
  /** Of the other side; null where it has none, or where nobody has looked. */
  readonly target: Row | null;
  readonly isLookedUp: boolean;
  /** Whose zone decides which day a moment belongs to. */
  readonly company: string | null;
  /** What the map reads and the source does not have, not even as nothing, with what was probably meant. */
  readonly absent: ReadonlyMap<string, string>;
}

/**
 * Each column that goes this way, in the order of the map, as if only the source had changed since both sides last agreed.
 * A row that is new in Dataverse also gets what it is known by. Pure.
 */
export function previewColumns(map: CompiledMap, way: Way, rows: PreviewedRows): readonly PreviewedColumn[] {
  const isNew = rows.target === null;
  return map.columns
    .filter((column) =>
      way === 'toFinance'
        ? column.direction !== 'toDataverse' && column.finance !== undefined
        : column.dataverse !== undefined && (column.direction !== 'toFinance' || (column.isKey && isNew)),
    )
    .map((column) => previewColumn(column, way, rows, map.definition.policies.insertOnce));
}

function previewColumn(column: CompiledColumn, way: Way, rows: PreviewedRows, insertOnce: boolean): PreviewedColumn {
  const [from, to] = way === 'toFinance' ? [valueHere, valueThere] : [valueThere, valueHere];
  const source = from(column, rows.source);
  const target = rows.target === null ? null : to(column, rows.target);
  const about = { field: column.finance ?? null, column: column.dataverse ?? null, source, target };
  const missing = absentOf(column, way).find((name) => rows.absent.has(name));
  const mapped =
    missing === undefined
      ? column[way](source, rows.company)
      : {
          problem: {
            code: ROW_WITHOUT_COLUMN,
            parameters: { column: missing, suggestion: rows.absent.get(missing) ?? '' },
          },
        };
  if ('problem' in mapped) {
    const { code, parameters } = mapped.problem;
    const words = explainReason({
      code,
      parameters: { ...parameters, column: String(parameters.column ?? column.name) },
    });
    return { ...about, written: null, mark: 'problem', problem: { code, ...words } };
  }
  return {
    ...about,
    written: mapped.value,
    mark: markOf(column, way, mapped.value, about, rows, insertOnce),
    problem: null,
  };
}

/** The names under which a source row has what the column is made of. */
function absentOf({ definition, dataverse, finance }: CompiledColumn, way: Way): readonly string[] {
  if (way === 'toDataverse') return finance === undefined ? [] : [finance];
  const join = definition.transforms.find((one) => one.kind === 'join');
  if (join?.kind === 'join') return join.columns;
  return dataverse === undefined ? [] : [dataverse];
}

function markOf(
  column: CompiledColumn,
  way: Way,
  written: Value,
  { source, target }: Pick<PreviewedColumn, 'source' | 'target'>,
  rows: PreviewedRows,
  insertOnce: boolean,
): PreviewedColumn['mark'] {
  if (rows.target === null && rows.isLookedUp) return 'new';
  if (column.createOnly) return 'onCreate';
  if (rows.target === null) return 'written';
  if (isSame(column, way, written, source, target, rows.company)) return 'same';
  return insertOnce ? 'stays' : 'changes';
}

/** As the engine compares: two-way columns in Finance's form, whichever way they go. */
function isSame(
  column: CompiledColumn,
  way: Way,
  written: Value,
  source: Value,
  target: Value,
  company: string | null,
): boolean {
  if (way === 'toFinance') return column.normalFinance(written) === column.normalFinance(target);
  if (column.direction !== 'both') return column.normalDataverse(written) === column.normalDataverse(target);
  const forth = column.toFinance(target, company);
  return 'value' in forth && column.normalFinance(forth.value) === column.normalFinance(source);
}
