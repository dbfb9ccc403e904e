import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What the other parts of the project build, small enough to read: enough to pack, not to run. */
const BUILT: Readonly<Record<string, string>> = {
  'plugins-ts/web-resources/dist/form.js': 'var Tandem = { Form: { onLoad: function () {} } };',
  'plugins-ts/web-resources/dist/commands.js': 'var Tandem = { Commands: {} };',
  'plugins-ts/web-resources/strings/tandem.1033.resx': '<root/>',
  'plugins-ts/web-resources/strings/tandem.1036.resx': '<root/>',
  'controls/SyncStatus/out/controls/ControlManifest.xml': `<?xml version="1.0" encoding="utf-8"?>
<manifest><control namespace="Tandem" constructor="SyncStatus" version="1.0.0">
<resources><code path="bundle.js" order="1"/><css path="css/SyncStatus.css" order="1"/>
<resx path="strings/SyncStatus.1033.resx" version="1.0.0"/></resources></control></manifest>`,
  'controls/SyncStatus/out/controls/bundle.js':
    'ComponentFramework.registerControl("Tandem.SyncStatus", function () {});',
  'controls/SyncStatus/out/controls/css/SyncStatus.css': '.tandem { color: inherit; }',
  'controls/SyncStatus/out/controls/strings/SyncStatus.1033.resx': '<root/>',
  'controls/SyncStatus/out/controls/bundle.js.map': 'never packed',
  'plugins-ts/project-operations/maps/second.json': '{ "tandem": { "key": "second", "order": 20 } }',
  'plugins-ts/project-operations/maps/first.json': '{ "tandem": { "key": "first", "order": 10 } }',
};

/** A checkout in a temporary folder: this project's version and unpacked solution, and built parts of its own. */
export interface Checkout {
  readonly root: string;
  /** Writes a file below the root; takes it away when there is no text. */
  put(path: string, text: string | null): void;
  remove(): void;
}

/** Makes one. `source` is the folder of the unpacked solution that it gets a copy of. */
export function checkout(source = 'solution/src'): Checkout {
  const root = mkdtempSync(join(tmpdir(), 'tandem-solution-'));
  const put = (path: string, text: string | null): void => {
    const file = join(root, path);
    if (text === null) return rmSync(file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  cpSync('package.json', join(root, 'package.json'));
  cpSync(source, join(root, 'solution', 'src'), { recursive: true });
  for (const [path, text] of Object.entries(BUILT)) put(path, text);
  return { root, put, remove: () => rmSync(root, { recursive: true, force: true }) };
}
