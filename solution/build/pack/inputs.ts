import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SYNC_STATUS_CONTROL } from '../../model/microsoft';
import { COMMAND_SCRIPT, FORM_SCRIPT, SHIPPED_MAPS, STRINGS } from '../../model/web-resources';
import { textIn, type Tree } from '../files';
import { everywhere, parseXml } from '../xml';

/** An output of another part of the project is not there, or is not what the solution needs. The message says what to run. */
export class InputMissing extends Error {
  override name = 'InputMissing';
}

/**
 * What other parts of the project build for the solution, as files of the unpacked tree: the control, the scripts, their
 * texts, the shipped table maps. Throws `InputMissing`, with everything that is missing at once.
 */
export function builtInputs(root: string): Tree {
  const files = new Map<string, Uint8Array>();
  const missing: string[] = [];
  const take = (path: string, from: readonly string[], command: string): void => {
    const file = join(root, ...from);
    if (existsSync(file)) files.set(path, new Uint8Array(readFileSync(file)));
    else missing.push(`${from.join('/')} is not there: ${command}`);
  };

  const webResources = ['plugins-ts', 'web-resources'];
  take(`WebResources/${FORM_SCRIPT}`, [...webResources, 'dist', 'form.js'], BUILD);
  take(`WebResources/${COMMAND_SCRIPT}`, [...webResources, 'dist', 'commands.js'], BUILD);
  for (const name of STRINGS) {
    const file = name.slice(name.lastIndexOf('/') + 1);
    take(`WebResources/${name}`, [...webResources, 'strings', file], 'it belongs to the repository');
  }

  const control = ['controls', 'SyncStatus', 'out', 'controls'];
  const manifest = [...control, 'ControlManifest.xml'];
  if (existsSync(join(root, ...manifest))) {
    const content = new Uint8Array(readFileSync(join(root, ...manifest)));
    files.set(`${CONTROL_FOLDER}/ControlManifest.xml`, content);
    for (const name of filesOf(textIn(content))) {
      take(`${CONTROL_FOLDER}/${name}`, [...control, ...name.split('/')], BUILD);
    }
    const licences = join(root, ...control, LICENCES);
    if (existsSync(licences)) files.set(`${CONTROL_FOLDER}/${LICENCES}`, new Uint8Array(readFileSync(licences)));
  } else {
    missing.push(`${manifest.join('/')} is not there: ${BUILD}`);
  }

  const maps = join(root, 'plugins-ts', 'project-operations', 'maps');
  const mapFiles = existsSync(maps) ? readdirSync(maps).filter((name) => name.endsWith('.json')) : [];
  if (mapFiles.length === 0) missing.push('plugins-ts/project-operations/maps has no table map');
  else
    files.set(
      `WebResources/${SHIPPED_MAPS}`,
      shippedMaps(mapFiles.map((name) => readFileSync(join(maps, name), 'utf8'))),
    );

  if (missing.length > 0) throw new InputMissing(`The solution cannot be packed.\n${missing.join('\n')}`);
  return files;
}

const BUILD = 'run "npm run build"';
const CONTROL_FOLDER = `Controls/${SYNC_STATUS_CONTROL}`;
/** Written by the bundler when the control carries code of others. */
const LICENCES = 'bundle.js.LICENSE.txt';

/** Files that a control's manifest names: nothing else that lies in its folder gets into the package. */
function filesOf(manifest: string): string[] {
  const root = parseXml(manifest);
  return ['code', 'css', 'resx', 'img'].flatMap((kind) =>
    everywhere(root, kind).map((resource) => resource.attributes['path'] ?? ''),
  );
}

/** All shipped table maps as one JSON list, in the order in which they depend on each other, without white space. */
function shippedMaps(texts: readonly string[]): Uint8Array {
  const maps = texts.map((text) => JSON.parse(text) as { tandem: { key: string; order: number } });
  maps.sort((a, b) => a.tandem.order - b.tandem.order || (a.tandem.key < b.tandem.key ? -1 : 1));
  return new TextEncoder().encode(JSON.stringify(maps));
}
