// The one list of the site: its navigation, the table to choose from, the playground, the plots and the device page
// all come from these entries. A new package is one entry here, its reasons in reasons.ts, and a dependency in docs/package.json.

import type { Backend } from '@gatefold/contract';

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
    factory: 'cpu',
    load: async () => (await import('@gatefold/cpu')).cpu(),
  },
  {
    id: 'wasm',
    package: '@gatefold/wasm',
    folder: 'packages/wasm',
    purpose: 'the fast one: WebAssembly SIMD, at the speed of native runtimes',
    runsIn: 'Node, Deno, Bun, and browsers since 2021 to 2023, in pages, workers and AudioWorklets',
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
