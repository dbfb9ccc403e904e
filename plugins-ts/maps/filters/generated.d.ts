/** The parsers that `.ci/generate-parsers.mjs` makes of the grammars in this folder: see `syntax.ts` for what they answer. */
declare module '*/generated/dataverse-filter' {
  /** @throws an error with `location`, `expected` and `found` where the text is no filter */
  export function parse(text: string): unknown;
}

declare module '*/generated/finance-filter' {
  /** @throws an error with `location`, `expected` and `found` where the text is no filter */
  export function parse(text: string): unknown;
}
