import pc from 'picocolors';
import { CODE_TABLE, codesAsMarkdown, onwardsInWords, type CodeEntry } from '../code-table';
import { EXIT, Failure, FAILURES, type ExitCode } from '../failure';
import type { Output } from '../output';

/**
 * What codes mean, and what to do. Also understands dual-write's own (`DIPV1025`).
 * @param wanted none: all
 * @throws Failure for a code that there is not
 */
export function explainCodes(wanted: readonly string[], asPage: boolean, output: Output): ExitCode {
  const chosen = wanted.length === 0 ? CODE_TABLE : wanted.flatMap(entriesFor);
  if (asPage) {
    output.text(codesAsMarkdown(chosen));
    return EXIT.done;
  }
  output.answer(chosen);
  for (const one of chosen) tell(one, output);
  return EXIT.done;
}

function entriesFor(wanted: string): readonly CodeEntry[] {
  const code = wanted.toUpperCase();
  const found = CODE_TABLE.filter((one) => one.code === code || one.dualWrite === code);
  if (found.length > 0) return found;
  throw new Failure(
    EXIT.wrongInput,
    FAILURES.CALL_WRONG,
    `There is no code ${wanted}.`,
    'A code is TDM and four digits, or DIPV and four digits for dual-write’s: tandem explain TDM3001.',
  );
}

function tell({ code, where, means, remedy, onwards, dualWrite }: CodeEntry, output: Output): void {
  const besides = [where, onwardsInWords(onwards), dualWrite === null ? '' : `dual-write: ${dualWrite}`];
  output.line(`${pc.bold(code)} ${means}`);
  if (remedy !== '') output.line(`  ${remedy}`);
  output.line(`  ${pc.dim(besides.filter(Boolean).join(' · '))}`);
}
