/** A text in both languages of the solution. */
export type Words = readonly [english: string, french: string];

/** The languages that every label is written in; the first is the base language. */
export const LANGUAGES = [1033, 1036] as const;
