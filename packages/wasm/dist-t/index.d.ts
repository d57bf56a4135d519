import type { Backend, LayerConfig } from '@gatefold/contract';
import { type KernelOptions, type SyncOptions, type WasmOptions } from './options.ts';
export * from '@gatefold/contract';
export type { WeightType } from './kernels/weights.ts';
export type { KernelOptions, SyncOptions, WasmOptions } from './options.ts';
/** What {@link compileModule} takes. */
export interface CompileOptions extends KernelOptions {
    /** The layers that will be made; default: each kind of cell with Keras's activations. Others can be compiled later. */
    readonly layers?: readonly LayerConfig[];
}
/** A backend whose numbers lie in one linear memory. */
export interface WasmBackend extends Backend {
    /** What the linear memory takes of the process: it grows with what is alive, is used again, and goes with the backend. */
    readonly memoryBytes: number;
}
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
export declare function wasm(options?: WasmOptions): Promise<WasmBackend>;
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
export declare function wasmSync(options?: SyncOptions): WasmBackend;
/**
 * Compiles the kernels of some layers ahead, for {@link wasmSync} on another thread: a module can be posted.
 *
 * @throws {UnsupportedError | ConfigError} as {@link wasm}
 * @example
 *   import { compileModule, lstm, wasm } from '@gatefold/wasm';
 *   const module = await compileModule({ layers: [lstm({ units: 64 })] });
 *   using backend = await wasm({ module });
 */
export declare function compileModule(options?: CompileOptions): Promise<WebAssembly.Module>;
/** The same as {@link compileModule}, while the caller waits. */
export declare function compileModuleSync(options?: CompileOptions): WebAssembly.Module;
export default wasm;
//# sourceMappingURL=index.d.ts.map