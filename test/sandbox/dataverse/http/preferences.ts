import { Refusal } from '../refusal';

/** What a `Prefer` header asks for. */
export interface Preferences {
  readonly representation: boolean;
  readonly maxPageSize?: number;
  readonly trackChanges: boolean;
  readonly continueOnError: boolean;
  /** As written: `*`, `OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.*`. */
  readonly annotations?: string;
}

/** @throws Refusal for a page size that is none */
export function preferencesOf(header: string | undefined): Preferences {
  let representation = false;
  let trackChanges = false;
  let continueOnError = false;
  let maxPageSize: number | undefined;
  let annotations: string | undefined;
  for (const item of splitPreferences(header ?? '')) {
    const [name = '', rest = ''] = split(item);
    const value = rest.replace(/^"(.*)"$/, '$1');
    switch (name.toLowerCase()) {
      case 'return':
        representation = value.toLowerCase() === 'representation';
        break;
      case 'odata.maxpagesize':
      case 'maxpagesize':
        if (!/^\d+$/.test(value) || Number(value) < 1)
          throw new Refusal(400, '0x80060888', `Invalid value '${value}' for the preference odata.maxpagesize.`);
        maxPageSize = Number(value);
        break;
      case 'odata.track-changes':
      case 'track-changes':
        trackChanges = true;
        break;
      case 'odata.continue-on-error':
      case 'continue-on-error':
        continueOnError = value === '' || value.toLowerCase() === 'true';
        break;
      case 'odata.include-annotations':
      case 'include-annotations':
        annotations = value;
        break;
    }
  }
  return {
    representation,
    trackChanges,
    continueOnError,
    ...(maxPageSize === undefined ? {} : { maxPageSize }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** Commas inside quotes do not part preferences. */
function splitPreferences(header: string): string[] {
  return (header.match(/(?:[^,"]|"[^"]*")+/g) ?? []).map((item) => item.trim()).filter(Boolean);
}

function split(item: string): [string, string] {
  const at = item.indexOf('=');
  return at < 0 ? [item, ''] : [item.slice(0, at).trim(), item.slice(at + 1).trim()];
}

/** Does the client want this annotation? Later patterns win; `-` takes out. */
export function wantsAnnotation(preferences: Preferences, annotation: string): boolean {
  let wanted = false;
  for (const text of preferences.annotations?.split(',') ?? []) {
    const out = text.trim().startsWith('-');
    const pattern = text.trim().replace(/^-/, '');
    const matches =
      pattern === '*' ||
      pattern === annotation ||
      (pattern.endsWith('.*') && annotation.startsWith(pattern.slice(0, -1)));
    if (matches) wanted = !out;
  }
  return wanted;
}
