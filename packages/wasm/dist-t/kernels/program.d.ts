import type { CellVariant } from './phase.ts';
import type { KernelStyle } from './product.ts';
export interface ProgramOptions extends KernelStyle {
    /** Whether the memory is shared by threads. */
    readonly isShared: boolean;
}
export interface Manifest extends ProgramOptions {
    readonly version: number;
    /** {@link keyOf} the cells. */
    readonly cells: readonly string[];
}
/** Writes a module with the functions of these cells. */
export declare function writeProgram(variants: readonly CellVariant[], options: ProgramOptions): Uint8Array<ArrayBuffer>;
/** How a variant's functions are told from others of the module. */
export declare function keyOf({ name, activation, recurrentActivation }: CellVariant): string;
/** What {@link writeProgram} wrote into a module; null for one of somebody else's, or of another version. */
export declare function readManifest(module: WebAssembly.Module): Manifest | null;
//# sourceMappingURL=program.d.ts.map