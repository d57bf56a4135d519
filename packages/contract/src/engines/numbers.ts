// The memory of an engine's backend: numbers in JavaScript, some of them still on their way.

import type { LateWork } from '../shell/late-work.ts';
import type { Device } from '../shell/ledger.ts';

/** A buffer. The array that it comes to is never written to, so that two may share it. */
export interface Numbers {
  /** Null for zeros. */
  coming: Promise<Float32Array> | null;
  readonly size: number;
}

/** The numbers themselves. */
export function arrayOf({ coming, size }: Numbers): Promise<Float32Array> {
  return coming ?? Promise.resolve(new Float32Array(size));
}

export function numbersDevice(name: string, late: LateWork): Device<Numbers> {
  return {
    name,
    supports: { dataSync: false },
    allocate: (size) => ({ coming: null, size }),
    free: () => undefined,
    write(numbers, data) {
      numbers.coming = Promise.resolve(data.slice());
    },
    copy(from, to) {
      to.coming = from.coming;
    },
    async read(numbers, target) {
      target.set(await late.tell(arrayOf(numbers)));
    },
    readSync: () => {
      throw new TypeError('an engine answers later');
    },
  };
}
