/** What the platform answers instead of doing what was asked: HTTP status, the platform's code, its words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** A call that no well-behaved client of ours makes: the sandbox says so instead of guessing. */
export function notBuilt(call: string): Refusal {
  return new Refusal(501, '0x80040219', `The sandbox does not answer this call: ${call}`);
}
