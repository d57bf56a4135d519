// Modules, compiled once for a process, and their instances on one memory.

import { ConfigError, UnsupportedError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import type { Heap } from './heap.ts';
import { hostOf } from './host.ts';
import type { CommonExports } from './kernels/common.ts';
import { type CellExports, cellExportNames } from './kernels/layer.ts';
import type { CellVariant } from './kernels/phase.ts';
import { keyOf, type ProgramOptions, readManifest, writeProgram } from './kernels/program.ts';

/** Of each module whose cells are one cell or none, by what it was written for. */
const compiled = new Map<string, WebAssembly.Module>();

/** The module for these cells, compiled while the caller waits. */
export function compileNow(
  variants: readonly CellVariant[],
  options: ProgramOptions,
): WebAssembly.Module {
  const { isFused, isShared, weights } = options;
  const key = JSON.stringify([variants.map(keyOf), isFused, isShared, weights]);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  try {
    const module = new WebAssembly.Module(writeProgram(variants, options));
    if (variants.length <= 1) compiled.set(key, module);
    return module;
  } catch (error) {
    throw codedError(error);
  }
}

/** The same without keeping the caller. */
export async function compileLater(
  variants: readonly CellVariant[],
  options: ProgramOptions,
): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(writeProgram(variants, options));
  } catch (error) {
    throw codedError(error);
  }
}

/** What was validated does not compile where a page's policy forbids it. */
function codedError(error: unknown): unknown {
  if (!(error instanceof WebAssembly.CompileError)) return error;
  return new UnsupportedError(
    {
      where: 'wasm',
      expected: 'WebAssembly may not be compiled here',
      actual: error.message,
      remedy:
        "add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy, or take @gatefold/cpu",
    },
    { cause: error },
  );
}

/** The instances of one backend. */
export class Programs {
  readonly common: CommonExports;
  readonly #heap: Heap;
  readonly #options: ProgramOptions;
  readonly #cells = new Map<string, CellExports>();

  /** @param given  a module that was compiled before, with some cells or none */
  constructor(heap: Heap, options: ProgramOptions, given: WebAssembly.Module | null) {
    this.#heap = heap;
    this.#options = options;
    this.common = this.#instantiate(given ?? compileNow([], options)) as unknown as CommonExports;
  }

  /** The functions of a cell, and the number under which other threads know them. */
  of(variant: CellVariant): { functions: CellExports; program: number } {
    const key = keyOf(variant);
    if (!this.#cells.has(key)) this.#instantiate(compileNow([variant], this.#options));
    const functions = this.#cells.get(key) as CellExports;
    return { functions, program: [...this.#cells.keys()].indexOf(key) };
  }

  #instantiate(module: WebAssembly.Module): WebAssembly.Exports {
    const heap = this.#heap;
    const host = hostOf(heap.memory, () => heap.floats);
    const { exports } = new WebAssembly.Instance(module, { host });
    for (const key of manifestOf('wasm', module).cells) {
      const functions = cellExportNames.map((name) => [name, exports[`${key} ${name}`]]);
      this.#cells.set(key, Object.fromEntries(functions) as CellExports);
    }
    return exports;
  }
}

/**
 * What a module says of itself.
 *
 * @throws {ConfigError} for a module that is not of this package
 */
export function manifestOf(
  where: string,
  module: unknown,
): ReturnType<typeof readManifest> & object {
  const manifest = module instanceof WebAssembly.Module ? readManifest(module) : null;
  if (manifest !== null) return manifest;
  throw new ConfigError({
    where: `${where}: module`,
    expected: 'must be a module that compileModule() of this version of @gatefold/wasm made',
    actual: module instanceof WebAssembly.Module ? 'another module' : describe(module),
  });
}
