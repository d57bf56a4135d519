import type { CellVariant } from './kernels/phase.ts';
/**
 * The kernels for some layers, each once; for undefined those that most models need.
 *
 * @throws {ConfigError} for what is no list of configs
 */
export declare function variantsOf(where: string, layers: unknown): readonly CellVariant[];
//# sourceMappingURL=variants.d.ts.map