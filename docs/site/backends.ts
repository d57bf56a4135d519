// The one list of the site: its navigation, the table to choose from, the playground, the plots and the device page
// all come from these entries. A new package is one entry here, and a dependency in docs/package.json.

import type { Backend } from '@gatefold/contract';

/** A situation in which a backend is the one to take: a row of the page to choose from. */
export interface Reason {
  /** What the reader has, from the size of the layer to where it runs. */
  readonly have: string;
  readonly because: string;
  /** Where more is told: the address of a page. */
  readonly page?: string;
}

export interface SiteBackend {
  /** Of its address on this site, and of its rows: `cpu`. */
  readonly id: string;
  /** As npm names it. */
  readonly package: string;
  /** Its folder, from the root of the repository. */
  readonly folder: string;
  /** What it is for, in a few words that begin in lower case and need no full stop. */
  readonly purpose: string;
  /** Where it runs, in words for the table. */
  readonly runsIn: string;
  /** By size, rows, whole sequences or streams, and surroundings. */
  readonly reasons: readonly Reason[];
  /** What makes the backend, as a program would call it: `cpu`. */
  readonly factory: string;
  /** Makes the backend in a page; rejects, in words for the visitor, where the machine or the browser cannot. */
  readonly load: () => Promise<Backend>;
}

export const backends: readonly SiteBackend[] = [
  {
    id: 'cpu',
    package: '@gatefold/cpu',
    folder: 'packages/cpu',
    purpose: 'the reference: plain TypeScript that reads like the papers, float64 inside',
    runsIn: 'every browser, worker and server that runs JavaScript',
    reasons: [
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
    factory: 'cpu',
    load: async () => (await import('@gatefold/cpu')).cpu(),
  },
  {
    id: 'wasm',
    package: '@gatefold/wasm',
    folder: 'packages/wasm',
    purpose: 'the fast one: WebAssembly SIMD, at the speed of native runtimes',
    runsIn: 'Node, Deno, Bun, and browsers since 2021 to 2023, in pages, workers and AudioWorklets',
    reasons: [
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
    factory: 'wasm',
    load: async () => (await import('@gatefold/wasm')).wasm(),
  },
  {
    id: 'webgl',
    package: '@gatefold/webgl',
    folder: 'packages/webgl',
    purpose:
      "pages that have a GPU: one draw for each time step, beside TensorFlow.js's layers or without them",
    runsIn: 'browsers with WebGL2, in pages and in workers',
    reasons: [
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
    factory: 'webgl',
    load: async () => (await import('@gatefold/webgl')).webgl(),
  },
  {
    id: 'webgpu',
    package: '@gatefold/webgpu',
    folder: 'packages/webgpu',
    purpose:
      'pages and servers that have a GPU and WebGPU: a whole sequence in one dispatch, or one for each step',
    runsIn: 'browsers with WebGPU, in pages and in workers, and Node on a server with a GPU',
    reasons: [
      {
        have: 'a layer of hundreds of units in a page, and whole sequences',
        because: 'a step takes a few microseconds there, whether it has 64 units or 512',
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
    factory: 'webgpu',
    load: async () => (await import('@gatefold/webgpu')).webgpu(),
  },
];

/** @throws {Error} when the list has no such backend */
export function backendOf(id: string): SiteBackend {
  const found = backends.find((backend) => backend.id === id);
  if (found !== undefined) return found;
  throw new Error(`backend: must be one of ${backends.map((one) => one.id).join(', ')}, got ${id}`);
}
