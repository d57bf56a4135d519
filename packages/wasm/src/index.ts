// The WebAssembly backend: Keras's recurrent layers in SIMD, in every place that runs JavaScript.

import type { Backend, LayerConfig } from '@gatefold/contract';
import { makeBackend, type Parts, withWorkers } from './backend.ts';
import { Heap } from './heap.ts';
import {
  checkNames,
  checkStyle,
  checkThreads,
  type KernelOptions,
  kernelNames,
  type SyncOptions,
  type WasmOptions,
} from './options.ts';
import { compileLater, compileNow, manifestOf, Programs } from './programs.ts';
import { variantsOf } from './variants.ts';

// One install is enough for an app: the contract's builders come with the backend.
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
export async function wasm(options: WasmOptions = {}): Promise<WasmBackend> {
  const where = 'wasm';
  const names = ['threads', 'module', ...kernelNames] as const;
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
export function wasmSync(options: SyncOptions = {}): WasmBackend {
  const where = 'wasmSync';
  const given = checkNames(where, options, ['module', ...kernelNames]);
  return makeBackend(openParts(where, given, '1', false));
}

function openParts(
  where: string,
  { module = null, ...given }: { readonly module?: unknown },
  threads: string,
  isShared: boolean,
): Parts {
  const asked = checkStyle(where, given);
  const { isFused, weights } = module === null ? asked : manifestOf(where, module);
  // A module is written for shared memory or for memory of one thread's own.
  const fitting = isShared ? null : (module as WebAssembly.Module | null);
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
export async function compileModule(options: CompileOptions = {}): Promise<WebAssembly.Module> {
  const { variants, style } = checkCompile('compileModule', options);
  return compileLater(variants, { ...style, isShared: false });
}

/** The same as {@link compileModule}, while the caller waits. */
export function compileModuleSync(options: CompileOptions = {}): WebAssembly.Module {
  const { variants, style } = checkCompile('compileModuleSync', options);
  return compileNow(variants, { ...style, isShared: false });
}

function checkCompile(where: string, options: CompileOptions) {
  const { layers, ...given } = checkNames(where, options, ['layers', ...kernelNames]);
  const style = checkStyle(where, given);
  return { variants: variantsOf(`${where}: layers`, layers), style };
}

export default wasm;
