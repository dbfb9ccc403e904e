/**
 * One cell as both sides see it on the wire, after the platform's annotations are stripped.
 *
 * - text, memo, guid, enum symbol (Finance): `string`
 * - decimal, money and 64-bit integers: `string`, exactly as sent (`"12.50"`), never a binary fraction
 * - 32-bit integers, choice, state and status values, doubles: `number`
 * - date and time: ISO 8601 in UTC with `Z`; date only: `YYYY-MM-DD`
 * - a lookup read by its own column name: the id of the row it points to
 */
export type Value = string | number | boolean | null;

/**
 * A row by column. Dataverse rows are flat: a column reached through lookups is named by its path
 * (`msdyn_owningcompany.cdm_companycode`), the lookup itself by its column name (the id of the row).
 * A column that was not asked for is absent; one without a value is `null`.
 */
export type Row = Readonly<Record<string, Value>>;

/** Values to be written, by column. Dataverse columns may be lookup paths: the side resolves them to a row. */
export type Values = Readonly<Record<string, Value>>;
