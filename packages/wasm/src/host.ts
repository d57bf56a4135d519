// What a module imports: the memory, and activations that are computed in JavaScript.

import { hostActivations } from './kernels/host-activations.ts';

/** @param floats  all of the memory as numbers, also after it has grown */
export function hostOf(
  memory: WebAssembly.Memory,
  floats: () => Float32Array,
): WebAssembly.ModuleImports {
  const activations = Object.entries(hostActivations).map(([name, activate]) => [
    name,
    (at: number) => activate(floats(), (at >>> 0) / Float32Array.BYTES_PER_ELEMENT),
  ]);
  return { memory, ...Object.fromEntries(activations) };
}
