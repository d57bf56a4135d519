// Both contenders in one page, on one GL context; the command asks for one workload after the other.

import { webgl } from '@gatefold/webgl';
import { compare, type CompareOptions, type Row } from '../src/compare.ts';
import { gatefoldWebGL } from '../src/contenders/gatefold-webgl.ts';
import { tfjsWebGL } from '../src/contenders/tfjs-webgl.ts';
import type { Workload } from '../src/workloads.ts';

const bench = {
  async renderer(): Promise<string> {
    using backend = await webgl();
    return backend.renderer;
  },
  compare: (workload: Workload, options: CompareOptions): Promise<Row[]> =>
    compare(workload, { ours: gatefoldWebGL, peers: [tfjsWebGL] }, options),
};

export type BenchPage = typeof bench;

declare global {
  var bench: BenchPage;
}

globalThis.bench = bench;
