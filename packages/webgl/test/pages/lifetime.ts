// What backends leave on a context: when they are disposed of, and while they run.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgl';
import {
  bidirectional,
  type Layer,
  lstm,
  type Tensor,
  webgl,
  type WebGLBackend,
} from '../../src/index.ts';
import { type Calls, countCalls, stopCounting } from './counts.ts';
import { configOf, drawInput, drawMask, drawWeights, type Sizes } from './draw-layer.ts';

const things = ['Texture', 'Framebuffer', 'Program', 'Shader', 'Buffer', 'VertexArray'];

function alive(calls: Calls): Calls {
  return Object.fromEntries(
    things.map((name) => [name, (calls[`create${name}`] ?? 0) - (calls[`delete${name}`] ?? 0)]),
  );
}

/** Everything that a backend can do, with every cell; the numbers of the last output. */
async function useAll(backend: WebGLBackend): Promise<string> {
  let numbers = '';
  for (const kind of ['lstm', 'gru', 'simpleRNN'] as const) {
    for (const batch of [1, 8]) {
      const sizes: Sizes = { kind, units: 6, inputDim: 5, batch, timeSteps: 9 };
      const weights = drawWeights(sizes, 1);
      const both = bidirectional({ layer: configOf(sizes) });
      const layer = backend.layer(both, { forward: weights, backward: weights }) as Layer;
      const call = { mask: drawMask(sizes, 7) };
      const result = layer.run(drawInput(sizes, 3), call) as never as { output: Tensor };
      numbers = (await result.output.data()).join();
      const stream = backend.layer(configOf(sizes), weights).stream({ batch });
      stream.push({ shape: [batch, 5], data: drawInput({ ...sizes, timeSteps: 1 }, 3).data });
    }
  }
  return numbers;
}

/** Twenty backends in turn on one context, every second of which is disposed of before it ran anything. */
export async function twentyInTurn(where: 'canvas' | 'tfjs'): Promise<{
  readonly numbers: number;
  readonly first: Calls;
  readonly last: Calls;
  readonly ownProperties: readonly string[];
}> {
  await tf.setBackend('webgl');
  const canvas = new OffscreenCanvas(1, 1);
  const make = (): Promise<WebGLBackend> => (where === 'tfjs' ? webgl({ tf }) : webgl({ canvas }));
  const seen = new Set<string>();
  let gl: WebGL2RenderingContext | null = null;
  let calls: Calls = {};
  let first: Calls = {};
  for (let turn = 0; turn < 20; turn++) {
    const idle = await make();
    if (gl === null) calls = countCalls((gl = idle.gl));
    idle.dispose();
    const backend = await make();
    seen.add(await useAll(backend));
    backend.dispose();
    if (turn === 0) first = alive(calls);
  }
  stopCounting();
  const ownProperties = Object.getOwnPropertyNames(gl);
  return { numbers: seen.size, first, last: alive(calls), ownProperties };
}

/** Framebuffers alive after many runs whose results are held in every pairing. */
export async function framebuffersAfter(runs: number): Promise<number> {
  using backend = await webgl({ canvas: new OffscreenCanvas(1, 1) });
  const calls = countCalls(backend.gl);
  const sizes: Sizes = { kind: 'lstm', units: 6, inputDim: 5, batch: 1, timeSteps: 1 };
  using layer = backend.layer(lstm({ units: 6, returnState: true }), drawWeights(sizes, 1));
  const x = drawInput(sizes, 3);
  const held: Tensor[] = [];
  let draw = 1;
  for (let k = 0; k < runs; k++) {
    const { state } = layer.run(x);
    for (const tensor of [state.h, state.c]) {
      draw = (draw * 16807) % 2147483647;
      const place = draw % 192;
      held[place]?.dispose();
      held[place] = tensor;
    }
  }
  stopCounting();
  return alive(calls)['Framebuffer'] as number;
}

/** What reads say that were on their way when their backend was disposed of: soon after, and after the eager time. */
export async function disposedWhileReading(): Promise<readonly string[]> {
  const said: string[] = [];
  for (const wait of [0, 6]) {
    const backend = await webgl({ canvas: new OffscreenCanvas(1, 1) });
    const { gl } = backend;
    const sizes: Sizes = { kind: 'lstm', units: 8, inputDim: 4, batch: 1, timeSteps: 20 };
    const layer = backend.layer(configOf(sizes), drawWeights(sizes, 1));
    const { output } = layer.run(drawInput(sizes, 3));
    // A device that takes its time.
    gl.clientWaitSync = () => gl.TIMEOUT_EXPIRED;
    const reading = output.data().then(
      () => 'resolved',
      (error: unknown) => (error as { code?: string }).code ?? String(error),
    );
    await new Promise((resolve) => setTimeout(resolve, wait));
    backend.dispose();
    const late = new Promise<string>((resolve) => setTimeout(resolve, 1000, 'never settled'));
    said.push(await Promise.race([reading, late]));
  }
  return said;
}
