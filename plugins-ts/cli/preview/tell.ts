import pc from 'picocolors';
import type { Value } from '../../maps';
import type { Output } from '../output';
import type { PreviewedColumn } from './columns';
import { spelled, type Look } from './look';

const WORDS: Readonly<Record<PreviewedColumn['mark'], string>> = {
  same: 'same',
  changes: pc.yellow('changes'),
  new: pc.cyan('new'),
  written: '',
  onCreate: pc.dim('only on create'),
  stays: pc.yellow('stays: posted once'),
  problem: pc.red('problem'),
};

const text = (value: Value): string => (value === null || value === '' ? pc.dim('nothing') : String(value));

/** For people: the row, whether it would go, and each column in a line. */
export function tellPreview(
  look: Look,
  columns: readonly PreviewedColumn[],
  passes: boolean | null,
  output: Output,
): void {
  const { map, way, record, key, missing, target } = look;
  const { table } = map.definition.dataverse;
  const { entity } = map.definition.finance;
  const id = record === null ? table : `${table} ${record.id}`;
  const here = record?.name == null ? id : `${pc.bold(record.name)} (${id})`;
  const there = key === null ? entity : `${entity} ${spelled(key)}`;
  const state = !look.isLookedUp ? 'nobody has looked' : target === null ? 'would be new' : 'is there';
  output.line(way === 'toFinance' ? here : pc.bold(there));
  output.line(
    passes === null
      ? pc.yellow('Whether the filter lets it through cannot be told: the row has not all that it looks at.')
      : passes
        ? 'The filter lets it through.'
        : pc.yellow(`The filter leaves it out: it would not ${way === 'toFinance' ? 'be sent' : 'come'}.`),
  );
  output.line(
    key === null
      ? pc.yellow(`Its key is not complete yet: ${missing.join(', ') || 'a value does not fit'}.`)
      : `${way === 'toFinance' ? there : here}: ${state}.`,
  );
  const ends = (one: PreviewedColumn): readonly [string, string] => [one.field ?? '', one.column ?? ''];
  output.table(
    way === 'toFinance'
      ? ['Finance', 'Dataverse', 'Value', 'Would be sent', 'There now', '']
      : ['Dataverse', 'Finance', 'Value', 'Would be written', 'Here now', ''],
    columns.map((one) => {
      const [field, column] = ends(one);
      const names = way === 'toFinance' ? [field, column] : [column, field];
      return [...names, text(one.source), text(one.written), look.isLookedUp ? text(one.target) : '', WORDS[one.mark]];
    }),
  );
  tellProblems(columns, output);
  if (look.isSupposed) {
    output.line('Types are supposed from the map and the row. Lengths, choices and what is required: see --against.');
  }
  if (look.isInUtc) output.line('Days are those of UTC, for no zone is known: --zones tells them by company.');
  output.line(pc.dim('Nothing has been written.'));
}

/** What to do is said once for all that need the same. */
function tellProblems(columns: readonly PreviewedColumn[], output: Output): void {
  const byRemedy = new Map<string, string[]>();
  for (const { field, column, problem } of columns) {
    if (problem === null) continue;
    const line = `${pc.bold(problem.code)} ${field ?? column ?? ''}: ${problem.message}`;
    byRemedy.set(problem.remedy, [...(byRemedy.get(problem.remedy) ?? []), line]);
  }
  for (const [remedy, lines] of byRemedy) {
    for (const line of lines) output.line(line);
    output.line(`  ${remedy}`);
  }
}
