import { readFileSync } from 'node:fs';
import jsonata from 'jsonata';
import type { Row, Values } from '../../../plugins-ts/maps';
import { dayOf } from '../../../plugins-ts/maps/cells/zone';
import { deterministicGuid } from '../../../plugins-ts/maps/source';

const EXPRESSION = 'test/bench/mapping/actuals.jsonata';

/** The actuals map as a JSONata expression, parsed once. Days and made ids come from the product: only the language differs. */
export function byJsonata(
  mapKey: string,
  zones: Readonly<Record<string, string>>,
): (row: Row) => Promise<Values | null> {
  const expression = jsonata(readFileSync(EXPRESSION, 'utf8'));
  expression.registerFunction('dayIn', (moment: string, company: string) => dayOf(moment, zones[company] ?? 'UTC'));
  expression.registerFunction('madeId', (recordId: string) => deterministicGuid(mapKey, recordId));
  return (row) => expression.evaluate(row) as Promise<Values | null>;
}
