// Modules, compiled once for a process, and their instances on one memory.
import { ConfigError, UnsupportedError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import { hostOf } from "./host.js";
import { cellExportNames } from "./kernels/layer.js";
import { keyOf, readManifest, writeProgram } from "./kernels/program.js";
/** Of each module whose cells are one cell or none, by what it was written for. */
const compiled = new Map();
/** The module for these cells, compiled while the caller waits. */
export function compileNow(variants, options) {
    const { isFused, isShared, weights } = options;
    const key = JSON.stringify([variants.map(keyOf), isFused, isShared, weights]);
    const known = compiled.get(key);
    if (known !== undefined)
        return known;
    try {
        const module = new WebAssembly.Module(writeProgram(variants, options));
        if (variants.length <= 1)
            compiled.set(key, module);
        return module;
    }
    catch (error) {
        throw codedError(error);
    }
}
/** The same without keeping the caller. */
export async function compileLater(variants, options) {
    try {
        return await WebAssembly.compile(writeProgram(variants, options));
    }
    catch (error) {
        throw codedError(error);
    }
}
/** What was validated does not compile where a page's policy forbids it. */
function codedError(error) {
    if (!(error instanceof WebAssembly.CompileError))
        return error;
    return new UnsupportedError({
        where: 'wasm',
        expected: 'WebAssembly may not be compiled here',
        actual: error.message,
        remedy: "add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy, or take @gatefold/cpu",
    }, { cause: error });
}
/** The instances of one backend. */
export class Programs {
    common;
    #heap;
    #options;
    #cells = new Map();
    /** @param given  a module that was compiled before, with some cells or none */
    constructor(heap, options, given) {
        this.#heap = heap;
        this.#options = options;
        this.common = this.#instantiate(given ?? compileNow([], options));
    }
    /** The functions of a cell, and the number under which other threads know them. */
    of(variant) {
        const key = keyOf(variant);
        if (!this.#cells.has(key))
            this.#instantiate(compileNow([variant], this.#options));
        const functions = this.#cells.get(key);
        return { functions, program: [...this.#cells.keys()].indexOf(key) };
    }
    #instantiate(module) {
        const heap = this.#heap;
        const host = hostOf(heap.memory, () => heap.floats);
        const { exports } = new WebAssembly.Instance(module, { host });
        for (const key of manifestOf('wasm', module).cells) {
            const functions = cellExportNames.map((name) => [name, exports[`${key} ${name}`]]);
            this.#cells.set(key, Object.fromEntries(functions));
        }
        return exports;
    }
}
/**
 * What a module says of itself.
 *
 * @throws {ConfigError} for a module that is not of this package
 */
export function manifestOf(where, module) {
    const manifest = module instanceof WebAssembly.Module ? readManifest(module) : null;
    if (manifest !== null)
        return manifest;
    throw new ConfigError({
        where: `${where}: module`,
        expected: 'must be a module that compileModule() of this version of @gatefold/wasm made',
        actual: module instanceof WebAssembly.Module ? 'another module' : describe(module),
    });
}
//# sourceMappingURL=programs.js.map