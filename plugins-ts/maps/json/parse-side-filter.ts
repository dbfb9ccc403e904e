import { explain, PROBLEMS } from '../codes';
import { sameFilter } from '../filters/normal';
import { parseFilterText } from '../filters/parse-text';
import type { Dialect, FilterProblem } from '../filters/syntax';
import type { Filter, TableMap } from '../table-map';
import type { Value } from '../value';
import { parseFilter } from './parse-filter';
import type { Place } from './place';
import type { Structure } from './structure';

type SideFilter = Pick<TableMap['dataverse'], 'filter' | 'filterText' | 'filterInferred'>;

/**
 * The filter of a side: the structured one under `tandem`, which counts where it stands, or what dual-write's text says.
 * The text stays as it came, to the last no-break space.
 */
export function parseSideFilter(side: Place, text: Place, dialect: Dialect, structure: Structure): SideFilter {
  const inferred = structure.flag(side.property('filterInferred'));
  const said = structure.optionalText(text);
  const filterText = said?.trim() === '' ? undefined : said;
  const tree = parseFilter(side.property('filter'), structure);
  const isStructured = side.property('filter').exists && side.property('filter').kind !== 'null';
  const filter =
    filterText === undefined ? tree : withText(isStructured ? { tree } : null, filterText, text, dialect, structure);
  return {
    ...(filter === undefined ? {} : { filter }),
    ...(filterText === undefined ? {} : { filterText }),
    ...(inferred === undefined ? {} : { filterInferred: inferred }),
  };
}

function withText(
  structured: { readonly tree: Filter | undefined } | null,
  filterText: string,
  text: Place,
  dialect: Dialect,
  structure: Structure,
): Filter | undefined {
  const parsed = parseFilterText(filterText, dialect);
  if ('problems' in parsed) {
    if (structured === null) {
      for (const problem of parsed.problems) structure.report(problem.name, text, about(problem, dialect));
      return undefined;
    }
    const [{ name, ...rest }] = parsed.problems;
    const problem = explain(PROBLEMS[name], about({ name, ...rest }, dialect))?.message ?? '';
    structure.report('FILTER_TEXT_NOT_READ', text, { side: SIDES[dialect], problem });
    return structured.tree;
  }
  if (structured === null) return parsed.filter;
  const { tree } = structured;
  if (tree !== undefined && parsed.filter !== undefined && !sameFilter(tree, parsed.filter)) {
    structure.report('FILTERS_DIFFER', text, { side: SIDES[dialect] });
  }
  return tree;
}

export const SIDES: Readonly<Record<Dialect, string>> = { dataverse: 'Dataverse', finance: 'Finance' };

const about = ({ at, parameters }: FilterProblem, dialect: Dialect): Record<string, Value> => ({
  side: SIDES[dialect],
  line: at.line,
  place: at.column,
  ...parameters,
});
