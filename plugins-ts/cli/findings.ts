import pc from 'picocolors';
import type { Finding } from '../maps';
import type { Output } from './output';

const LOOK = {
  error: (text: string) => pc.red(text),
  warning: (text: string) => pc.yellow(text),
  info: (text: string) => pc.dim(text),
} as const;

const WORD = { error: 'to fix', warning: 'warning', info: 'to know' } as const;

/** Each finding in three lines: where and what, and what to do. */
export function printFindings(output: Output, findings: readonly Finding[]): void {
  for (const one of findings) {
    const file = one.file === undefined ? '' : `${one.file}${one.at ? `:${one.at.line}:${one.at.column}` : ''} `;
    const where = `${file}${one.map}${one.column === undefined ? '' : ` · ${one.column}`}`;
    output.line(`${LOOK[one.severity](WORD[one.severity])} ${pc.bold(one.code)} ${where}`);
    output.line(`  ${one.message}`);
    output.line(`  ${pc.dim(one.remedy)}`);
  }
}
