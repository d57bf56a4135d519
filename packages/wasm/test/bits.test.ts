// Every sum is one chain of products, so that neither the rows beside it nor the way in which a sequence is cut changes a bit.

import { expect, test } from 'vitest';
import { gru, lstm, simpleRNN, tensor, type Tensor, wasm } from '../src/index.ts';
import { random } from './random.ts';

// Tiles of 1 to 6 rows, and blocks of 96; units that fill a panel and that do not; several chunks of steps.
const batches = [1, 2, 3, 4, 5, 6, 7, 13, 100];
const [timeSteps, inputDim] = [40, 5];
const layers = [32, 33].flatMap((units) => [
  lstm({ units, returnSequences: true }),
  gru({ units, returnSequences: true }),
  gru({ units, resetAfter: false, returnSequences: true }),
  simpleRNN({ units, returnSequences: true }),
]);

test.each(layers)(
  '$kind of $units units: a row alone, in any batch, in a stream',
  async (config) => {
    using backend = await wasm();
    const columns = { lstm: 4, gru: 3, simpleRNN: 1 }[config.kind] * config.units;
    const bias = config.kind === 'gru' && config.resetAfter ? [2, columns] : [columns];
    using layer = backend.layer(config, {
      kernel: random(inputDim, columns),
      recurrentKernel: random(config.units, columns),
      bias: random(...bias),
    });
    const { data } = random(1, timeSteps, inputDim);
    const repeated = (batch: number): Float32Array =>
      Float32Array.from({ length: batch * data.length }, (_, k) => data[k % data.length] as number);
    const alone = numbersOf(layer.run({ shape: [1, timeSteps, inputDim], data }));
    for (const batch of batches) {
      const all = numbersOf(
        layer.run({ shape: [batch, timeSteps, inputDim], data: repeated(batch) }),
      );
      for (let row = 0; row < batch; row++) {
        const own = all.subarray(row * alone.length, (row + 1) * alone.length);
        expect(own, `row ${row} of ${batch}`).toEqual(alone);
      }
    }
    using stream = layer.stream();
    for (let step = 0; step < timeSteps; step++) {
      const frame = tensor(data.subarray(step * inputDim, (step + 1) * inputDim), [1, inputDim]);
      const pushed = stream.push(frame).dataSync();
      expect(pushed).toEqual(alone.subarray(step * config.units, (step + 1) * config.units));
    }
  },
);

function numbersOf(result: unknown): Float32Array {
  return (result as { output: Tensor }).output.dataSync();
}
