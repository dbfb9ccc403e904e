import { all, everywhere, first, parseXml } from './xml';

/** What the shell needs to know of a code component (PCF). */
export interface Manifest {
  /** `Namespace.Constructor`, the name under which the bundle registers itself. */
  readonly registeredName: string;
  readonly version: string;
  readonly isVirtual: boolean;
  readonly properties: readonly Property[];
  /** Paths inside the component's folder. */
  readonly code: readonly string[];
  readonly styles: readonly string[];
  readonly strings: readonly string[];
  /** Names of features that the component uses: WebAPI, Utility, … */
  readonly features: readonly string[];
}

export interface Property {
  readonly name: string;
  readonly type: string;
  readonly usage: 'bound' | 'input' | 'output';
  readonly defaultValue?: string;
}

/** Reads a built `ControlManifest.xml`. */
export function parseManifest(text: string): Manifest {
  const control = everywhere(parseXml(text), 'control')[0];
  if (!control) throw new Error('The manifest has no <control> element.');
  const resources = first(control, 'resources');
  const paths = (kind: string): string[] =>
    [...all(resources, kind)]
      .sort((a, b) => Number(a.attributes['order'] ?? 0) - Number(b.attributes['order'] ?? 0))
      .map((resource) => resource.attributes['path'] ?? '');
  return {
    registeredName: `${control.attributes['namespace']}.${control.attributes['constructor']}`,
    version: control.attributes['version'] ?? '',
    isVirtual: control.attributes['control-type'] === 'virtual',
    properties: all(control, 'property').map((property) => {
      const defaultValue = property.attributes['default-value'];
      return {
        name: property.attributes['name'] ?? '',
        type: property.attributes['of-type'] ?? '',
        usage: (property.attributes['usage'] ?? 'input') as Property['usage'],
        ...(defaultValue === undefined ? {} : { defaultValue }),
      };
    }),
    code: paths('code'),
    styles: paths('css'),
    strings: paths('resx'),
    features: all(first(control, 'feature-usage'), 'uses-feature').map((feature) => feature.attributes['name'] ?? ''),
  };
}
