// Buffers that are needed for one call only: made for it, and freed when it ends. Clauses L4, E23.

import { endAll } from './endings.ts';
import type { Ledger, Slot, Source } from './ledger.ts';

/** Slots that live until the call ends, unless the result takes hold of them. */
export class Scope<B> {
  readonly ledger: Ledger<B>;
  readonly #slots: Slot<B>[] = [];

  constructor(ledger: Ledger<B>) {
    this.ledger = ledger;
  }

  allocate(size: number): Slot<B> {
    return this.keep(this.ledger.allocate(size));
  }

  keep(slot: Slot<B>): Slot<B> {
    this.#slots.push(slot);
    return slot;
  }

  /** The buffer of a tensor itself, or a new one with the numbers of an array or of one that is only lent. */
  bring(source: Source<B>, size: number): Slot<B> {
    if ('slot' in source && !source.slot.isLent) return this.keep(this.ledger.hold(source.slot));
    const slot = this.allocate(size);
    this.ledger.pour(source, slot);
    return slot;
  }

  end(): void {
    endAll(this.#slots.map((slot) => () => this.ledger.letGo(slot)));
  }
}
