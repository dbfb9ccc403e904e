import type { XmlElement } from '../../xml';
import type { Organization } from '../organization';
import { Refusal } from '../refusal';
import { all, first, labelsOf, textOf } from './labels';
import type { Labels } from '../schema/table';

export interface RootComponent {
  readonly type: number;
  readonly schemaName?: string;
  readonly id?: string;
  readonly behavior: number;
}

export interface Manifest {
  readonly uniqueName: string;
  readonly labels: Labels;
  readonly version: string;
  readonly managed: boolean;
  readonly publisher: {
    readonly uniqueName: string;
    readonly labels: Labels;
    readonly prefix: string;
    readonly optionPrefix: number;
  };
  readonly roots: readonly RootComponent[];
  /** What has to be there before. */
  readonly required: readonly RootComponent[];
}

/** Reads `solution.xml`. @throws Refusal for a manifest that the platform would not take */
export function readManifest(document: XmlElement): Manifest {
  const manifest = first(document, 'SolutionManifest');
  const uniqueName = textOf(manifest, 'UniqueName');
  if (!/^\w+$/.test(uniqueName)) {
    throw new Refusal(400, '0x8004f002', `The solution unique name '${uniqueName}' is not valid.`);
  }
  const version = textOf(manifest, 'Version');
  if (!/^\d+(\.\d+){1,3}$/.test(version)) {
    throw new Refusal(400, '0x8004f01e', `An invalid solution version was specified: '${version}'.`);
  }
  const managed = textOf(manifest, 'Managed');
  if (managed !== '0' && managed !== '1') {
    throw new Refusal(400, '0x80048060', `The solution says '${managed}' where Managed must be 0 or 1.`);
  }
  const publisher = first(manifest, 'Publisher');
  return {
    uniqueName,
    labels: labelsOf(manifest, 'LocalizedNames'),
    version,
    managed: managed === '1',
    publisher: {
      uniqueName: textOf(publisher, 'UniqueName'),
      labels: labelsOf(publisher, 'LocalizedNames'),
      prefix: textOf(publisher, 'CustomizationPrefix'),
      optionPrefix: Number(textOf(publisher, 'CustomizationOptionValuePrefix')),
    },
    roots: all(first(manifest, 'RootComponents'), 'RootComponent').map(component),
    required: all(first(manifest, 'MissingDependencies'), 'MissingDependency').flatMap((dependency) =>
      all(dependency, 'Required').map(component),
    ),
  };
}

function component({ attributes }: XmlElement): RootComponent {
  const { type, schemaName, id, behavior } = attributes;
  return {
    type: Number(type),
    ...(schemaName === undefined ? {} : { schemaName }),
    ...(id === undefined ? {} : { id: id.replace(/[{}]/g, '').toLowerCase() }),
    behavior: Number(behavior ?? 0),
  };
}

/** A newer or equal version replaces; an older one is refused, as is another publisher under a known name. */
export function checkAgainstInstalled(organization: Organization, manifest: Manifest): void {
  const [installed] = organization.rows('solution', { uniquename: manifest.uniqueName });
  if (!installed) return;
  const before = String(installed.version);
  if (compareVersions(manifest.version, before) < 0) {
    throw new Refusal(
      400,
      '0x8004801b',
      `Solution '${manifest.uniqueName}' failed to import: the version ${manifest.version} is lower than the installed version ${before}.`,
    );
  }
  if ((installed.ismanaged === true) !== manifest.managed) {
    throw new Refusal(
      400,
      '0x8004f036',
      `The solution '${manifest.uniqueName}' is already installed on this system as ${installed.ismanaged === true ? 'a managed' : 'an unmanaged'} solution.`,
    );
  }
  const publisher = installed.publisherid;
  const owner =
    typeof publisher === 'object' && publisher !== null ? organization.row('publisher', publisher.id) : undefined;
  if (owner && owner.uniquename !== manifest.publisher.uniqueName) {
    throw new Refusal(
      400,
      '0x8004801c',
      `The solution '${manifest.uniqueName}' is already on this system with another publisher, '${String(owner.uniquename)}'.`,
    );
  }
}

const TABLE = 1;
const FORM = 60;

/** What the solution says it needs must be there. @throws Refusal 0x80048034 */
export function checkRequired(organization: Organization, manifest: Manifest): void {
  const missing = manifest.required.filter((one) => {
    if (one.type === TABLE) return organization.catalog.find((one.schemaName ?? '').toLowerCase()) === undefined;
    if (one.type === FORM && one.id !== undefined) return organization.row('systemform', one.id) === undefined;
    return false;
  });
  if (missing.length === 0) return;
  const names = missing.map((one) => `${one.type}:${one.schemaName ?? one.id}`).join(', ');
  throw new Refusal(
    400,
    '0x80048034',
    `The following solution cannot be imported: ${manifest.uniqueName}. Some dependencies are missing. The missing dependencies are: ${names}.`,
  );
}

export function compareVersions(one: string, other: string): number {
  const a = one.split('.').map(Number);
  const b = other.split('.').map(Number);
  for (let at = 0; at < 4; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
