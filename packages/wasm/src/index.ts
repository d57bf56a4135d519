// The WebAssembly backend: Keras's recurrent layers in SIMD, in every place that runs JavaScript.

import { activationNames, type Backend, type LayerConfig } from '@gatefold/contract';
import { defineBackend, type Kernels } from '@gatefold/contract/author';
import { Heap, Numbers } from './heap.ts';
import { mergeModes } from './kernels/common.ts';
import {
  checkNames,
  checkStyle,
  type KernelOptions,
  kernelNames,
  type WasmOptions,
} from './options.ts';
import { PreparedCell, variantOf } from './prepared-cell.ts';
import { compileLater, compileNow, manifestOf, Programs } from './programs.ts';
import { Sequencer } from './sequence.ts';
import { variantsOf } from './variants.ts';

// One install is enough for an app: the contract's builders come with the backend.
export * from '@gatefold/contract';
export type { WeightType } from './kernels/weights.ts';
export type { KernelOptions, WasmOptions } from './options.ts';

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
  return wasmSync(options);
}

/**
 * The same at once, for the constructor of an AudioWorkletProcessor, which cannot wait: with a module that the page has
 * compiled, and posted to it.
 *
 * @throws {UnsupportedError | ConfigError} as {@link wasm}
 * @example
 *   import { compileModule, wasmSync } from '@gatefold/wasm';
 *   const module = await compileModule();
 *   using backend = wasmSync({ module });
 */
export function wasmSync(options: WasmOptions = {}): WasmBackend {
  const where = 'wasm';
  const { module = null, ...given } = checkNames(where, options, ['module', ...kernelNames]);
  const asked = checkStyle(where, given as KernelOptions);
  const style = module === null ? asked : manifestOf(module);
  const heap = new Heap();
  const programs = new Programs(
    heap,
    { isFused: style.isFused, weights: style.weights, isShared: false },
    module as WebAssembly.Module | null,
  );
  const { common } = programs;
  const sequencer = new Sequencer(heap, common);

  const kernels: Kernels<Numbers, PreparedCell> = {
    name: 'wasm',
    environment: { simd: style.isFused ? 'relaxed' : 'plain' },
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: activationNames,
      resetAfter: [true, false],
      masking: true,
      goBackwards: true,
      dataSync: true,
      precision: 'f32',
      weightPrecision: style.weights,
    },
    allocate: (size) => new Numbers(heap, size),
    free: (numbers) => numbers.free(),
    write: (numbers, data) => numbers.view.set(data),
    copy: (from, to) => to.view.set(from.view),
    read: (numbers, target) => target.set(numbers.view),
    merge: ({ mode, rows, forward, forwardUnits, backward, backwardUnits, output }) =>
      common.merge(
        ...([mergeModes[mode], rows, forward.at, 4 * forwardUnits] as const),
        ...([backward.at, 4 * backwardUnits, output.at] as const),
      ),
    prepare: (checked) =>
      new PreparedCell(heap, common, programs.of(variantOf(checked.cell)), checked, style.weights),
    release: ({ W }) => heap.free(W),
    bytes: ({ bytes }) => bytes,
    run: (call) => sequencer.run(call),
  };
  return defineBackend(kernels, () => ({
    get memoryBytes(): number {
      return heap.bytes;
    },
  }));
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
  const style = checkStyle(where, given as KernelOptions);
  return { variants: variantsOf(`${where}: layers`, layers), style };
}

export default wasm;
