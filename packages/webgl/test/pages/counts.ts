import {
  bidirectional,
  type Layer,
  type LayoutName,
  type Tensor,
  webgl,
  type WebGLBackend,
} from '../../src/index.ts';
import { configOf, drawInput, drawMask, drawWeights, type Sizes } from './draw-layer.ts';

export type Calls = Record<string, number>;

type Method = (...methodArguments: unknown[]) => unknown;

const prototype = WebGL2RenderingContext.prototype as unknown as Record<string, Method>;
const methods = new Map<string, Method>();
let counted: WebGL2RenderingContext | null = null;

/** Counts the calls of every method of a context from now on. On the prototype, as whoever watches the context expects. */
export function countCalls(gl: WebGL2RenderingContext): Calls {
  stopCounting();
  counted = gl;
  const calls: Calls = {};
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value !== 'function' || name === 'constructor') continue;
    methods.set(name, value as Method);
    prototype[name] = function (this: unknown, ...methodArguments: unknown[]): unknown {
      if (this === counted) calls[name] = (calls[name] ?? 0) + 1;
      return (value as Method).apply(this, methodArguments);
    };
  }
  return calls;
}

export function stopCounting(): void {
  for (const [name, method] of methods) prototype[name] = method;
  methods.clear();
}

export interface CountOptions {
  readonly masked?: boolean;
  readonly bidirectional?: boolean;
  readonly layout?: LayoutName;
}

/** On a context that nobody else has used; a layout that is said is not measured, which draws as well. */
function alone(layout: LayoutName = 'quads'): Promise<WebGLBackend> {
  return webgl({ canvas: new OffscreenCanvas(1, 1), layout });
}

/** Calls of a run of each length, after one run of each. */
export async function callsOf(
  sizes: Sizes,
  lengths: readonly number[],
  options: CountOptions = {},
): Promise<Calls[]> {
  using backend = await alone(options.layout);
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
    stopCounting();
    await result.output.data();
    return calls;
  };
  for (const timeSteps of lengths) await run(timeSteps);
  const found: Calls[] = [];
  for (const timeSteps of lengths) found.push(await run(timeSteps));
  return found;
}

/** What is created by runs of other sizes, after one of the layer's first with few rows, and one with many. */
export async function madeByOtherSizes(
  sizes: Sizes,
  others: readonly Sizes[],
  layout: LayoutName,
): Promise<Calls> {
  using backend = await alone(layout);
  using layer = backend.layer(configOf(sizes), drawWeights(sizes, 1));
  for (const batch of [1, 8]) await layer.run(drawInput({ ...sizes, batch }, 3)).output.data();
  const calls = countCalls(backend.gl);
  for (const other of others) await layer.run(drawInput(other, 3)).output.data();
  stopCounting();
  return calls;
}

/** Calls of a pushed frame, after ten of them. */
export async function callsOfPush(sizes: Sizes): Promise<Calls> {
  using backend = await alone();
  using layer = backend.layer(
    configOf({ ...sizes, returnSequences: false }),
    drawWeights(sizes, 1),
  );
  using stream = layer.stream({ batch: sizes.batch });
  const frame = { shape: [sizes.batch, sizes.inputDim], data: drawInput(sizes, 3).data };
  for (let k = 0; k < 10; k++) stream.push(frame);
  const calls = countCalls(backend.gl);
  stream.push(frame);
  stopCounting();
  return calls;
}

/** How often a pushed frame asks for each of these parameters, after ten of them. */
export async function parametersOfPush(sizes: Sizes, names: readonly string[]): Promise<number[]> {
  using backend = await alone();
  const { gl } = backend;
  using layer = backend.layer(
    configOf({ ...sizes, returnSequences: false }),
    drawWeights(sizes, 1),
  );
  using stream = layer.stream({ batch: sizes.batch });
  const frame = { shape: [sizes.batch, sizes.inputDim], data: drawInput(sizes, 3).data };
  for (let k = 0; k < 10; k++) stream.push(frame);
  const asked: GLenum[] = [];
  gl.getParameter = (parameter: GLenum): unknown => {
    asked.push(parameter);
    return WebGL2RenderingContext.prototype.getParameter.call(gl, parameter);
  };
  gl.isEnabled = (capability: GLenum): boolean => {
    asked.push(capability);
    return WebGL2RenderingContext.prototype.isEnabled.call(gl, capability);
  };
  stream.push(frame);
  const clip = gl.getExtension('WEBGL_clip_cull_distance') as Record<string, GLenum>;
  const parameters = names.map((name) => clip[name] ?? gl[name as 'COLOR_WRITEMASK']);
  return parameters.map((parameter) => asked.filter((each) => each === parameter).length);
}
