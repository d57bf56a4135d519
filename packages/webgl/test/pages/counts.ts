import { bidirectional, type Layer, type Tensor, webgl } from '../../src/index.ts';
import { configOf, drawInput, drawMask, drawWeights, type Sizes } from './draw-layer.ts';

export type Calls = Record<string, number>;

/** Counts the calls of every method of a context from now on. */
export function countCalls(gl: WebGL2RenderingContext): Calls {
  const calls: Calls = {};
  for (let proto: object | null = WebGL2RenderingContext.prototype; proto !== null;) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (typeof value !== 'function' || name === 'constructor' || Object.hasOwn(gl, name))
        continue;
      Object.defineProperty(gl, name, {
        configurable: true,
        value: (...args: unknown[]): unknown => {
          calls[name] = (calls[name] ?? 0) + 1;
          return (value as (...args: unknown[]) => unknown).apply(gl, args);
        },
      });
    }
    proto = proto === WebGL2RenderingContext.prototype ? Object.getPrototypeOf(proto) : null;
    if (proto === Object.prototype) proto = null;
  }
  return calls;
}

export function stopCounting(gl: WebGL2RenderingContext): void {
  for (const name of Object.getOwnPropertyNames(gl)) delete (gl as never)[name];
}

export interface CountOptions {
  readonly masked?: boolean;
  readonly bidirectional?: boolean;
}

/** Calls of a run of each length, after one run of each. */
export async function callsOf(
  sizes: Sizes,
  lengths: readonly number[],
  options: CountOptions = {},
): Promise<Calls[]> {
  using backend = await webgl({ canvas: new OffscreenCanvas(1, 1) });
  const single = configOf(sizes);
  const weights = drawWeights(sizes, 1);
  const layer = (
    options.bidirectional === true
      ? backend.layer(bidirectional({ layer: single }), {
          forward: weights,
          backward: weights,
        })
      : backend.layer(single, weights)
  ) as Layer;
  const run = async (timeSteps: number): Promise<Calls> => {
    const shape = { ...sizes, timeSteps };
    const call = options.masked === true ? { mask: drawMask(shape, 7) } : {};
    const x = drawInput(shape, 3);
    const calls = countCalls(backend.gl);
    using result = layer.run(x, call) as never as Disposable & { output: Tensor };
    stopCounting(backend.gl);
    await result.output.data();
    return calls;
  };
  for (const timeSteps of lengths) await run(timeSteps);
  const found: Calls[] = [];
  for (const timeSteps of lengths) found.push(await run(timeSteps));
  return found;
}

/** What is created by a run of other sizes, after a layer's first. */
export async function madeByOtherSizes(sizes: Sizes, others: readonly Sizes[]): Promise<Calls> {
  using backend = await webgl({ canvas: new OffscreenCanvas(1, 1) });
  using layer = backend.layer(configOf(sizes), drawWeights(sizes, 1));
  await layer.run(drawInput(sizes, 3)).output.data();
  const calls = countCalls(backend.gl);
  for (const other of others) await layer.run(drawInput(other, 3)).output.data();
  stopCounting(backend.gl);
  return calls;
}

/** Calls of a pushed frame, after ten of them. */
export async function callsOfPush(sizes: Sizes): Promise<Calls> {
  using backend = await webgl({ canvas: new OffscreenCanvas(1, 1) });
  using layer = backend.layer(
    configOf({ ...sizes, returnSequences: false }),
    drawWeights(sizes, 1),
  );
  using stream = layer.stream({ batch: sizes.batch });
  const frame = { shape: [sizes.batch, sizes.inputDim], data: drawInput(sizes, 3).data };
  for (let k = 0; k < 10; k++) stream.push(frame);
  const calls = countCalls(backend.gl);
  stream.push(frame);
  stopCounting(backend.gl);
  return calls;
}

/** What a backend has made and not deleted once it is disposed of, by kind. */
export async function leftBehind(kinds: readonly Sizes['kind'][]): Promise<Calls> {
  const canvas = new OffscreenCanvas(1, 1);
  const calls = countCalls(canvas.getContext('webgl2') as WebGL2RenderingContext);
  const backend = await webgl({ canvas });
  for (const kind of kinds) {
    for (const batch of [1, 8]) {
      const sizes: Sizes = { kind, units: 6, inputDim: 5, batch, timeSteps: 9 };
      const weights = drawWeights(sizes, 1);
      const both = bidirectional({ layer: configOf(sizes) });
      const layer = backend.layer(both, { forward: weights, backward: weights }) as Layer;
      const call = { mask: drawMask(sizes, 7) };
      const result = layer.run(drawInput(sizes, 3), call) as never as { output: Tensor };
      await result.output.data();
      const stream = backend.layer(configOf(sizes), weights).stream({ batch });
      stream.push({ shape: [batch, 5], data: drawInput({ ...sizes, timeSteps: 1 }, 3).data });
    }
  }
  backend.dispose();
  const things = ['Texture', 'Framebuffer', 'Program', 'Shader', 'Buffer', 'VertexArray'];
  return Object.fromEntries(
    things.map((name) => [name, (calls[`create${name}`] ?? 0) - (calls[`delete${name}`] ?? 0)]),
  );
}
