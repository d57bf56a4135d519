// Draws the weights and inputs of a golden from its seed. The generator stores them; for large layers it stores the
// seed, and they are drawn again here.

import { type LayerConfig } from '@gatefold/contract';
import { cellsOf, stateLeaves } from '@gatefold/contract/author';
import { distinct, drawState, drawWeights, type Random, seeded } from '../random.ts';
import type { Values } from '../values.ts';
import type { CallSpec, GoldenSpec, Leaves, MaskKind } from './golden.ts';

export interface DrawnCall {
  readonly x: Values;
  /** [batch, timeSteps], 0 or 1 */
  readonly mask?: { readonly shape: readonly number[]; readonly data: Uint8Array };
  readonly initialState?: Leaves<Values>;
  readonly reset?: 'zeros' | Leaves<Values>;
}

export interface DrawnGolden {
  readonly seed: number;
  /** By path, see {@link weightPaths}. */
  readonly weights: Leaves<Values>;
  readonly calls: readonly DrawnCall[];
}

/** Weights first, then call by call: reset values, x, initial state. */
export function drawGolden(spec: GoldenSpec, seed: number): DrawnGolden {
  const random = seeded(seed);
  const weights = drawLeaves(random, spec.config, spec.inputDim, spec.scale);
  return { seed, weights, calls: spec.calls.map((call) => drawCall(random, spec, call)) };
}

/** The weights alone, the first thing that the seed draws. */
export function drawLeaves(
  random: Random,
  config: LayerConfig,
  inputDim: number,
  scale = 1,
): Leaves<Values> {
  const leaves = flattenWeights(config, drawWeights(random, config, inputDim));
  return Object.fromEntries(
    Object.entries(leaves).map(([path, { shape, data }]) => [
      path,
      { shape, data: data.map((value) => value * scale) },
    ]),
  );
}

function drawCall(random: Random, spec: GoldenSpec, call: CallSpec): DrawnCall {
  const { batch, timeSteps, inputDim, config } = spec;
  const reset =
    call.reset === 'values' ? { reset: drawState(random, config, batch) } : { reset: call.reset };
  const x = distinct(random, [batch, timeSteps, inputDim]);
  const initialState = call.initialState === true ? drawState(random, config, batch) : undefined;
  const mask = call.mask ?? 'none';
  return {
    ...(reset.reset === undefined ? {} : { reset: reset.reset }),
    x,
    ...(initialState === undefined ? {} : { initialState }),
    ...(mask === 'none' ? {} : { mask: drawMask(mask, batch, timeSteps) }),
  };
}

/** Row r of a padded batch keeps a step less than the row before, and at least one. */
function drawMask(
  kind: MaskKind,
  batch: number,
  timeSteps: number,
): { shape: [number, number]; data: Uint8Array } {
  const keeps = (row: number, t: number): boolean => {
    const length = Math.max(1, timeSteps - 1 - row);
    if (kind === 'right') return t < length;
    if (kind === 'left') return t >= timeSteps - length;
    if (kind === 'row' && row === 0) return false;
    return t === 0 || t === timeSteps - 1 || (t + row) % 2 === 0;
  };
  const data = Uint8Array.from({ length: batch * timeSteps }, (_, index) =>
    keeps(Math.floor(index / timeSteps), index % timeSteps) ? 1 : 0,
  );
  return { shape: [batch, timeSteps], data };
}

/** Tensors by path in Keras's own order: forward before backward, cell by cell, kernel, recurrentKernel, bias. */
function flattenWeights(config: LayerConfig, weights: unknown): Leaves<Values> {
  return Object.fromEntries(
    weightPaths(config).map((path) => [path, valueAt(weights, path) as Values]),
  );
}

/** Weights as the public interface takes them, of leaves by path. */
export function nestWeights<T>(config: LayerConfig, leaves: Leaves<T>): unknown {
  const nest = (direction: LayerConfig, prefix: string): unknown => {
    if (direction.kind === 'bidirectional') {
      const { layer, backwardLayer } = direction;
      return { forward: nest(layer, 'forward.'), backward: nest(backwardLayer, 'backward.') };
    }
    const cells = cellsOf(direction).map((cell, index) => {
      const place = direction.kind === 'stacked' ? `${prefix}[${index}].` : prefix;
      return Object.fromEntries(
        namesOf(cell.useBias).map((name) => [name, leaves[place + name] as T]),
      );
    });
    return direction.kind === 'stacked' ? cells : cells[0];
  };
  return nest(config, '');
}

/** `kernel`, `[1].bias`, `forward.recurrentKernel`, `backward.[0].kernel` */
function weightPaths(config: LayerConfig, prefix = ''): string[] {
  if (config.kind === 'bidirectional') {
    const { layer, backwardLayer } = config;
    return [...weightPaths(layer, 'forward.'), ...weightPaths(backwardLayer, 'backward.')];
  }
  return cellsOf(config).flatMap((cell, index) => {
    const place = config.kind === 'stacked' ? `${prefix}[${index}].` : prefix;
    return namesOf(cell.useBias).map((name) => place + name);
  });
}

function namesOf(useBias: boolean): readonly string[] {
  return useBias ? ['kernel', 'recurrentKernel', 'bias'] : ['kernel', 'recurrentKernel'];
}

function valueAt(nest: unknown, path: string): unknown {
  const keys = path.replaceAll(/\[(\d+)\]/g, '$1').split('.');
  return keys.reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], nest);
}

/** FNV-1a, 32 bits, over the float32 bytes of every leaf in order, little-endian: twelve lines in any language. */
export function checksum(leaves: Leaves<Values>): string {
  let hash = 0x811c9dc5;
  for (const { data } of Object.values(leaves)) {
    const view = new DataView(new ArrayBuffer(4));
    for (const value of data) {
      view.setFloat32(0, value, true);
      for (let byte = 0; byte < 4; byte++) {
        hash = Math.imul(hash ^ view.getUint8(byte), 0x01000193) >>> 0;
      }
    }
  }
  return hash.toString(16).padStart(8, '0');
}

/** The leaves of a state in the order of stateLeaves. */
export function stateInOrder<T>(config: LayerConfig, state: Leaves<T>): readonly T[] {
  return stateLeaves(config).map(({ path }) => state[path] as T);
}
