export interface QueryOptions {
  readonly select?: readonly string[];
  readonly filter?: string;
  /** Each as OData spells it: `msdyn_project($select=msdyn_subject)`. */
  readonly expand?: readonly string[];
  readonly orderby?: readonly string[];
  readonly top?: number;
  readonly skip?: number;
  readonly count?: boolean;
  /** Aggregation. */
  readonly apply?: string;
  /** Options of the platform, without `$`: `{ 'cross-company': 'true' }`. */
  readonly custom?: Readonly<Record<string, string>>;
}

/** `?$select=…&$filter=…`, encoded; empty text where nothing is asked. */
export function query(options: QueryOptions): string {
  const parts: string[] = [];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') parts.push(`${name}=${encodeValue(value)}`);
  };
  add('$select', options.select?.join(','));
  add('$filter', options.filter);
  add('$expand', options.expand?.join(','));
  add('$orderby', options.orderby?.join(','));
  add('$top', options.top?.toString());
  add('$skip', options.skip?.toString());
  add('$count', options.count === true ? 'true' : undefined);
  add('$apply', options.apply);
  for (const [name, value] of Object.entries(options.custom ?? {})) add(encodeURIComponent(name), value);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Signs that mean nothing to a URL's query stay readable; `& # + % ?` and everything beyond ASCII are encoded. */
const READABLE = /%(?:24|2C|2F|3A|3B|3D|40)/g;

const encodeValue = (value: string): string => encodeURIComponent(value).replace(READABLE, decodeURIComponent);
