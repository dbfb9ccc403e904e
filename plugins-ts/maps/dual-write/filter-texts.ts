import type { Node } from 'jsonc-parser';
import { explain } from '../codes';
import { finding, type Finding } from '../finding';
import { formatDataverseFilter, formatFinanceFilter } from '../filters/format-text';
import { sameFilter } from '../filters/normal';
import { parseDataverseFilter, parseFinanceFilter } from '../filters/parse-text';
import type { TableMap } from '../table-map';
import { property, textOf, type Tree } from './json-tree';
import { placeIn } from './located-text';

export interface FilterTexts {
  /** By property of the leg: the text that takes the place of what stands there. */
  readonly texts: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

const SIDES = [
  { side: 'dataverse', text: 'reversedSourceFilter', parse: parseDataverseFilter, format: formatDataverseFilter },
  { side: 'finance', text: 'sourceFilter', parse: parseFinanceFilter, format: formatFinanceFilter },
] as const;

/**
 * The filter texts of a map for dual-write. A text stays as it came while it says what the structured filter beside it
 * says; otherwise the structured one counts, and is put into words. What the language of the side has no words for is
 * told with the reason.
 */
export function filterTexts(tree: Tree, leg: Node | undefined, map: TableMap): FilterTexts {
  const texts: Record<string, string> = {};
  const findings: Finding[] = [];
  for (const { side, text: name, parse, format } of SIDES) {
    const { filter } = map[side];
    if (filter === undefined) continue;
    const said = textOf(property(leg, name)) ?? '';
    const parsed = parse(said);
    const read = 'filter' in parsed ? parsed.filter : undefined;
    if (read !== undefined && sameFilter(read, filter)) continue;
    const formatted = format(filter);
    if ('text' in formatted) {
      texts[name] = formatted.text;
      continue;
    }
    const { code, parameters } = formatted.problem;
    const node = property(property(property(tree.node, 'tandem'), side), 'filter') ?? tree.node;
    const reason = explain(code, parameters)?.message ?? '';
    const label = side === 'dataverse' ? 'Dataverse' : 'Finance';
    const place = placeIn(tree.located, map.key, node.offset);
    findings.push(finding('FILTER_LEFT_OUT', place, { side: label, reason, property: name }));
  }
  return { texts, findings };
}
