/** What was asked for makes no sense: a name that is not there, a value that is none. */
export class Misunderstood extends Error {}
