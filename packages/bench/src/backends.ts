// Which of our backends can be timed, where, and against whom.

import type { DriverName } from '@gatefold/conformance/playwright-core';
import type { CompareOptions, Field } from './compare.ts';
import type { Build } from './contenders/tfjs-builds.ts';
import type { Machine } from './machine.ts';
import type { Roof } from './roof/roof.ts';
import type { Row } from './row.ts';
import { tolerances } from './verify.ts';
import { wasmGroups, type WasmGroupName } from './wasm/groups.ts';
import { webgpuWorkloads } from './webgpu-workloads.ts';
import { gpuWorkloads, type Workload, workloads } from './workloads.ts';

/** What drew, and in which browser. */
export interface Graphics {
  readonly driver: DriverName;
  readonly browser: string;
  /** As the drivers call themselves; null where the browser gives none. */
  readonly webgl: string | null;
  readonly webgpu: string | null;
}

/** Where contenders meet: this process, others, or a page. */
export interface Arena extends AsyncDisposable {
  readonly graphics: Graphics | null;
  /** The process that runs, where it is not this one, and what the machine allows it. */
  readonly host?: HostMachine;
  compare(workload: Workload, options: CompareOptions): Promise<Row[]>;
}

export interface ArenaOptions {
  readonly tfjs: Build;
  readonly driver: DriverName;
}

/** A Node, and the machine's bounds in it. */
export interface HostMachine {
  readonly machine: Machine;
  readonly roof: Roof;
}

/** Workloads with those who meet on them: one question, and one table. */
export interface Group {
  /** What `--group` selects by, and a mark of the rows; null where a backend has but one. */
  readonly name: string | null;
  readonly title: string;
  readonly workloads: readonly Workload[];
  /**
   * Loads on demand, so that timing one backend does not load the others' runtimes.
   *
   * @throws {HarnessError} where what it needs cannot be had
   */
  open(options: ArenaOptions): Promise<Arena>;
}

/** Those that compute on a GPU: one more is a name here, its workloads below, and its contenders in page/fields.ts. */
export const gpuBackends = ['webgl', 'webgpu'] as const;
export type GpuBackend = (typeof gpuBackends)[number];
export type BackendName = 'cpu' | 'wasm' | GpuBackend;

export const backends: Readonly<Record<BackendName, readonly Group[]>> = {
  cpu: [{ name: null, title: 'The cpu backend', workloads, open: openHere }],
  wasm: Object.entries(wasmGroups).map(([name, group]) => ({
    ...{ name, title: group.title, workloads: group.workloads },
    async open() {
      const { openWasm } = await import('./wasm/arena.ts');
      return openWasm(name as WasmGroupName);
    },
  })),
  webgl: [inBrowser('webgl', gpuWorkloads)],
  webgpu: [inBrowser('webgpu', webgpuWorkloads)],
};

function inBrowser(name: GpuBackend, own: readonly Workload[]): Group {
  return {
    name: null,
    title: `The ${name} backend`,
    workloads: own,
    async open({ driver }) {
      const { openBrowser } = await import('./browser.ts');
      return openBrowser(name, driver);
    },
  };
}

async function openHere({ tfjs }: ArenaOptions): Promise<Arena> {
  const [{ compare }, { gatefoldCpu }, { tfjsCpu }] = await Promise.all([
    import('./compare.ts'),
    import('./contenders/gatefold-cpu.ts'),
    import('./contenders/tfjs-builds.ts'),
  ]);
  const peers = [await tfjsCpu(tfjs)];
  const field: Field = { ours: gatefoldCpu, peers, tolerance: tolerances.cpu, chains: true };
  return {
    graphics: null,
    compare: (workload, options) => compare(workload, field, options),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
