import type { Heap } from './heap.ts';
import type { CommonExports } from './kernels/common.ts';
import { type CellExports } from './kernels/layer.ts';
import type { CellVariant } from './kernels/phase.ts';
import { type ProgramOptions, readManifest } from './kernels/program.ts';
/** The module for these cells, compiled while the caller waits. */
export declare function compileNow(variants: readonly CellVariant[], options: ProgramOptions): WebAssembly.Module;
/** The same without keeping the caller. */
export declare function compileLater(variants: readonly CellVariant[], options: ProgramOptions): Promise<WebAssembly.Module>;
/** The instances of one backend. */
export declare class Programs {
    #private;
    readonly common: CommonExports;
    /** @param given  a module that was compiled before, with some cells or none */
    constructor(heap: Heap, options: ProgramOptions, given: WebAssembly.Module | null);
    /** The functions of a cell, and the number under which other threads know them. */
    of(variant: CellVariant): {
        functions: CellExports;
        program: number;
    };
}
/**
 * What a module says of itself.
 *
 * @throws {ConfigError} for a module that is not of this package
 */
export declare function manifestOf(where: string, module: unknown): ReturnType<typeof readManifest> & object;
//# sourceMappingURL=programs.d.ts.map