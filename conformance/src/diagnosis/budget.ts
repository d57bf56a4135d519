// How long a diagnosis may take.

import { now } from '../now.ts';

/** Milliseconds that a diagnosis may always take; a run of one case takes less than it takes to look at it. */
const least = 2000;

/** A third of what the run itself took, or a little where the run was short. */
export function timeFor(milliseconds: number): number {
  return Math.max(milliseconds / 3, least);
}

/** Time that is shared among the parts of a diagnosis, one after another. */
export class Deadline {
  readonly #end: number;

  constructor(milliseconds: number) {
    this.#end = now() + milliseconds;
  }

  get left(): number {
    return Math.max(this.#end - now(), 0);
  }

  get passed(): boolean {
    return this.left === 0;
  }

  /** A deadline after a share of what is left, 0 to 1. */
  share(part: number): Deadline {
    return new Deadline(this.left * part);
  }
}
