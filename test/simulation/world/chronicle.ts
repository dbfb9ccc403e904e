/** What happened in one history: how often each thing did and, where somebody wants to read it, every line of it. */
export class Chronicle {
  readonly counts = new Map<string, number>();
  readonly lines: string[] = [];

  constructor(
    private readonly now: () => number,
    private readonly isTold: boolean,
  ) {}

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** The line is only made where it is read. */
  tell(who: string, what: () => string): void {
    if (this.isTold) this.lines.push(`${clock(this.now())}  ${who.padEnd(8)} ${what()}`);
  }
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);
