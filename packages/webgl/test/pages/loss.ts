import { webgl } from '../../src/index.ts';
import { configOf, drawInput, drawWeights, type Sizes } from './draw-layer.ts';

const sizes: Sizes = { kind: 'lstm', units: 8, inputDim: 4, batch: 1, timeSteps: 20 };

/** What everything says after the context is lost, and what a new backend computes. */
export async function lose(): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  const note = (name: string, error: unknown): void => {
    said[name] = (error as { code?: string }).code ?? String(error);
  };
  const backend = await webgl({ canvas: new OffscreenCanvas(1, 1) });
  const layer = backend.layer(configOf(sizes), drawWeights(sizes, 1));
  const { output } = layer.run(drawInput(sizes, 3));
  const pending = output.data();
  const extension = backend.gl.getExtension('WEBGL_lose_context');
  extension?.loseContext();
  await pending.then(
    () => (said['pending data'] = 'resolved'),
    (error: unknown) => note('pending data', error),
  );
  for (const [name, use] of Object.entries({
    'later data': () => output.data(),
    'data at once': async () => output.dataSync(),
    run: async () => layer.run(drawInput(sizes, 3)),
    layer: async () => {
      const other = backend.layer(configOf(sizes), drawWeights(sizes, 1));
      other.run(drawInput(sizes, 3));
    },
  })) {
    await use().then(
      () => (said[name] = 'resolved'),
      (error: unknown) => note(name, error),
    );
  }
  backend.dispose();
  said['disposed'] = String(backend.disposed);
  said['lost on the way'] = await lostOnTheWay();
  using next = await webgl({ canvas: new OffscreenCanvas(1, 1) });
  using again = next.layer(configOf(sizes), drawWeights(sizes, 1));
  const numbers = await again.run(drawInput(sizes, 3)).output.data();
  said['a new backend'] = numbers.every((value) => value !== 0 && !Number.isNaN(value))
    ? 'works'
    : 'fails';
  return said;
}

/** What a run says whose context is lost while it asks for the state. */
async function lostOnTheWay(): Promise<string> {
  using backend = await webgl({ canvas: new OffscreenCanvas(1, 1) });
  const { gl } = backend;
  using layer = backend.layer(configOf(sizes), drawWeights(sizes, 1));
  const extension = gl.getExtension('WEBGL_lose_context');
  gl.getParameter = (parameter: GLenum): unknown => {
    if (parameter === gl.CURRENT_PROGRAM) extension?.loseContext();
    return WebGL2RenderingContext.prototype.getParameter.call(gl, parameter);
  };
  try {
    layer.run(drawInput(sizes, 3));
    return 'returned';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** What everything says after the context was lost and restored, and what a new backend on it computes. */
export async function restored(): Promise<Record<string, string>> {
  const canvas = new OffscreenCanvas(1, 1);
  const backend = await webgl({ canvas });
  const { gl } = backend;
  const layer = backend.layer(configOf(sizes), drawWeights(sizes, 1));
  const x = drawInput(sizes, 3);
  const { output } = layer.run(x);
  const wanted = (await output.data()).join();
  const extension = gl.getExtension('WEBGL_lose_context');
  const heard = (name: string): Promise<unknown> =>
    new Promise((resolve) => canvas.addEventListener(name, resolve, { once: true }));
  canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
  const lost = heard('webglcontextlost');
  extension?.loseContext();
  await lost;
  await new Promise((resolve) => setTimeout(resolve));
  const back = heard('webglcontextrestored');
  extension?.restoreContext();
  await back;
  const said: Record<string, string> = { lost: String(gl.isContextLost()) };
  for (const [name, use] of Object.entries({
    data: () => output.data(),
    'data at once': async () => output.dataSync(),
    run: async () => layer.run(x),
  })) {
    said[name] = await use().then(
      () => 'resolved',
      (error: unknown) => (error as { code?: string }).code ?? String(error),
    );
  }
  using next = await webgl({ canvas });
  using again = next.layer(configOf(sizes), drawWeights(sizes, 1));
  said['a new backend'] = (await again.run(x).output.data()).join() === wanted ? 'works' : 'fails';
  // After the new one is made, so that what it deletes could be the new one's.
  backend.dispose();
  said['the new one still'] =
    (await again.run(x).output.data()).join() === wanted ? 'works' : 'fails';
  said['error'] = String(gl.getError());
  said['own properties'] = Object.getOwnPropertyNames(gl).length > 0 ? 'watched' : 'none';
  return said;
}

/** What the factory says on a context that lacks an extension. */
export async function withoutExtensions(missing: readonly string[]): Promise<string> {
  const canvas = new OffscreenCanvas(1, 1);
  const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
  const original = gl.getExtension.bind(gl);
  Object.defineProperty(gl, 'getExtension', {
    value: (name: string): unknown => (missing.includes(name) ? null : original(name)),
  });
  try {
    await webgl({ canvas });
    return 'made';
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    return `${code} ${message}`;
  }
}
