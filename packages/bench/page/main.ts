// All contenders in one page; the command asks for one workload.

import type { GpuBackend } from '../src/backends.ts';
import { compare, type CompareOptions } from '../src/compare.ts';
import type { Row } from '../src/row.ts';
import type { Workload } from '../src/workloads.ts';
import { fields } from './fields.ts';
import { renderers } from './renderers.ts';

const bench = {
  renderers,
  compare: (name: GpuBackend, workload: Workload, options: CompareOptions): Promise<Row[]> =>
    compare(workload, fields[name], options),
};

export type BenchPage = typeof bench;

declare global {
  var bench: BenchPage;
}

globalThis.bench = bench;
