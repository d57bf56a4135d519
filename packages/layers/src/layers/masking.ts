// Masking: steps that hold nothing but one value are padding. keras/src/layers/core/masking.py

import type { HostTensor } from '@gatefold/contract';
import type { LayerClass, StepMask } from './layer-class.ts';

/** mask = any(x ≠ maskValue) over the features; y = x where it keeps a step, and 0 elsewhere. */
export const masking: LayerClass = (config) => {
  const maskValue = Math.fround(config.number('mask_value', 0));
  const kept = ({ shape, data }: HostTensor): StepMask => {
    const features = shape.at(-1) ?? 1;
    const steps = Uint8Array.from({ length: data.length / features }, (_, step) =>
      data.subarray(step * features, (step + 1) * features).some((value) => value !== maskValue)
        ? 1
        : 0,
    );
    return { shape: shape.slice(0, -1), data: steps };
  };
  return {
    outputShapes: ([x]) => [x],
    run: ({ inputs: [x] }) => {
      const features = x.shape.at(-1) ?? 1;
      const mask = kept(x).data;
      const y = x.data.map((value, k) => (mask[Math.floor(k / features)] === 0 ? 0 : value));
      return [{ shape: x.shape, data: y }];
    },
    mask: ({ inputs: [x] }) => [kept(x)],
    stepwise: ([x]) => x.length > 2,
  };
};
