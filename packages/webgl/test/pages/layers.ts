import { cpu } from '@gatefold/cpu';
import {
  type Backend,
  bidirectional,
  kerasOutputs,
  type LayoutName,
  type Tensor,
  webgl,
} from '../../src/index.ts';
import { configOf, drawInput, drawMask, drawWeights, type Sizes } from './draw-layer.ts';

export interface Options {
  readonly masked?: boolean;
  readonly bidirectional?: boolean;
  /** Units of the backward layer, where they are others. */
  readonly backwardUnits?: number;
  /** Measured where it is left out. */
  readonly layout?: LayoutName;
}

/** The largest difference between webgl and the float64 reference, over outputs and states. */
export async function largestError(sizes: Sizes, options: Options = {}): Promise<number> {
  const { layout } = options;
  using ours = await webgl(layout === undefined ? {} : { layout });
  using reference = await cpu();
  const [got, wanted] = await Promise.all(
    [ours, reference].map((each) => outputs(each, sizes, options)),
  );
  let largest = 0;
  for (const [index, output] of (wanted as Float32Array[]).entries()) {
    const other = got?.[index];
    if (other?.length !== output.length) return Number.NaN;
    for (const [k, value] of output.entries()) {
      const error = Math.abs(value - (other[k] as number));
      if (!(error <= largest)) largest = error;
    }
  }
  return largest;
}

async function outputs(backend: Backend, sizes: Sizes, options: Options): Promise<Float32Array[]> {
  const forward = configOf(sizes);
  const x = drawInput(sizes, 9);
  const call = options.masked === true ? { mask: drawMask(sizes, 7) } : {};
  if (options.bidirectional !== true) {
    using layer = backend.layer(forward, drawWeights(sizes, 1));
    return readAll(kerasOutputs(layer.run(x, call) as never));
  }
  const backwardSizes = { ...sizes, units: options.backwardUnits ?? sizes.units };
  const backwardLayer = { ...configOf(backwardSizes), goBackwards: true };
  const config = bidirectional({ layer: forward, backwardLayer });
  using layer = backend.layer(config, {
    forward: drawWeights(sizes, 1),
    backward: drawWeights(backwardSizes, 4),
  });
  return readAll(kerasOutputs(layer.run(x, call) as never));
}

function readAll(results: readonly unknown[]): Promise<Float32Array[]> {
  return Promise.all((results as Tensor[]).flat().map((tensor) => tensor.data()));
}

/** What a call that must be refused says. */
export async function refusalOf(sizes: Sizes): Promise<{ code: string; message: string }> {
  using backend = await webgl();
  try {
    using layer = backend.layer(configOf(sizes), drawWeights(sizes, 1));
    layer.run(drawInput(sizes, 9));
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    return { code, message };
  }
  return { code: 'none', message: '' };
}

export async function rendererName(): Promise<string> {
  using backend = await webgl();
  return backend.renderer;
}
