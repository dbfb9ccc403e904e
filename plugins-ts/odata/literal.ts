/** How values are spelled in filters and keys. All answers are OData text, not yet encoded for a URL. */

/** `a'b` becomes `'a''b'`. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** Bare and in lower case; braces are taken off. @throws TypeError when the text is no guid. */
export function guid(value: string): string {
  const found = GUID.exec(value)?.[1];
  if (found === undefined) throw new TypeError(`"${value}" is no guid.`);
  return found.toLowerCase();
}

/** `Microsoft.Dynamics.DataEntities.NoYes'Yes'`. The symbol is exact, case included. */
export const enumLiteral = (type: string, symbol: string): string => `${type}${text(symbol)}`;

/** Dataverse's function for "one of these": `Microsoft.Dynamics.CRM.In(PropertyName='x',PropertyValues=['a','b'])`. */
export function inList(column: string, values: readonly string[]): string {
  return `Microsoft.Dynamics.CRM.In(PropertyName=${text(column)},PropertyValues=[${values.map(text).join(',')}])`;
}
