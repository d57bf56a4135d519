// Tensors that mutants let tell something else than what they hold.

import type { AnyTensor } from './mutant.ts';

/** Lets a tensor tell what `change` makes of its numbers, however it is read. */
export function tell(
  tensor: AnyTensor,
  change: (own: Float32Array) => ArrayLike<number>,
): AnyTensor {
  const [read, readSync] = [tensor.data.bind(tensor), tensor.dataSync.bind(tensor)];
  const into = (own: Float32Array, target: Float32Array = new Float32Array(own.length)) => {
    target.set(change(own));
    return target;
  };
  tensor.data = async (target) => {
    // Sizes are checked, and reads of what is gone refused, by the tensor's own way.
    if (target !== undefined) await read(target);
    return into(await read(), target);
  };
  tensor.dataSync = (target) => {
    if (target !== undefined) readSync(target);
    return into(readSync(), target);
  };
  return tensor;
}
