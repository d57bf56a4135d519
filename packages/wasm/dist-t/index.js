// The WebAssembly backend: Keras's recurrent layers in SIMD, in every place that runs JavaScript.
import { makeBackend, withWorkers } from "./backend.js";
import { Heap } from "./heap.js";
import { checkNames, checkStyle, checkThreads, kernelNames, } from "./options.js";
import { compileLater, compileNow, manifestOf, Programs } from "./programs.js";
import { variantsOf } from "./variants.js";
// One install is enough for an app: the contract's builders come with the backend.
export * from '@gatefold/contract';
/**
 * Makes the WebAssembly backend: every cell, every option, every activation, float32.
 *
 * The code for a cell is written and compiled when the first layer needs it, in about a millisecond. Runs and pushes are
 * done when they return.
 *
 * @throws {UnsupportedError} without SIMD, and where a page's policy forbids to compile
 * @throws {ConfigError} when an option is not known, or is not what it should be
 * @example
 *   import { gru, tensor, wasm } from '@gatefold/wasm';
 *   using backend = await wasm();
 *   backend.supports.precision; // => 'f32'
 */
export async function wasm(options = {}) {
    const where = 'wasm';
    const names = ['threads', 'module', ...kernelNames];
    const { threads, ...given } = checkNames(where, options, names);
    const workers = checkThreads(where, threads);
    const isShared = typeof workers === 'number';
    const parts = openParts(where, given, isShared ? '1' : workers, isShared);
    const all = isShared ? await withWorkers(parts, workers) : parts;
    return makeBackend(all);
}
/**
 * The same at once and on one thread, for the constructor of an AudioWorkletProcessor, which cannot wait: with a module that the page has
 * compiled, and posted to it.
 *
 * @throws {UnsupportedError | ConfigError} as {@link wasm}
 * @example
 *   import { compileModule, wasmSync } from '@gatefold/wasm';
 *   const module = await compileModule();
 *   using backend = wasmSync({ module });
 */
export function wasmSync(options = {}) {
    const where = 'wasmSync';
    const given = checkNames(where, options, ['module', ...kernelNames]);
    return makeBackend(openParts(where, given, '1', false));
}
function openParts(where, { module = null, ...given }, threads, isShared) {
    const asked = checkStyle(where, given);
    const { isFused, weights } = module === null ? asked : manifestOf(where, module);
    // A module is written for shared memory or for memory of one thread's own.
    const fitting = isShared ? null : module;
    const options = { isFused, weights, isShared };
    const heap = new Heap(isShared);
    return { heap, programs: new Programs(heap, options, fitting), options, threads, crew: null };
}
/**
 * Compiles the kernels of some layers ahead, for {@link wasmSync} on another thread: a module can be posted.
 *
 * @throws {UnsupportedError | ConfigError} as {@link wasm}
 * @example
 *   import { compileModule, lstm, wasm } from '@gatefold/wasm';
 *   const module = await compileModule({ layers: [lstm({ units: 64 })] });
 *   using backend = await wasm({ module });
 */
export async function compileModule(options = {}) {
    const { variants, style } = checkCompile('compileModule', options);
    return compileLater(variants, { ...style, isShared: false });
}
/** The same as {@link compileModule}, while the caller waits. */
export function compileModuleSync(options = {}) {
    const { variants, style } = checkCompile('compileModuleSync', options);
    return compileNow(variants, { ...style, isShared: false });
}
function checkCompile(where, options) {
    const { layers, ...given } = checkNames(where, options, ['layers', ...kernelNames]);
    const style = checkStyle(where, given);
    return { variants: variantsOf(`${where}: layers`, layers), style };
}
export default wasm;
//# sourceMappingURL=index.js.map