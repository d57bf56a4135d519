// What the engine can do, found by having it validate functions that do it.
import { f32x4 } from "./emit/instructions.js";
import { ModuleWriter } from "./emit/module.js";
/** SIMD: Chrome 91, Firefox 89, Safari 16.4, Node 16. */
export function hasSimd() {
    return validates((a) => f32x4.add(a, a));
}
/** Products that are rounded together with the sum that they join: Chrome 114, Firefox 146, Node 22. */
export function hasRelaxedSimd() {
    return validates((a) => f32x4.relaxed_madd(a, a, a));
}
function validates(instruction) {
    if (typeof WebAssembly === 'undefined')
        return false;
    const module = new ModuleWriter(false);
    module.functionOf('probe', { a: 'v128' }, 'v128', (_, { a }) => instruction(a));
    return WebAssembly.validate(module.encode());
}
//# sourceMappingURL=features.js.map