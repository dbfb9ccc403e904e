/** Ids that are the same in every sandbox, so that tests and other parts can name them. */
export const ORGANIZATION = '0a000000-0000-4000-8000-0000000000ff';
export const ROOT_BUSINESS_UNIT = '0a000000-0000-4000-8000-0000000000b0';
export const DEFAULT_TEAM = '0a000000-0000-4000-8000-0000000000b1';
export const ORGANIZATION_NAME = 'contoso';

export const USERS = {
  admin: '0a000000-0000-4000-8000-000000000001',
  pm: '0a000000-0000-4000-8000-000000000002',
  chef: '0a000000-0000-4000-8000-000000000003',
  outsider: '0a000000-0000-4000-8000-000000000004',
  host: '0a000000-0000-4000-8000-000000000005',
  accountant: '0a000000-0000-4000-8000-000000000006',
} as const;

/** The platform's own user. */
export const SYSTEM_USER = '0a000000-0000-4000-8000-0000000000fe';

/** Role template of System Administrator, the same in every organisation of the platform. */
export const ADMINISTRATOR_TEMPLATE = '627090ff-40a3-4053-8790-584edc5be201';
export const ADMINISTRATOR_ROLE = '0a000000-0000-4000-8000-0000000000a0';
export const PROJECT_MANAGER_ROLE = '0a000000-0000-4000-8000-0000000000a1';

export const BASE_CURRENCY = '0a000000-0000-4000-8000-0000000000c0';
