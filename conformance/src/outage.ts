// A backend that stopped answering: a result of the case that was running, and a reason to start the backend again.

export class Outage extends Error {
  override readonly name = 'Outage';
  readonly status: 'crashed' | 'timeout' | 'errored';
  /** What it printed last. */
  readonly printed: string;

  constructor(status: Outage['status'], message: string, printed = '') {
    super(message);
    this.status = status;
    this.printed = printed;
  }
}

/** The outage behind an error, however deep. */
export function outageOf(error: unknown): Outage | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof Outage) return at;
  return undefined;
}
