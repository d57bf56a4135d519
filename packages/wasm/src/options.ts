// What a caller of wasm() may ask for, checked.

import { ConfigError, UnsupportedError } from '@gatefold/contract';
import { checkOptions, describe } from '@gatefold/contract/author';
import { hasRelaxedSimd, hasSimd } from './features.ts';
import type { KernelStyle } from './kernels/product.ts';
import { weightFormats, type WeightType } from './kernels/weights.ts';

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
export interface WasmOptions extends KernelOptions {
  /** A module that {@link compileModule} made, here or on another thread; what it was compiled for is taken from it. */
  readonly module?: WebAssembly.Module;
}

export const kernelNames = ['deterministic', 'relaxed', 'weights'] as const;

/**
 * What kernels must be written for.
 *
 * @throws {ConfigError} for options of another type, or that contradict each other
 * @throws {UnsupportedError} where the engine has no SIMD, or not the relaxed one that was asked for
 */
export function checkStyle(where: string, options: KernelOptions): KernelStyle {
  const { deterministic, relaxed, weights = 'f32' } = options;
  checkBoolean(`${where}: deterministic`, deterministic);
  checkBoolean(`${where}: relaxed`, relaxed);
  if (!Object.hasOwn(weightFormats, weights)) {
    throw new ConfigError({
      where: `${where}: weights`,
      expected: `must be ${Object.keys(weightFormats).join(' or ')}`,
      actual: describe(weights),
    });
  }
  if (deterministic === true && relaxed === true) {
    throw new ConfigError({
      where,
      expected: 'relaxed SIMD is not deterministic: machines round it differently',
      remedy: 'leave one of the two out',
    });
  }
  if (!hasSimd()) {
    throw new UnsupportedError({
      where,
      expected: 'this engine has no WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4, Node 16)',
      remedy: 'take @gatefold/cpu, which needs nothing but JavaScript',
    });
  }
  const hasRelaxed = hasRelaxedSimd();
  if (relaxed === true && !hasRelaxed) {
    throw new UnsupportedError({
      where: `${where}: relaxed`,
      expected: 'this engine has no relaxed SIMD (Chrome 114, Firefox 146, Node 22)',
      remedy: 'leave the option out, and plain SIMD is taken',
    });
  }
  return { isFused: deterministic !== true && (relaxed ?? hasRelaxed), weights };
}

/** @throws {ConfigError} for an option that is not known */
export function checkNames<const K extends string>(
  where: string,
  options: unknown,
  names: readonly K[],
): { readonly [N in K]?: unknown } {
  return checkOptions(`${where}: options`, options, names);
}

function checkBoolean(where: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new ConfigError({ where, expected: 'must be true or false', actual: describe(value) });
}
