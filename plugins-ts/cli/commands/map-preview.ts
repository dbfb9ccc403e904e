import pc from 'picocolors';
import { countDataverseRows } from '../../dataverse';
import { countFinanceRows } from '../../finance';
import {
  compileTableMap,
  MapRefused,
  valueHere,
  type CompiledColumn,
  type CompiledMap,
  type TableMap,
  type Value,
} from '../../maps';
import { companyOf, explainReason, keyText, schemasOf, type FinanceRow, type SourceRow } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import { zonesOf } from '../host-maps';
import type { Output } from '../output';

/** One field of Finance, as it would be and as it is. */
export interface PreviewedField {
  readonly field: string;
  /** The Dataverse column or path; null where only a transform feeds it. */
  readonly column: string | null;
  readonly here: Value;
  /** What would be sent; null: nothing. */
  readonly sent: Value;
  /** What Finance has; null where it has no such row, or nothing. */
  readonly there: Value;
  readonly mark: 'same' | 'changes' | 'new' | 'onCreate' | 'problem';
  readonly problem: { readonly code: string; readonly message: string; readonly remedy: string } | null;
}

/** Each field that the map sends, in its order. Pure. */
export function previewFields(
  map: CompiledMap,
  source: SourceRow,
  finance: FinanceRow | null,
): readonly PreviewedField[] {
  const keyed = map.financeKey(source.row);
  const company = companyOf(map, 'key' in keyed ? keyed.key : null);
  return map.columns
    .filter(({ direction, finance: field }) => direction !== 'toDataverse' && field !== undefined)
    .map((column) => previewField(column, source, finance, company));
}

function previewField(
  column: CompiledColumn,
  source: SourceRow,
  finance: FinanceRow | null,
  company: string | null,
): PreviewedField {
  const field = column.finance ?? '';
  const here = valueHere(column, source.row);
  const there = finance?.row[field] ?? null;
  const mapped = column.toFinance(here, company);
  const about = { field, column: column.dataverse ?? null, here, there };
  if ('problem' in mapped) {
    const { code, parameters } = mapped.problem;
    const { message, remedy } = explainReason({ code, parameters: { ...parameters, column: column.name } });
    return { ...about, sent: null, mark: 'problem', problem: { code, message, remedy } };
  }
  const sent = mapped.value;
  return { ...about, sent, mark: markOf(column, sent, there, finance), problem: null };
}

function markOf(column: CompiledColumn, sent: Value, there: Value, finance: FinanceRow | null): PreviewedField['mark'] {
  if (finance === null) return 'new';
  // Only a default feeds it: an existing row keeps what it has.
  if (column.createOnly) return 'onCreate';
  return column.normalFinance(sent) === column.normalFinance(there) ? 'same' : 'changes';
}

/**
 * What a table map would make of one record, beside what Finance has; or how many rows its filters let through. Reads, and
 * writes nothing.
 *
 * @throws Failure when there is no such record, or the map has something to fix
 */
export async function previewMap(
  connected: Connected,
  definition: TableMap,
  version: string,
  wanted: { readonly record: string | null; readonly count: boolean },
  output: Output,
): Promise<ExitCode> {
  const map = await compiled(connected, definition, output);
  if (wanted.count) await tellCounts(connected, map, output);
  if (wanted.record === null) return EXIT.done;

  const engine = connected.engine('preview', version);
  const recordId = wanted.record.toLowerCase().replace(/[{}]/g, '');
  const source = (await engine.dataverse.rows(map, [recordId])).get(recordId);
  if (source === undefined) {
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.RECORD_UNKNOWN,
      `${definition.dataverse.table} has no record ${wanted.record}.`,
      'Give the id of a record of that table.',
    );
  }
  const keyed = map.financeKey(source.row);
  const key = 'key' in keyed ? keyed.key : null;
  const finance = key === null ? null : ((await engine.finance.rows(map, [key])).get(keyText(key)) ?? null);
  const fields = previewFields(map, source, finance);
  const passes = map.includesDataverse(source.row);
  output.answer({
    map: map.definition.key,
    recordId: source.id,
    name: source.name,
    passesFilter: passes,
    key,
    missing: 'missing' in keyed ? keyed.missing : [],
    isInFinance: finance !== null,
    fields,
  });
  tell({ map, source, key, missing: 'missing' in keyed ? keyed.missing : [], passes, finance, fields }, output);
  return fields.some(({ problem }) => problem !== null) ? EXIT.needsPerson : EXIT.done;
}

async function compiled(connected: Connected, definition: TableMap, output: Output): Promise<CompiledMap> {
  const schemas = await schemasOf(definition, connected.schemas());
  try {
    return compileTableMap(definition, schemas, zonesOf(connected.settings));
  } catch (error) {
    if (!(error instanceof MapRefused)) throw error;
    printFindings(output, error.findings);
    throw new Failure(
      EXIT.wrongInput,
      FAILURES.MAP_TO_FIX,
      `${definition.key} has something to fix: nothing can be previewed.`,
      `tandem map check --against says what, and what to do.`,
    );
  }
}

async function tellCounts({ dataverse, finance }: Connected, map: CompiledMap, output: Output): Promise<void> {
  const { definition } = map;
  const [here, there] = [
    await countDataverseRows({ client: dataverse, map }),
    await countFinanceRows({ client: finance, map }),
  ];
  output.answer({ map: definition.key, dataverse: here, finance: there });
  output.table(
    ['', 'Rows that the filter lets through'],
    [
      [definition.dataverse.table, String(here)],
      [definition.finance.entity, String(there)],
    ],
  );
}

const WORDS: Readonly<Record<PreviewedField['mark'], string>> = {
  same: 'same',
  changes: pc.yellow('changes'),
  new: pc.cyan('new'),
  onCreate: pc.dim('only on create'),
  problem: pc.red('problem'),
};

const text = (value: Value): string => (value === null || value === '' ? pc.dim('nothing') : String(value));

interface Told {
  readonly map: CompiledMap;
  readonly source: SourceRow;
  readonly key: Readonly<Record<string, Value>> | null;
  readonly missing: readonly string[];
  readonly passes: boolean;
  readonly finance: FinanceRow | null;
  readonly fields: readonly PreviewedField[];
}

function tell({ map, source, key, missing, passes, finance, fields }: Told, output: Output): void {
  const { definition } = map;
  output.line(`${pc.bold(source.name ?? source.id)} (${definition.dataverse.table} ${source.id})`);
  output.line(passes ? 'The filter lets it through.' : pc.yellow('The filter leaves it out: it would not be sent.'));
  output.line(
    key === null
      ? pc.yellow(`Its key is not complete yet: ${missing.join(', ') || 'a value does not fit'}.`)
      : `${definition.finance.entity} ${Object.values(key).join(' · ')}: ${finance === null ? 'would be new' : 'is there'}.`,
  );
  output.table(
    ['Finance', 'Dataverse', 'Value', 'Would be sent', 'There now', ''],
    fields.map(({ field, column, here, sent, there, mark }) => [
      field,
      column ?? '',
      text(here),
      text(sent),
      text(there),
      WORDS[mark],
    ]),
  );
  for (const { field, problem } of fields) {
    if (problem === null) continue;
    output.line(`${pc.bold(problem.code)} ${field}: ${problem.message}`);
    output.line(`  ${problem.remedy}`);
  }
  output.line(pc.dim('Nothing has been written.'));
}
