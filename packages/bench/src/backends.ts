// Which of our backends can be timed, where, and against whom.

import type { DriverName } from '@gatefold/conformance/playwright-core';
import type { CompareOptions, Field } from './compare.ts';
import type { Tfjs } from './contenders/tfjs-builds.ts';
import type { Row } from './row.ts';
import { tolerances } from './verify.ts';
import { gpuWorkloads, type Workload, workloads } from './workloads.ts';

/** What drew, and in which browser. */
export interface Graphics {
  readonly driver: DriverName;
  readonly browser: string;
  /** As the drivers call themselves; null where the browser gives none. */
  readonly webgl: string | null;
  readonly webgpu: string | null;
}

/** Where contenders meet: this process, or a page. */
export interface Arena extends AsyncDisposable {
  readonly graphics: Graphics | null;
  compare(workload: Workload, options: CompareOptions): Promise<Row[]>;
}

export interface ArenaOptions {
  readonly tfjs: Tfjs['build'];
  readonly driver: DriverName;
}

interface Entry {
  readonly workloads: readonly Workload[];
  /** Loads on demand, so that timing one backend does not load the others' runtimes. */
  open(options: ArenaOptions): Promise<Arena>;
}

/** Those that draw: one more is a name here, and its contender in page/fields.ts. */
export const gpuBackends = ['webgl'] as const;
export type GpuBackend = (typeof gpuBackends)[number];
export type BackendName = 'cpu' | GpuBackend;

export const backends: Readonly<Record<BackendName, Entry>> = {
  cpu: { workloads, open: openHere },
  ...(Object.fromEntries(gpuBackends.map((name) => [name, inBrowser(name)])) as Record<
    GpuBackend,
    Entry
  >),
};

function inBrowser(name: GpuBackend): Entry {
  return {
    workloads: gpuWorkloads,
    async open({ driver }) {
      const { openBrowser } = await import('./browser.ts');
      return openBrowser(name, driver);
    },
  };
}

async function openHere({ tfjs }: ArenaOptions): Promise<Arena> {
  const [{ compare }, { gatefoldCpu }, { tfjsCpu }, builds] = await Promise.all([
    import('./compare.ts'),
    import('./contenders/gatefold-cpu.ts'),
    import('./contenders/tfjs-cpu.ts'),
    import('./contenders/tfjs-builds.ts'),
  ]);
  const build = tfjs === 'node' ? builds.nodeBuild : builds.bundlerBuild;
  const peers = [tfjsCpu(await build())];
  const field: Field = { ours: gatefoldCpu, peers, tolerance: tolerances.cpu };
  return {
    graphics: null,
    compare: (workload, options) => compare(workload, field, options),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
