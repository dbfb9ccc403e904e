import { compileTableMap, type CompiledMap, type Row } from '../../../plugins-ts/maps';
import { SHIPPED_MAPS } from '../../../plugins-ts/project-operations';
import { schemasOf } from '../../../plugins-ts/sync';
import { inSandbox, ZONES } from '../environment';

export const ACTUALS = 'project-operations-integration-actuals';

export interface Actuals {
  readonly map: CompiledMap;
  /** What the product reads for this map, of rows that differ. */
  readonly rows: readonly Row[];
}

/** The shipped map of actuals beside the metadata of the sandbox, and rows of it as the product's connector reads them. */
export function readActuals(count: number): Promise<Actuals> {
  return inSandbox(async ({ sandbox, connected }) => {
    const definition = SHIPPED_MAPS.find(({ key }) => key === ACTUALS);
    if (definition === undefined) throw new Error(`no map ${ACTUALS}`);
    const schemas = await schemasOf(definition, connected.schemas());
    const map = compileTableMap(definition, schemas, { zoneOf: (company) => ZONES[company] });
    const ids = sandbox.dataverse.organization.rows('msdyn_actual').map((row) => String(row.msdyn_actualid));
    const read = [...(await connected.engine('bench', '1').dataverse.rows(map, ids)).values()].map(({ row }) => row);
    const rows = Array.from({ length: count }, (_, at) => another(read[at % read.length] ?? {}, at));
    return { map, rows };
  });
}

const HOUR = 3_600_000;
const FIRST = Date.parse('2025-01-01T00:30:00Z');

/** The row with an id, hours and amounts of its own, over two years and both changes of the clock. */
function another(row: Row, at: number): Row {
  const starts = FIRST + at * 31 * HOUR;
  const moment = (hours: number): string => `${new Date(starts + hours * HOUR).toISOString().slice(0, 19)}Z`;
  return {
    ...row,
    msdyn_actualid: `0a00beef-0000-4000-8000-${String(at).padStart(12, '0')}`,
    msdyn_startdatetime: moment(0),
    msdyn_enddatetime: moment(7),
    msdyn_documentdate: moment(8),
    msdyn_accountingdate: moment(9),
    msdyn_exchangeratedate: at % 3 === 0 ? null : moment(-20),
    msdyn_quantity: `${at % 9}.${String(at % 100).padStart(2, '0')}00`,
    msdyn_amount: `${at * 17}.5000`,
  };
}
