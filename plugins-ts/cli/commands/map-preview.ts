import { countDataverseRows } from '../../dataverse';
import { countFinanceRows } from '../../finance';
import type { Finding, TableMap } from '../../maps';
import { companyOf, schemasOf } from '../../sync';
import type { Connected } from '../connect';
import { EXIT, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import { zonesOf } from '../host-maps';
import type { Output } from '../output';
import { previewColumns, type PreviewedColumn } from '../preview/columns';
import { compiled, lookAt, passesFilter, type PreviewOptions } from '../preview/look';
import { tellPreview } from '../preview/tell';

/**
 * What a table map would make of one row, beside what the other side has. Reads, and writes nothing; of a file without a
 * connection, not even reads.
 *
 * @throws Failure when there is no such row, the file has none, the map does not go that way or has something to fix
 */
export async function previewMap(
  connected: Connected | null,
  definition: TableMap,
  options: PreviewOptions,
  output: Output,
): Promise<ExitCode> {
  const look = await lookAt(connected, definition, options, output);
  const company = companyOf(look.map, look.key);
  const columns = [...previewColumns(look.map, look.way, { ...look, company }), ...look.leftOut.map(leftOutColumn)];
  const passes = passesFilter(look);
  output.answer({
    map: definition.key,
    direction: look.way,
    supposed: look.isSupposed,
    recordId: look.record?.id ?? null,
    name: look.record?.name ?? null,
    passesFilter: passes,
    key: look.key,
    missing: look.missing,
    target: look.isLookedUp ? (look.target === null ? 'new' : 'there') : 'notLookedAt',
    columns,
  });
  tellPreview(look, columns, passes, output);
  return columns.some(({ problem }) => problem !== null) ? EXIT.needsPerson : EXIT.done;
}

/** How many rows the filters let through on each side. @throws Failure when the map has something to fix */
export async function countRows(connected: Connected, definition: TableMap, output: Output): Promise<ExitCode> {
  const schemas = await schemasOf(definition, connected.schemas());
  const { map, leftOut } = compiled(definition, schemas, zonesOf(connected.settings), output);
  printFindings(output, leftOut);
  const [here, there] = [
    await countDataverseRows({ client: connected.dataverse, map }),
    // OData does not show what only data packages reach.
    schemas.finance === null ? null : await countFinanceRows({ client: connected.finance, map }),
  ];
  output.answer({ map: definition.key, dataverse: here, finance: there });
  output.table(
    ['', 'Rows that the filter lets through'],
    [
      [map.definition.dataverse.table, String(here)],
      [map.definition.finance.entity, there === null ? 'not shown' : String(there)],
    ],
  );
  return leftOut.length > 0 ? EXIT.needsPerson : EXIT.done;
}

/** A column map that has something to fix. */
const leftOutColumn = ({ column, code, message, remedy }: Finding): PreviewedColumn => ({
  field: column ?? null,
  column: null,
  source: null,
  written: null,
  target: null,
  mark: 'problem',
  problem: { code, message, remedy },
});
