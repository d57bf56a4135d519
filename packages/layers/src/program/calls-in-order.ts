// The calls that outputs come from, in the order in which Keras lists them: keras/src/ops/function.py map_graph.

import type { ProgramLayer } from './program-layer.ts';
import type { SymbolicTensor } from './symbolic-tensor.ts';

export interface PlacedCall {
  readonly layer: ProgramLayer;
  readonly call: number;
}

interface Visited extends PlacedCall {
  readonly parents: readonly Visited[];
  /** How many calls stand between it and the outputs, the longest way. */
  depth: number;
}

/**
 * Sorts calls so that each reads only what those before it gave: by their distance from the outputs, and among those as far
 * by the order in which a walk from the outputs first meets their layers.
 */
export function callsInOrder(
  outputs: readonly SymbolicTensor[],
  inputs: readonly SymbolicTensor[],
): readonly PlacedCall[] {
  const met = new Map<ProgramLayer, number>();
  const visited = new Map<string, Visited>();
  const finished: Visited[] = [];
  const visit = ({ source: { layer, call } }: SymbolicTensor): Visited => {
    if (!met.has(layer)) met.set(layer, met.size);
    const key = `${layer.order} ${call}`;
    const known = visited.get(key);
    if (known !== undefined) return known;
    const parents: Visited[] = [];
    const node = { layer, call, parents, depth: 0 };
    visited.set(key, node);
    if (layer.className !== 'InputLayer') {
      const { inputs: own, states, masks } = layer.calls[call];
      parents.push(...[...own, ...states, ...masks].map(visit));
    }
    finished.push(node);
    return node;
  };
  for (const output of outputs) visit(output);
  // Inputs that nothing reads are inputs all the same.
  for (const one of inputs) visit(one);
  const deepest = new Map<ProgramLayer, number>();
  for (const node of finished.toReversed()) {
    node.depth = Math.max(node.depth, deepest.get(node.layer) ?? 0);
    deepest.set(node.layer, node.depth);
    for (const parent of node.parents) parent.depth = Math.max(parent.depth, node.depth + 1);
  }
  const place = ({ layer }: Visited): number => met.get(layer) as number;
  return finished.toSorted((a, b) => b.depth - a.depth || place(a) - place(b));
}
