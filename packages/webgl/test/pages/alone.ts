// A page that knows nothing of TensorFlow.js, but for what a script tag may bring.

import { lstm, type Tfjs, type TfTensor, webgl } from '../../src/index.ts';
import { drawInput, drawWeights, type Sizes } from './draw-layer.ts';

const sizes: Sizes = { kind: 'lstm', units: 5, inputDim: 3, batch: 2, timeSteps: 6 };

interface ScriptTag extends Tfjs {
  readonly version: { readonly tfjs: string };
  tensor(data: Float32Array, shape: readonly number[]): TfTensor;
  add(a: TfTensor, b: number): TfTensor;
  setBackend(name: string): Promise<boolean>;
}

const alone = {
  /** Numbers of a layer of a backend that was given nothing. */
  async nothing(): Promise<string> {
    using backend = await webgl();
    using layer = backend.layer(lstm({ units: 5 }), drawWeights(sizes, 1));
    return (await layer.run(drawInput(sizes, 3)).output.data()).join();
  },

  /** The same with the tfjs of a script, in and out as its tensors; both are there, or one beside the other. */
  async scriptTag(): Promise<Record<string, unknown>> {
    const { tf } = globalThis as unknown as { tf: ScriptTag };
    await tf.setBackend('webgl');
    using backend = await webgl({ tf });
    using layer = backend.layer(lstm({ units: 5 }), drawWeights(sizes, 1));
    const { shape, data } = drawInput(sizes, 3);
    const x = tf.add(tf.tensor(Float32Array.from(data), shape), 0);
    const output = backend.toTensor(layer.run(x).output);
    const { kernel } = drawWeights(sizes, 1);
    const there = backend.toTensor(backend.fromTensor(tf.tensor(kernel.data, kernel.shape)));
    const doubled = tf.add(output, 1);
    return {
      version: tf.version.tfjs,
      numbers: Array.from(await output.data()).join(),
      kept: Array.from(await there.data()).join() === Array.from(kernel.data).join(),
      added:
        Math.abs((doubled.dataSync()[0] as number) - 1 - (output.dataSync()[0] as number)) < 1e-6,
    };
  },

  /** What the factory says to each thing that is no tfjs of the right kind, or no canvas. */
  async refusals(): Promise<Record<string, string>> {
    const of2d = new OffscreenCanvas(1, 1);
    of2d.getContext('2d');
    const ofWebGL1 = document.createElement('canvas');
    ofWebGL1.getContext('webgl');
    const transferred = document.createElement('canvas');
    transferred.transferControlToOffscreen();
    const lost = new OffscreenCanvas(1, 1);
    lost.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    const tf: Tfjs = {
      findBackend: () => null,
      engine: () => null,
      tidy: () => undefined,
      zeros: () => undefined as never,
    };
    const { gl } = await webgl();
    const whole = {
      ...Object.fromEntries(
        ['makeTensorInfo', 'getTexture', 'getDataInfo', 'uploadToGPU', 'readToGPU'].map((name) => [
          name,
          () => undefined,
        ]),
      ),
      getGPGPUContext: () => ({ gl }),
    };
    const withBackend = (backend: object): Tfjs => ({
      ...tf,
      findBackend: () => backend,
      engine: () => ({ makeTensorFromDataId: () => undefined }),
    });
    const attempts: Record<string, object> = {
      '2d': { canvas: of2d },
      'WebGL 1': { canvas: ofWebGL1 },
      transferred: { canvas: transferred },
      lost: { canvas: lost },
      'no canvas': { canvas: 'canvas' },
      'a context': { canvas: new OffscreenCanvas(1, 1).getContext('webgl2') },
      'canvas alone': document.createElement('canvas'),
      'layout alone': 'quads' as unknown as object,
      'no options': null as unknown as object,
      both: { canvas: new OffscreenCanvas(1, 1), tf },
      'no tfjs': { tf: {} },
      'no backend': { tf },
      'an old tfjs': { tf: withBackend({ ...whole, readToGPU: undefined }) },
      'tfjs on WebGL 1': {
        tf: withBackend({
          ...whole,
          getGPGPUContext: () => ({ gl: ofWebGL1.getContext('webgl') }),
        }),
      },
      unknown: { colour: 'red' },
    };
    const said: Record<string, string> = {};
    for (const [name, options] of Object.entries(attempts)) {
      said[name] = await webgl(options as never).then(
        () => 'made',
        (error: unknown) => {
          const { code = 'none', message } = error as { code?: string; message: string };
          return `${code} ${message}`;
        },
      );
    }
    // As in a browser without WebGL2.
    const prototype = HTMLCanvasElement.prototype as { getContext: unknown };
    const getContext = prototype.getContext;
    prototype.getContext = () => null;
    said['no WebGL2'] = await webgl({ canvas: document.createElement('canvas') }).then(
      () => 'made',
      (error: unknown) => (error as Error).message,
    );
    prototype.getContext = getContext;
    return said;
  },
};

export type Alone = typeof alone;

declare global {
  var alone: Alone;
}

globalThis.alone = alone;
