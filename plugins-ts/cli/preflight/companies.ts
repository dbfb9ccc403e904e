import { finding, type Finding } from '../../maps';
import type { MapFacts, PreflightFacts } from './facts';

/** The companies that a map runs in: are they on both sides, linked, and do they have a zone where days need one? */
export function checkCompanies(facts: PreflightFacts, one: MapFacts): readonly Finding[] {
  const { map, companies: chosen } = one;
  if (map.finance.companyField === undefined) return [];
  const place = { map: map.key };
  const unknown = chosen.filter((company) => !facts.companies.includes(company));
  const companies = facts.companies.filter((company) => chosen.length === 0 || chosen.includes(company));
  return [
    ...unknown.map((company) => finding('COMPANY_UNKNOWN', place, { company, map: map.key })),
    ...companies.flatMap((company) => checkLink(facts, company, map.key)),
    ...checkZones(facts, one, companies),
  ];
}

function checkLink({ linked }: PreflightFacts, company: string, map: string): readonly Finding[] {
  if ('problem' in linked) return [];
  const isLinked = linked.value.get(company);
  if (isLinked === undefined) return [finding('COMPANY_NOT_THERE', { map }, { company })];
  return isLinked ? [] : [finding('COMPANY_NOT_ENABLED', { map }, { company })];
}

/** Once per company, whatever the number of days. */
function checkZones({ zones }: PreflightFacts, { map }: MapFacts, companies: readonly string[]): readonly Finding[] {
  const days = map.columns.filter(({ transforms }) =>
    transforms.some((one) => one.kind === 'date' && one.zone === 'company'),
  );
  if (days.length === 0) return [];
  const column = days.map(({ finance, dataverse }) => finance ?? dataverse ?? '').join(', ');
  return companies
    .filter((company) => zones[company] === undefined)
    .map((company) => finding('ZONE_MISSING', { map: map.key }, { company, column }));
}
