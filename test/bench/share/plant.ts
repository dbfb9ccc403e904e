import type { Organization } from '../../sandbox/dataverse';

/** More actuals like those of the seed data, with ids of their own, as the platform itself makes them. */
export function plantActuals(organization: Organization, count: number): void {
  const seeded = organization.rows('msdyn_actual');
  for (let at = 0; at < count; at += 1) {
    const { versionnumber: _version, ...row } = seeded[at % seeded.length] ?? {};
    organization.put('msdyn_actual', {
      ...row,
      msdyn_actualid: `0a00beef-0000-4000-8000-${String(at).padStart(12, '0')}`,
      msdyn_quantity: `${(at % 9) + 1}.${String(at % 100).padStart(2, '0')}00`,
    });
  }
}
