// What a backend says of its layouts, and what it takes to choose them.

import {
  type ChooseLayout,
  gru,
  lstm,
  type LayoutName,
  type SizeClass,
  webgl,
} from '../../src/index.ts';
import { countCalls, stopCounting } from './counts.ts';
import { configOf, drawInput, drawWeights, type Sizes } from './draw-layer.ts';

const sizes: Sizes = { kind: 'lstm', units: 6, inputDim: 3, batch: 1, timeSteps: 5 };

/** The classes that a function is asked for, in order, by two layers with runs of few rows and of many. */
export async function askedClasses(): Promise<SizeClass[]> {
  const asked: SizeClass[] = [];
  const layout: ChooseLayout = (size) => {
    asked.push(size);
    return 'units';
  };
  using backend = await webgl({ canvas: new OffscreenCanvas(1, 1), layout });
  for (const units of [6, 7]) {
    using layer = backend.layer(configOf({ ...sizes, units }), drawWeights({ ...sizes, units }, 1));
    for (const batch of [1, 8, 1, 9]) layer.run(drawInput({ ...sizes, batch }, 2));
  }
  using _ = backend.layer(
    gru({ units: 600, resetAfter: false }),
    drawWeights({ ...sizes, kind: 'gru', resetAfter: false, units: 600 }, 1),
  );
  return asked;
}

/** What the environment says before a layer, after it, and of a layout that was stated. */
export async function statedChoices(): Promise<(string | undefined)[]> {
  const canvas = new OffscreenCanvas(1, 1);
  using measured = await webgl({ canvas });
  const before = measured.environment?.['layouts'];
  using layer = measured.layer(configOf(sizes), drawWeights(sizes, 1));
  using stated = await webgl({ canvas, layout: 'split' });
  using other = stated.layer(configOf(sizes), drawWeights(sizes, 1));
  void [layer, other];
  return [before, measured.environment?.['layouts'], stated.environment?.['layouts']];
}

/** Draws that a layer's making takes: the first of its class, another of it, and one on another backend of the context. */
export async function drawsOfChoices(): Promise<number[]> {
  const canvas = new OffscreenCanvas(1, 1);
  using first = await webgl({ canvas });
  using second = await webgl({ canvas });
  return [first, first, second].map((backend) => {
    const calls = countCalls(backend.gl);
    using _ = backend.layer(configOf(sizes), drawWeights(sizes, 1));
    stopCounting();
    return calls['drawArrays'] ?? 0;
  });
}

/** What is left of a measurement: textures and framebuffers made and not deleted by a layer that never ran. */
export async function leftByChoice(): Promise<number[]> {
  using backend = await webgl({ canvas: new OffscreenCanvas(1, 1) });
  const calls = countCalls(backend.gl);
  backend.layer(configOf(sizes), drawWeights(sizes, 1)).dispose();
  stopCounting();
  const left = (kind: string): number =>
    (calls[`create${kind}`] ?? 0) - (calls[`delete${kind}`] ?? 0);
  return [left('Framebuffer'), backend.memory().layers];
}

/** What is said to a layout that there is not. */
export async function refusalsOfLayouts(): Promise<string[]> {
  const canvas = new OffscreenCanvas(1, 1);
  const messages: string[] = [];
  const say = ({ code, message }: { code?: string; message: string }): void => {
    messages.push(`${code}: ${message}`);
  };
  for (const layout of ['rows', 4, null, { few: 'quads' }] as unknown as LayoutName[]) {
    await webgl({ canvas, layout }).catch(say);
  }
  messages.push(
    `left on the context: ${Object.getOwnPropertyNames(canvas.getContext('webgl2')).join()}`,
  );
  using backend = await webgl({ canvas, layout: () => 'rows' as LayoutName });
  try {
    backend.layer(lstm({ units: 6 }), drawWeights(sizes, 1));
  } catch (error) {
    say(error as Error);
  }
  return messages;
}
