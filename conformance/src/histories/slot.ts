// A place for a layer: its config, and weights that the caller has made for it.

import { type Layer, type LayerConfig, weightShapes, type WeightsOf } from '@gatefold/contract';
import { leavesIn, nestCells, placesOf } from '@gatefold/contract/author';
import type { Lab } from '../lab.ts';
import type { Values } from '../values.ts';
import type { LayerPlan } from './history.ts';
import type { Kept } from './made.ts';
import { numbers, numbersText } from './numbers.ts';
import { configText, memberOf, nestText } from './program.ts';

/** An array of the caller's, and what it must still hold. */
export interface Passed {
  readonly name: string;
  readonly tensor: Values;
  copy: Float32Array;
}

/** A place for a layer, which may be made again. */
export interface Slot {
  readonly name: string;
  readonly plan: LayerPlan;
  /** The caller's arrays, by path. */
  readonly arrays: readonly Passed[];
  readonly nest: unknown;
  layer: Layer;
  /** What the arrays held when the layer was made. */
  weights: unknown;
  /** What a stateful layer has stored. */
  stored: Kept | undefined;
}

/** Makes a layer and its weights as a program does whose lines are written first. */
export function newSlot(
  lab: Lab,
  name: string,
  plan: LayerPlan,
  write: (line: string) => void,
): Slot {
  const { config, inputDim, k, scale } = plan;
  const arrays: Passed[] = [];
  let next = k;
  const cells = placesOf(config).map(({ cell, before }) => {
    const shapes = Object.entries(weightShapes(cell, before?.units ?? inputDim));
    const wanted = shapes.filter(([part]) => part !== 'bias' || cell.useBias);
    return wanted.map(([part, { shape }]) => {
      const tensor = numbers((next += 40), shape, scale);
      return { part, text: numbersText(next, shape, scale), tensor };
    });
  });
  const nestOf = (leaf: 'text' | 'tensor'): unknown =>
    nestCells(
      config,
      cells.map((parts) => Object.fromEntries(parts.map((part) => [part.part, part[leaf]]))),
    );
  const nest = nestOf('tensor');
  for (const [path, leaf] of leavesIn(nest)) {
    const tensor = leaf as Values;
    arrays.push({ name: memberOf(`${name}Weights`, path), tensor, copy: tensor.data.slice() });
  }
  write(`const ${name}Weights = ${nestText(nestOf('text'))};`);
  write(`let ${name} = backend.layer(${configText(config)}, ${name}Weights);`);
  return {
    name,
    plan,
    arrays,
    nest,
    layer: lab.backend.layer(config, nest as WeightsOf<LayerConfig>),
    weights: structuredClone(nest),
    stored: undefined,
  };
}
