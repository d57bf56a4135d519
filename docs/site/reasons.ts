// When to take which backend, by size, rows, whole sequences or streams, and surroundings: beside the list of backends,
// which pages load that have no table of reasons.

/** A situation in which a backend is the one to take: a row of the page to choose from. */
export interface Reason {
  /** What the reader has, from the size of the layer to where it runs. */
  readonly have: string;
  readonly because: string;
  /** Where more is told: the address of a page. */
  readonly page?: string;
}

/** By the id of a backend. */
export const reasons: Readonly<Record<string, readonly Reason[]>> = {
  cpu: [
    {
      have: 'a server, a worker, an AudioWorklet',
      because: 'it needs nothing but JavaScript',
      page: '/guides/audio-worklet',
    },
    {
      have: 'steps that arrive one by one, and an answer that is wanted at once',
      because:
        'a push answers in the same tick; reading a number back from a GPU takes longer than a step of a small layer',
      page: '/guides/states-and-streaming',
    },
    {
      have: 'a layer of a few dozen units, and few rows',
      because: 'starting work on a GPU costs more than the work',
    },
    {
      have: 'a phone that cannot render to float32',
      because: 'webgl() refuses such a device rather than lose digits',
    },
    {
      have: 'numbers to compare with',
      because: 'it is the reference: float64 inside, one equation a line',
      page: '/guides/why-numbers-differ',
    },
  ],
  wasm: [
    {
      have: 'any layer, and no special wish',
      because: 'it takes a few microseconds for a step where others take tens',
    },
    {
      have: 'a server, a worker, an AudioWorklet',
      because: 'it needs nothing but an engine with WebAssembly SIMD',
      page: '/guides/audio-worklet',
    },
    {
      have: 'steps that arrive one by one, and an answer that is wanted at once',
      because: 'a push answers in the same tick, and leaves no garbage',
      page: '/guides/states-and-streaming',
    },
  ],
  webgl: [
    {
      have: 'a layer of hundreds of units in a page, and whole sequences',
      because: 'the larger a step, the more of it runs side by side',
    },
    {
      have: 'many rows that are there at once',
      because: 'rows run side by side, and share the weights that are fetched',
    },
    {
      have: 'tensors of TensorFlow.js, or a canvas of three.js',
      because: 'it computes in their context, and nothing is read back in between',
      page: '/guides/beside-three-and-tfjs',
    },
  ],
  webgpu: [
    {
      have: 'a layer of hundreds of units in a page, and whole sequences',
      because: 'a GPU computes the products of a step side by side',
      page: '/guides/webgpu',
    },
    {
      have: 'an app that draws or computes with WebGPU',
      because: 'it shares the device, and its results can be drawn without a read',
      page: '/guides/webgpu',
    },
    {
      have: 'a server with a GPU',
      because: 'it runs in Node, by the npm package webgpu',
      page: '/guides/webgpu',
    },
  ],
};
