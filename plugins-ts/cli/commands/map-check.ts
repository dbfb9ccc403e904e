import {
  checkAcrossMaps,
  checkTableMap,
  checkTableMapAlone,
  locateFindings,
  parseTableMap,
  type Finding,
  type MapAmongOthers,
} from '../../maps';
import { schemasOf, type Schemas } from '../../sync';
import { EXIT, type ExitCode } from '../failure';
import { countFindings, forScripts, printFindings } from '../findings';
import type { Output } from '../output';

export interface MapFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Every finding of every file at once: each map by itself or, where there is a connection, beside both sides' metadata;
 * then the maps beside each other. Nothing is written anywhere.
 */
export async function checkMaps(files: readonly MapFile[], against: Schemas | null, output: Output): Promise<ExitCode> {
  const findings: Finding[] = [];
  const maps: MapAmongOthers[] = [];
  const fileOf = new Map<string, string>();
  for (const { name, text } of files) {
    const { map, findings: parsed } = parseTableMap(text, name);
    findings.push(...parsed);
    if (map === null) continue;
    const schemas = against === null ? null : await schemasOf(map, against);
    const found = schemas === null ? checkTableMapAlone(map) : checkTableMap(map, schemas);
    const said = new Set(parsed.map(({ code, column }) => `${code} ${column ?? ''}`));
    findings.push(
      ...locateFindings(
        text,
        name,
        found.filter(({ code, column }) => !said.has(`${code} ${column ?? ''}`)),
      ),
    );
    maps.push({ map, ...(schemas === null ? {} : { schemas }) });
    fileOf.set(map.key, name);
  }
  const across = checkAcrossMaps(maps, { together: false });
  findings.push(...across.map((one) => ({ ...one, file: fileOf.get(one.map) ?? one.map })));

  output.answer({ files: files.map((file) => file.name), findings: forScripts(findings) });
  printFindings(output, findings);
  output.line(summary(files.length, findings));
  if (findings.some((one) => one.severity === 'error')) return EXIT.wrongInput;
  return findings.some((one) => one.severity === 'warning') ? EXIT.needsPerson : EXIT.done;
}

function summary(files: number, findings: readonly Finding[]): string {
  const maps = files === 1 ? 'The map' : `${files} maps`;
  return `${maps}: ${findings.length === 0 ? 'nothing found' : countFindings(findings)}.`;
}
