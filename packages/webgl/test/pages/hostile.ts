// Every call of the backend under every hostile state of the context that it shares.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgl';
import {
  bidirectional,
  gru,
  lstm,
  stacked,
  type Tensor,
  webgl,
  type WebGLBackend,
} from '../../src/index.ts';
import { drawInput, drawMask, drawWeights, type Sizes } from './draw-layer.ts';
import { describeState, everything, hostileStates } from './gl-state.ts';

export interface Row {
  readonly state: string;
  readonly call: string;
  /** 'right, put back', or what is not. */
  readonly outcome: string;
}

const sizes: Sizes = { kind: 'lstm', units: 5, inputDim: 3, batch: 2, timeSteps: 6 };
const narrow: Sizes = { ...sizes, units: 3 };
const above: Sizes = { ...sizes, kind: 'gru', units: 4, inputDim: 5 };

type Numbers = ArrayLike<number>;

/** Does something, and returns a way to see its numbers once the state is a friendly one again. */
type Call = () => Promise<() => Numbers> | (() => Numbers);

/** Each kind of call once; those that upload or make something do so each time. */
function callsOf(backend: WebGLBackend, withTf: boolean): Readonly<Record<string, Call>> {
  const config = lstm({ units: 5, returnSequences: true });
  const layer = backend.layer(config, drawWeights(sizes, 1));
  const twoDraws = backend.layer(
    gru({ units: 5, resetAfter: false }),
    drawWeights({ ...sizes, kind: 'gru', resetAfter: false }, 2),
  );
  const both = backend.layer(
    bidirectional({
      layer: lstm({ units: 5 }),
      backwardLayer: lstm({ units: 3, goBackwards: true }),
    }),
    { forward: drawWeights(sizes, 1), backward: drawWeights(narrow, 4) },
  );
  const stack = backend.layer(stacked({ cells: [lstm({ units: 5 }), gru({ units: 4 })] }), [
    drawWeights(sizes, 1),
    drawWeights(above, 5),
  ]);
  const x = drawInput(sizes, 3);
  const mask = drawMask(sizes, 7);
  const frame = { shape: [2, 3], data: x.data.slice(0, 6) };
  const { output } = layer.run(x);
  const read =
    ({ output: made }: { readonly output: unknown }) =>
    (): Numbers =>
      (made as Tensor).dataSync();
  const calls: Record<string, Call> = {
    run: () => read(layer.run(x)),
    'run, masked': () => read(layer.run(x, { mask })),
    'run, two draws a step': () => read(twoDraws.run(x)),
    merge: () => read(both.run(x)),
    stack: () => read(stack.run(x)),
    'layer, first run': () => read(backend.layer(config, drawWeights(sizes, 1)).run(x)),
    push: () => {
      const stream = layer.stream({ batch: 2 });
      stream.push(frame);
      const pushed = stream.push(frame);
      return () => pushed.dataSync();
    },
    data: async () => {
      const numbers = await output.data();
      return () => numbers;
    },
    dataSync: () => {
      const numbers = output.dataSync();
      return () => numbers;
    },
    dispose: () => {
      const gone = backend.layer(config, drawWeights(sizes, 1));
      gone.run(x).output.dispose();
      gone.dispose();
      return () => [];
    },
  };
  if (!withTf) return calls;
  const guest = tf.tensor(x.data, [2, 6, 3]);
  return {
    ...calls,
    fromTensor: () => {
      const tensor = backend.fromTensor(tf.tensor(x.data, [2, 6, 3]));
      return () => tensor.dataSync();
    },
    'run of a tf.Tensor': () => read(layer.run(guest)),
    toTensor: () => {
      const tensor = backend.toTensor(output) as tf.Tensor;
      return () => tensor.dataSync<'float32'>();
    },
  };
}

async function tableOf(backend: WebGLBackend, withTf: boolean): Promise<Row[]> {
  const { gl } = backend;
  const calls = callsOf(backend, withTf);
  const wanted: Record<string, string> = {};
  for (const [call, make] of Object.entries(calls)) {
    // The first time links programs and fills tfjs's pool.
    (await make())();
    wanted[call] = [...Array.from((await make())())].join();
  }
  const rows: Row[] = [];
  for (const [state, set] of Object.entries({ ...hostileStates, everything })) {
    for (const [call, make] of Object.entries(calls)) {
      if (gl.isContextLost()) return [...rows, { state, call, outcome: 'the context is lost' }];
      const undo = set(gl);
      const before = describeState(gl);
      let look: (() => Numbers) | string;
      try {
        look = await make();
      } catch (error) {
        look = String(error);
      }
      const after = describeState(gl);
      undo();
      const changed = after.filter((line, k) => line !== before[k]);
      const got = typeof look === 'string' ? look : Array.from(look()).join();
      const faults = [
        ...(got === wanted[call] ? [] : [`wrong: ${got.slice(0, 60)}`]),
        ...changed.map((line, k) => `left: ${line}, was ${before[after.indexOf(line)] ?? k}`),
      ];
      rows.push({ state, call, outcome: faults.join('; ') || 'right, put back' });
    }
  }
  return rows;
}

/** On the canvas of a page that draws there itself. */
export async function hostileCanvas(): Promise<Row[]> {
  const canvas = new OffscreenCanvas(8, 8);
  canvas.getContext('webgl2', { stencil: true, antialias: true });
  using backend = await webgl({ canvas });
  return await tableOf(backend, false);
}

/** On tfjs's context. */
export async function hostileTfjs(): Promise<Row[]> {
  await tf.setBackend('webgl');
  using backend = await webgl({ tf });
  return await tableOf(backend, true);
}

/** The very first calls on a context, which compile and link, under everything at once. */
export async function hostileFirst(): Promise<string> {
  const x = drawInput(sizes, 3);
  const compute = async (hostile: boolean): Promise<string> => {
    const canvas = new OffscreenCanvas(8, 8);
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    const undo = hostile ? everything(gl) : () => undefined;
    using backend = await webgl({ canvas });
    using layer = backend.layer(lstm({ units: 5 }), drawWeights(sizes, 1));
    const { output } = layer.run(x);
    undo();
    return (await output.data()).join();
  };
  return (await compute(true)) === (await compute(false)) ? 'the same' : 'other numbers';
}
