// A chain of three layers on the page's own device, and a canvas that draws their outputs from the GPU's memory.

import { lstm, type HostTensor, webgpu } from '@gatefold/webgpu';
import { bandsOn } from './bands.ts';
import { melody, weightsOf } from './numbers.ts';

const [units, notes, timeSteps] = [32, 3, 160];

const element = (selector: string): Element => document.querySelector(selector) as Element;

try {
  await show();
} catch (error) {
  element('#error').textContent = String(error);
  document.body.dataset['done'] = 'true';
}

async function show(): Promise<void> {
  if (navigator.gpu === undefined) throw new Error('This browser has no WebGPU.');
  // #region device
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('There is no GPU for this page.');
  const device = await adapter.requestDevice();
  // The layers compute on the app's device, so that what they give can be drawn there.
  const backend = await webgpu({ device });
  // #endregion device

  // #region chain
  const config = lstm({ units, returnSequences: true });
  const layers = [
    backend.layer(config, weightsOf(notes, units)),
    backend.layer(config, weightsOf(units, units)),
    backend.layer(config, weightsOf(units, units)),
  ] as const;

  /** Runs x [1, timeSteps, notes] through the chain: what each layer gives, [1, timeSteps, units]. */
  function run(x: HostTensor) {
    const [first, second, third] = layers;
    const a = first.run(x);
    const b = second.run(a.output);
    return [a, b, third.run(b.output)];
  }
  // #endregion chain

  const canvas = element('canvas') as HTMLCanvasElement;
  const drawBands = bandsOn(canvas, device, { units, timeSteps, bands: layers.length });
  // Kernels are compiled in the background: the first run waits for them.
  const first = run(melody(0, timeSteps, notes));
  await backend.idle();
  for (const result of first) result.dispose();

  let frames = 0;
  const begin = performance.now();
  // #region frame
  function frame(): void {
    const results = run(melody(frames, timeSteps, notes));
    // bufferOf submits the layers' work, and what is submitted after it may read their buffers.
    drawBands(results.map(({ output }) => backend.bufferOf(output)));
    for (const result of results) result.dispose();
    frames += 1;
    tell();
    requestAnimationFrame(frame);
  }
  // #endregion frame

  function tell(): void {
    const rate = (1000 * frames) / (performance.now() - begin);
    element('#output').textContent =
      `${frames} frames, ${rate.toFixed(0)} a second, on ${backend.environment?.['adapter']}`;
    document.body.dataset['done'] = 'true';
  }
  frame();
}
