import { exportDualWrite, type ExportForm } from '../../maps/dual-write';
import { EXIT, type ExitCode } from '../failure';
import { printFindings } from '../findings';
import type { Output } from '../output';
import { writeFiles } from '../write-files';
import type { MapFile } from './map-check';

export interface ExportOptions {
  readonly out: string;
  readonly as: ExportForm;
  readonly force: boolean;
}

/** Writes a table map as dual-write stores it. What only Tandem knows is left out, and said. */
export function exportMap(file: MapFile, options: ExportOptions, output: Output): Promise<ExitCode> {
  const { text, findings } = exportDualWrite(file.text, options.as, file.name);
  if (text !== null) writeFiles([{ path: options.out, text }], options.force);
  output.answer({ file: file.name, out: text === null ? null : options.out, as: options.as, findings });
  printFindings(output, findings);
  output.line(text === null ? 'Nothing was written.' : `${file.name} → ${options.out}`);
  const isTold = findings.some((one) => one.severity === 'warning');
  return Promise.resolve(text === null ? EXIT.wrongInput : isTold ? EXIT.needsPerson : EXIT.done);
}
