// Pooling over the whole of one axis or two. keras/src/layers/pooling/global_average_pooling1d.py,
// global_max_pooling1d.py and their like

import type { HostTensor } from '@gatefold/contract';
import { checkRank } from './axes.ts';
import type { LayerClass, StepMask } from './layer-class.ts';

const sequence = '[batch, timeSteps, channels]';
const image = '[batch, height, width, channels]';

/** y = max over the steps, masked ones too, as in Keras */
export const globalMaxPooling1D: LayerClass = globalPooling(sequence, largest);
/** y = Σ of the kept steps / how many they are */
export const globalAveragePooling1D: LayerClass = globalPooling(sequence, mean);
export const globalMaxPooling2D: LayerClass = globalPooling(image, largest);
export const globalAveragePooling2D: LayerClass = globalPooling(image, mean);

/** [batch, …, channels] to [batch, channels] */
type Pool = (x: HostTensor, mask: StepMask | undefined) => Float32Array;

function globalPooling(letters: string, pool: Pool): LayerClass {
  return (config) => {
    const keepDims = config.boolean('keepdims', false);
    config.channelsLast();
    return {
      outputShapes: ([x]) => {
        checkRank(config.where, x, letters);
        const ones = keepDims ? x.slice(1, -1).map(() => 1) : [];
        return [[x[0], ...ones, x.at(-1) as number | null]];
      },
      run: ({ inputs: [x], masks: [mask] }) => {
        const ones = keepDims ? x.shape.slice(1, -1).map(() => 1) : [];
        return [{ shape: [x.shape[0], ...ones, x.shape.at(-1) as number], data: pool(x, mask) }];
      },
    };
  };
}

function largest({ shape, data }: HostTensor): Float32Array {
  const [batch, channels] = [shape[0], shape.at(-1) as number];
  const each = data.length / batch;
  const y = new Float32Array(batch * channels).fill(-Infinity); // [batch, channels]
  for (let k = 0; k < data.length; k++) {
    const at = Math.floor(k / each) * channels + (k % channels);
    y[at] = Math.max(y[at], data[k]);
  }
  return y;
}

function mean({ shape, data }: HostTensor, mask: StepMask | undefined): Float32Array {
  const [batch, channels] = [shape[0], shape.at(-1) as number];
  const each = data.length / batch;
  const sums = new Float64Array(batch * channels); // [batch, channels]
  const counts = new Float64Array(batch);
  for (let start = 0; start < data.length; start += channels) {
    const row = Math.floor(start / each);
    if (mask !== undefined && mask.data[start / channels] === 0) continue;
    counts[row]++;
    for (let c = 0; c < channels; c++) sums[row * channels + c] += data[start + c];
  }
  return Float32Array.from(sums, (sum, k) => sum / counts[Math.floor(k / channels)]);
}
