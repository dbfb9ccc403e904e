import { checkTableMap, parseTableMap, type Finding } from '../../maps';
import { schemasOf, type Schemas } from '../../sync';
import { EXIT, type ExitCode } from '../failure';
import type { Output } from '../output';
import { printFindings } from '../findings';

export interface MapFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Every finding of every file at once: by themselves, and against both sides' metadata where there is a connection.
 * Nothing is written anywhere.
 */
export async function checkMaps(files: readonly MapFile[], against: Schemas | null, output: Output): Promise<ExitCode> {
  const findings: Finding[] = [];
  let sound = 0;
  for (const file of files) {
    const parsed = parseTableMap(file.text, file.name);
    const mine = [...parsed.findings];
    if (parsed.map !== null && against !== null) {
      const found = checkTableMap(parsed.map, await schemasOf(parsed.map, against));
      mine.push(...found.map((finding) => ({ ...finding, file: file.name })));
    }
    if (mine.length === 0) sound += 1;
    findings.push(...mine);
  }
  output.answer({ files: files.map((file) => file.name), findings });
  printFindings(output, findings);
  output.line(summary(files.length, sound, findings));
  if (findings.some((one) => one.severity === 'error')) return EXIT.wrongInput;
  return findings.some((one) => one.severity === 'warning') ? EXIT.needsPerson : EXIT.done;
}

function summary(files: number, sound: number, findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  const maps = files === 1 ? 'The map' : `${files} maps`;
  if (sound === files) return `${maps}: nothing found.`;
  return `${maps}: ${count('error')} to fix, ${count('warning')} warnings, ${count('info')} to know.`;
}
