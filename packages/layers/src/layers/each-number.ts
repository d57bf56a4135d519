// Layers that compute each number by itself.

import type { HostLayer } from './layer-class.ts';

/** y = f(x) */
export function eachNumberLayer(f: (x: number) => number): HostLayer {
  return {
    outputShapes: ([x]) => [x],
    run: ({ inputs: [x] }) => [{ shape: x.shape, data: x.data.map(f) }],
    mask: 'passes',
    stepwise: () => true,
  };
}
