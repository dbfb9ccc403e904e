import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTree } from './files';
import { InputMissing } from './pack/inputs';
import { packagesOf } from './pack/packages';
import { projectAt } from './project';

/** Writes both packages, and the complete unpacked tree for the Power Platform CLI, to `solution/bin`. */
try {
  const project = projectAt(process.cwd());
  const { tree, managed, unmanaged } = packagesOf(project);
  mkdirSync(project.packages, { recursive: true });
  writeTree(join(project.packages, 'unpacked'), tree);
  for (const [name, bytes] of [
    ['Tandem_managed.zip', managed],
    ['Tandem.zip', unmanaged],
  ] as const) {
    writeFileSync(join(project.packages, name), bytes);
    process.stdout.write(`solution/bin/${name}: version ${project.version}, ${bytes.length} bytes\n`);
  }
} catch (error) {
  if (!(error instanceof InputMissing)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
