// Weights that a device lays out in the background. Clauses D13.

import type { RnnError } from '../errors.ts';

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what is written to it by one is read by another
export class Pending<P> {
  /** Undefined until it is there; an author whose kernels need nothing may promise undefined. */
  value: P | undefined = undefined;
  /** Why it will never be there. */
  error: RnnError | null = null;
  isSettled = false;
}

/** What `prepare` returned, or stands for what it promised. */
export type Prepared<P> = P | Pending<P>;
