// As article.ts, in a CommonJS module: TypeScript turns the imports into require.

import { lstm } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';

async function main(): Promise<void> {
  const backend = await cpu();
  const config = lstm({ units: 1, recurrentActivation: 'hardSigmoidKeras2', returnState: true });
  const layer = backend.layer(config, {
    kernel: { shape: [2, 4], data: new Float32Array(8).fill(0.1) },
    recurrentKernel: { shape: [1, 4], data: new Float32Array(4).fill(0.1) },
    bias: { shape: [4], data: new Float32Array([0, 1, 0, 0]) },
  });
  const x = { shape: [1, 3, 2], data: new Float32Array([0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) };
  const { output, state } = layer.run(x);
  const [batch, units]: readonly [number, number] = output.shape;
  const h = (await state.h.data())[0]?.toFixed(8);
  const computed = `${batch},${units}: ${h}`;
  if (computed !== '1,1: 0.02480672') throw new Error(`must be 0.02480672, got ${computed}`);
}

void main();
