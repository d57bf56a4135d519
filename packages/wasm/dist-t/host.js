// What a module imports: the memory, and activations that are computed in JavaScript.
import { hostActivations } from "./kernels/host-activations.js";
/** @param floats  all of the memory as numbers, also after it has grown */
export function hostOf(memory, floats) {
    const activations = Object.entries(hostActivations).map(([name, activate]) => [
        name,
        (at) => activate(floats(), (at >>> 0) / Float32Array.BYTES_PER_ELEMENT),
    ]);
    return { memory, ...Object.fromEntries(activations) };
}
//# sourceMappingURL=host.js.map