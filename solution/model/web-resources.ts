import { ICONS } from './icons';

/** Numbers that the platform has for kinds of web resources. */
export const WEB_RESOURCE_TYPE = { script: 3, svg: 11, strings: 12 } as const;

/** A file that the solution brings into Dataverse. Everything but the icons is built elsewhere in the project. */
export interface WebResource {
  readonly name: `tandem_/${string}`;
  readonly displayName: string;
  readonly type: keyof typeof WEB_RESOURCE_TYPE;
  readonly language: number;
  /** Resources that a script needs loaded with it. */
  readonly needs?: readonly string[];
}

export const FORM_SCRIPT = 'tandem_/scripts/form.js';
export const COMMAND_SCRIPT = 'tandem_/scripts/commands.js';
export const SHIPPED_MAPS = 'tandem_/maps/shipped.json';
export const STRINGS = ['tandem_/strings/tandem.1033.resx', 'tandem_/strings/tandem.1036.resx'] as const;

/** Name of the web resource that holds an icon. */
export function iconResource(name: keyof typeof ICONS): `tandem_/${string}` {
  return `tandem_/icons/${name}.svg`;
}

export const WEB_RESOURCES: readonly WebResource[] = [
  { name: FORM_SCRIPT, displayName: 'Tandem: form script', type: 'script', language: 1033, needs: STRINGS },
  { name: COMMAND_SCRIPT, displayName: 'Tandem: commands', type: 'script', language: 1033, needs: STRINGS },
  { name: STRINGS[0], displayName: 'Tandem: texts, English', type: 'strings', language: 1033 },
  { name: STRINGS[1], displayName: 'Tandem: texts, French', type: 'strings', language: 1036 },
  // The platform has no kind for JSON; a script that nobody runs is how it is carried.
  { name: SHIPPED_MAPS, displayName: 'Tandem: shipped table maps', type: 'script', language: 1033 },
  ...(Object.keys(ICONS) as (keyof typeof ICONS)[]).map((icon): WebResource => ({
    name: iconResource(icon),
    displayName: `Tandem: icon ${icon}`,
    type: 'svg',
    language: 1033,
  })),
];
