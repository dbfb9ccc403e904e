import { v4 } from 'uuid';
import type { Fault } from '../../sandbox/faults';
import type { World } from './world';

const OPTION = 718_100_000;
const KINDS = ['syncNow', 'retry', 'resolve', 'forget', 'dependents'];

/** Leaves a sync request, as the form does. Answers its id. */
export async function fileRequest(
  world: World,
  kind: 'syncNow' | 'retry' | 'resolve',
  table: string,
  recordId: string,
  choice?: Readonly<Record<string, 'dataverse' | 'finance'>>,
): Promise<string> {
  const id = v4();
  await world.dataverse('POST', 'tandem_syncrequests', {
    tandem_syncrequestid: id,
    tandem_name: `${table} ${recordId}`,
    tandem_kind: OPTION + KINDS.indexOf(kind),
    tandem_recordtable: table,
    tandem_recordid: recordId,
    tandem_requeststate: OPTION,
    ...(choice === undefined ? {} : { tandem_choice: JSON.stringify(choice) }),
  });
  return id;
}

/** Changes a customer in Finance, as the accountant. */
export const changeCustomer = (
  world: World,
  company: string,
  account: string,
  values: Readonly<Record<string, unknown>>,
): Promise<unknown> => world.finance('PATCH', customerPath(company, account), values);

export const customerPath = (company: string, account: string): string =>
  `CustomersV3(dataAreaId='${company}',CustomerAccount='${literal(account)}')?cross-company=true`;

/** Rows of Finance as its OData shows them. @throws Error where there is none */
export const customerThere = (world: World, company: string, account: string): Promise<Record<string, unknown>> =>
  world.finance('GET', customerPath(company, account));

export const projectThere = (world: World, company: string, number: string): Promise<Record<string, unknown>> =>
  world.finance('GET', `ProjectsV2(dataAreaId='${company}',ProjectId='${literal(number)}')?cross-company=true`);

const literal = (text: string): string => encodeURIComponent(text.replaceAll("'", "''"));

/** Sets a fault on one of the services, over HTTP as a person at a terminal would. */
export async function arm(world: World, service: 'dataverse' | 'finance', fault: Fault): Promise<void> {
  const answer = await fetch(`${world.sandbox[service].url}/sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!answer.ok) throw new Error(`${service} does not do this: ${await answer.text()}`);
}
