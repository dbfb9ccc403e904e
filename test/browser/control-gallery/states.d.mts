/** The moment at which all states stand, in milliseconds. */
export const NOW: number;
export const STATES: Readonly<Record<string, unknown>>;
