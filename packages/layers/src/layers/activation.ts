// Activation: any activation, by name. keras/src/layers/activations/activation.py

import { ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import { alongAxes } from './axes.ts';
import type { HostLayer, LayerClass } from './layer-class.ts';

/** y = activation(x), where softmax and its like mix the last axis. */
export const activation: LayerClass = (config) => {
  // The one that changes the shape.
  if (config.take('activation') === 'glu') return glu(config.where);
  const activate = config.activation();
  return {
    outputShapes: ([x]) => [x],
    run: ({ inputs: [x] }) => [alongAxes(x, [x.shape.length - 1], activate)],
    mask: 'passes',
    stepwise: ([x]) => x.length > 2,
  };
};

/** y = a / (1 + e^-b), a and b the halves of the last axis: the gate of Dauphin and others, arXiv:1612.08083 */
function glu(where: string): HostLayer {
  return {
    outputShapes: ([x]) => {
      const width = x.at(-1) ?? null;
      if (width === null || width % 2 === 0) return [[...x.slice(0, -1), width && width / 2]];
      throw new ShapeError({
        where,
        expected: 'the last axis must have two halves for glu',
        actual: formatOpenShape(x),
      });
    },
    run: ({ inputs: [{ shape, data }] }) => {
      const half = (shape.at(-1) as number) / 2;
      const y = new Float32Array(data.length / 2).map((_, k) => {
        const a = Math.floor(k / half) * 2 * half + (k % half);
        return data[a] / (1 + Math.exp(-data[a + half]));
      });
      return [{ shape: [...shape.slice(0, -1), half], data: y }];
    },
    mask: 'passes',
    stepwise: ([x]) => x.length > 2,
  };
}
