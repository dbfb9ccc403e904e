import { ArmedFault, type Fault, type FaultKind, type Target } from './fault';

/** A request that was counted. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  /** 0 while unanswered, and when the connection was cut. */
  status: number;
  fault?: FaultKind;
}

/** How many of the last requests are kept to look at. */
const KEPT = 200;

/** The faults of one service, and its count of requests. */
export class Faults {
  private armed: ArmedFault[] = [];
  private nextId = 1;
  private requests = 0;
  private operations = 0;
  private recent: Seen[] = [];

  add(fault: Fault): ArmedFault {
    const armed = new ArmedFault(String(this.nextId++), fault);
    this.armed.push(armed);
    return armed;
  }

  /** Lifts one fault, or all. */
  remove(id?: string): void {
    this.armed = id === undefined ? [] : this.armed.filter((armed) => armed.id !== id);
  }

  /** Those still at work. */
  list(): readonly ArmedFault[] {
    return this.armed.filter((armed) => !armed.spent);
  }

  /** Is there a fault that wants to see bodies? */
  looksAtBodies(): boolean {
    return this.armed.some((armed) => armed.fault.body !== undefined && !armed.spent);
  }

  /** The first fault of these kinds that strikes this request. Counts: to be asked once for each request and kind. */
  striking(kinds: readonly FaultKind[], target: Target): Fault | null {
    const armed = this.armed.find((candidate) => kinds.includes(candidate.fault.kind) && candidate.strikes(target));
    return armed?.fault ?? null;
  }

  /** The refusal of a write, if there is one; for a service to ask for each row, in batches too. */
  refusal(target: Target): Fault | null {
    return this.striking(['refuse'], target);
  }

  /** How far the service's clock is off, in milliseconds. */
  skew(): number {
    return this.armed
      .filter((armed) => armed.fault.kind === 'skew')
      .reduce((sum, armed) => sum + (armed.fault.seconds ?? 0) * 1000, 0);
  }

  /** How long a write stays unseen, in milliseconds, if a `lateCommit` strikes it. */
  lateCommit(target: Target): number | null {
    const fault = this.striking(['lateCommit'], target);
    return fault ? (fault.milliseconds ?? 1000) : null;
  }

  count(method: string, path: string): Seen {
    this.requests += 1;
    const seen: Seen = { method, path, status: 0 };
    this.recent.push(seen);
    if (this.recent.length > KEPT) this.recent.shift();
    return seen;
  }

  /** Operations inside batches, which the service tells. */
  countOperations(operations: number): void {
    this.operations += operations;
  }

  counted(): { readonly count: number; readonly batchOperations: number; readonly recent: readonly Seen[] } {
    return { count: this.requests, batchOperations: this.operations, recent: this.recent };
  }

  resetCount(): void {
    this.requests = 0;
    this.operations = 0;
    this.recent = [];
  }
}
