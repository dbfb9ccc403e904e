import { projectAt } from './project';
import { sourceTree } from './source-tree';
import { writeTree } from './files';

/** Writes `solution/src` from the model. */
const project = projectAt(process.cwd());
const files = sourceTree(project.version);
writeTree(project.source, files);
process.stdout.write(`solution/src: ${files.size} files, version ${project.version}\n`);
