// Draws the weights and inputs of a golden from its seed. The generator stores them; for large layers it stores the
// seed, and they are drawn again here.

import { type LayerConfig } from '@gatefold/contract';
import { distinct, drawState, drawWeights, type Random, seeded } from '../random.ts';
import { byPath, type Values } from '../values.ts';
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
  /** By path, `[1].bias`, in Keras's order. */
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
  const leaves = byPath(drawWeights(random, config, inputDim));
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
