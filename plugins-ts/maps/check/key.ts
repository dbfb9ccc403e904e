import type { BoundColumn } from '../bind';
import { finding, type Finding, type FindingPlace } from '../finding';
import type { TableSchema } from '../schema';
import type { TableMap } from '../table-map';

/** The integration key is the key of the Finance entity, whole, and every field of it is fed. */
export function checkKey(map: TableMap, columns: readonly BoundColumn[], entity: TableSchema): readonly Finding[] {
  const place: FindingPlace = { map: map.key };
  const about = { entity: entity.name, key: entity.key.join(', ') };
  if (map.integrationKey.length === 0) return [finding('NO_INTEGRATION_KEY', place, about)];

  const company = map.finance.companyField ?? (entity.key.includes('dataAreaId') ? 'dataAreaId' : undefined);
  const isFed = (field: string): boolean =>
    map.integrationKey.includes(field) && columns.some((column) => column.definition.finance === field);
  const findings: Finding[] = [];
  if (company !== undefined && (map.finance.companyField === undefined || !isFed(company))) {
    findings.push(finding('COMPANY_NOT_FED', { ...place, column: company }, about));
  }
  for (const field of entity.key) {
    if (field !== company && !isFed(field))
      findings.push(finding('KEY_NOT_MAPPED', { ...place, column: field }, about));
  }
  for (const field of map.integrationKey) {
    if (!entity.key.includes(field)) findings.push(finding('NOT_A_KEY_FIELD', { ...place, column: field }, about));
  }
  const twoWay = columns.some((column) => column.definition.direction === 'both');
  for (const column of columns) {
    if (twoWay && column.isKey && !column.createOnly && column.definition.direction !== 'both') {
      findings.push(finding('KEY_NOT_TWO_WAY', { ...place, column: column.name }));
    }
  }
  return findings;
}
