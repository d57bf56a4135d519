import type { KernelStyle } from './kernels/product.ts';
import { type WeightType } from './kernels/weights.ts';
/** What kernels are compiled for. */
export interface KernelOptions {
    /** The same bits on every machine, at two thirds of the speed: sums that are rounded twice, as everywhere. Default false. */
    readonly deterministic?: boolean;
    /** Whether relaxed SIMD is used, which rounds a product and its sum together; default: where the engine has it. */
    readonly relaxed?: boolean;
    /**
     * How weights are stored: `bf16` rounds them to 8 bits, which halves their memory and the time of large layers. Outputs
     * are then off by about 0.002. Default `f32`.
     */
    readonly weights?: WeightType;
}
/** What {@link wasm} takes. */
export interface WasmOptions extends SyncOptions {
    /**
     * How many threads share a call; `auto` for as many as the machine runs, four at most. Default 1.
     *
     * Workers need memory that is shared: Node has it, and pages that are isolated from other origins. Where there is none, one thread
     * computes, and `environment.threads` says why. A call is shared where that was measured to be faster; the bits are those of one thread.
     */
    readonly threads?: number | 'auto';
}
/** What {@link wasmSync} takes. */
export interface SyncOptions extends KernelOptions {
    /** A module that {@link compileModule} made, here or on another thread; what it was compiled for is taken from it. */
    readonly module?: WebAssembly.Module;
}
export declare const kernelNames: readonly ["deterministic", "relaxed", "weights"];
/**
 * What kernels must be written for.
 *
 * @throws {ConfigError} for options of another type, or that contradict each other
 * @throws {UnsupportedError} where the engine has no SIMD, or not the relaxed one that was asked for
 */
export declare function checkStyle(where: string, options: {
    readonly [K in keyof KernelOptions]?: unknown;
}): KernelStyle;
/** @throws {ConfigError} for an option that is not known */
export declare function checkNames<const K extends string>(where: string, options: unknown, names: readonly K[]): {
    readonly [N in K]?: unknown;
};
/**
 * How many workers to start beside the main thread, or why none.
 *
 * @throws {ConfigError} for anything but a whole number from 1, or `auto`
 */
export declare function checkThreads(where: string, threads: unknown): number | string;
//# sourceMappingURL=options.d.ts.map