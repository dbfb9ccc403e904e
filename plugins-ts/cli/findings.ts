import pc from 'picocolors';
import { CODES, type Finding } from '../maps';
import type { Output } from './output';

const LOOK = {
  error: (text: string) => pc.red(text),
  warning: (text: string) => pc.yellow(text),
  info: (text: string) => pc.dim(text),
} as const;

const WORD = { error: 'to fix', warning: 'warning', info: 'to know' } as const;

const RANK = { error: 0, warning: 1, info: 2 } as const;

/**
 * Map by map, what is to fix first. Each finding in three lines: where and what, and what to do; of what is only to know,
 * one for all columns of a map of which the same is said.
 */
export function printFindings(output: Output, findings: readonly Finding[]): void {
  for (const group of byMap(findings)) {
    const told = [...group].sort((one, other) => RANK[one.severity] - RANK[other.severity]);
    for (const one of told.filter(({ severity }) => severity !== 'info')) printOne(output, one);
    const infos = groupBy(
      told.filter(({ severity }) => severity === 'info'),
      ({ code }) => code,
    );
    for (const same of infos.values()) printSame(output, same);
  }
}

function printOne(output: Output, one: Finding): void {
  const { dualWrite } = CODES[one.code] ?? {};
  output.line(heading(one, one.column === undefined ? '' : ` · ${one.column}`));
  output.line(`  ${one.message}${dualWrite === undefined ? '' : pc.dim(` (in dual-write: ${dualWrite})`)}`);
  output.line(`  ${pc.dim(one.remedy)}`);
}

function printSame(output: Output, same: readonly Finding[]): void {
  const [first] = same;
  if (first === undefined) return;
  const columns = same.flatMap(({ column }) => column ?? []);
  if (same.length === 1 || columns.length < same.length) {
    for (const one of same) printOne(output, one);
    return;
  }
  const { at: _, ...whole } = first;
  output.line(heading(whole, ` · ${same.length} columns`));
  output.line(`  ${CODES[first.code]?.title ?? first.message}: ${columns.join(', ')}.`);
}

function heading(one: Finding, column: string): string {
  const file = one.file === undefined ? '' : `${one.file}${one.at ? `:${one.at.line}:${one.at.column}` : ''} `;
  return `${LOOK[one.severity](WORD[one.severity])} ${pc.bold(one.code)} ${file}${one.map}${column}`;
}

/** Findings of one map together, in the order in which maps first appear. */
const byMap = (findings: readonly Finding[]): Iterable<readonly Finding[]> =>
  groupBy(findings, ({ file, map }) => file ?? map).values();

/** `2 to fix, 1 warnings, 0 to know` */
export function countFindings(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  return `${count('error')} to fix, ${count('warning')} warnings, ${count('info')} to know`;
}

/** Each with the code by which dual-write knows it, where it does. */
export const forScripts = (findings: readonly Finding[]): readonly (Finding & { readonly dualWrite?: string })[] =>
  findings.map((one) => {
    const { dualWrite } = CODES[one.code] ?? {};
    return dualWrite === undefined ? one : { ...one, dualWrite };
  });

function groupBy(findings: readonly Finding[], keyOf: (one: Finding) => string): ReadonlyMap<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}
