// What a caller of wasm() may ask for, checked.

import { ConfigError, UnsupportedError } from '@gatefold/contract';
import { checkOptions, describe } from '@gatefold/contract/author';
import { hasRelaxedSimd, hasSimd } from './features.ts';
import { machineThreads } from './threads/start-worker.ts';
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

export const kernelNames = ['deterministic', 'relaxed', 'weights'] as const;

/**
 * What kernels must be written for.
 *
 * @throws {ConfigError} for options of another type, or that contradict each other
 * @throws {UnsupportedError} where the engine has no SIMD, or not the relaxed one that was asked for
 */
export function checkStyle(
  where: string,
  options: { readonly [K in keyof KernelOptions]?: unknown },
): KernelStyle {
  const weights = options.weights ?? 'f32';
  const deterministic = checkBoolean(`${where}: deterministic`, options.deterministic);
  const relaxed = checkBoolean(`${where}: relaxed`, options.relaxed);
  if (typeof weights !== 'string' || !Object.hasOwn(weightFormats, weights)) {
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
  return {
    isFused: deterministic !== true && (relaxed ?? hasRelaxed),
    weights: weights as WeightType,
  };
}

/** @throws {ConfigError} for an option that is not known */
export function checkNames<const K extends string>(
  where: string,
  options: unknown,
  names: readonly K[],
): { readonly [N in K]?: unknown } {
  return checkOptions(`${where}: options`, options, names);
}

function checkBoolean(where: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new ConfigError({ where, expected: 'must be true or false', actual: describe(value) });
}

/** More threads than these wait for memory more than they compute. */
const mostThreads = 4;

/**
 * How many workers to start beside the main thread, or why none.
 *
 * @throws {ConfigError} for anything but a whole number from 1, or `auto`
 */
export function checkThreads(where: string, threads: unknown): number | string {
  if (threads === undefined || threads === 1) return '1';
  const isNumber = Number.isSafeInteger(threads) && (threads as number) >= 1;
  if (threads !== 'auto' && !isNumber) {
    throw new ConfigError({
      where: `${where}: threads`,
      expected: "must be a whole number of at least 1, or 'auto'",
      actual: describe(threads),
    });
  }
  const machine = machineThreads();
  const wanted = isNumber ? (threads as number) : Math.min(machine, mostThreads);
  if (wanted === 1) return '1, since the machine has no more';
  if (!canShareMemory()) {
    return '1, since this page is not isolated from other origins: SharedArrayBuffer needs its headers COOP and COEP';
  }
  return wanted - 1;
}

/** Whether memory can be sent to a worker. */
function canShareMemory(): boolean {
  const isIsolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated;
  return typeof SharedArrayBuffer !== 'undefined' && isIsolated !== false;
}
