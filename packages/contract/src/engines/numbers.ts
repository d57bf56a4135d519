// The memory of an engine's backend: numbers in JavaScript, some of them still on their way.

import type { LateWork } from '../shell/late-work.ts';
import type { Device } from '../shell/ledger.ts';

/** A buffer. The array that it comes to is never written to, so that two may share it. */
export interface Numbers {
  coming: Promise<Float32Array>;
  readonly size: number;
}

export function numbersDevice(
  { name, supports }: Pick<Device<Numbers>, 'name' | 'supports'>,
  late: LateWork,
): Device<Numbers> {
  return {
    name,
    supports,
    allocate: (size) => ({ coming: Promise.resolve(new Float32Array(size)), size }),
    free: () => undefined,
    write(numbers, data) {
      numbers.coming = Promise.resolve(data.slice());
    },
    copy(from, to) {
      to.coming = from.coming;
    },
    async read(numbers, target) {
      target.set(await late.tell(numbers.coming));
    },
    readSync: () => {
      throw new TypeError('an engine answers later');
    },
  };
}
