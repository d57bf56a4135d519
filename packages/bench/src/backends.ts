// Which of our backends can be timed, where, and against whom.

import type { CompareOptions, Row } from './compare.ts';
import type { Contender } from './contender.ts';
import type { Tfjs } from './contenders/tfjs-builds.ts';
import { gpuWorkloads, type Workload, workloads } from './workloads.ts';

export interface Field {
  readonly ours: Contender;
  readonly peers: readonly Contender[];
}

/** Where contenders meet: this process, or a page. */
export interface Arena extends AsyncDisposable {
  /** What draws, where something does. */
  readonly renderer: string | null;
  compare(workload: Workload, options: CompareOptions): Promise<Row[]>;
}

export interface ArenaOptions {
  readonly tfjs: Tfjs['build'];
  readonly gpu: boolean;
}

interface Entry {
  readonly workloads: readonly Workload[];
  /** Loads on demand, so that timing one backend does not load the others' runtimes. */
  open(options: ArenaOptions): Promise<Arena>;
}

export const backends: Readonly<Record<string, Entry>> = {
  cpu: {
    workloads,
    async open({ tfjs }) {
      const [{ compare }, { gatefoldCpu }, { tfjsCpu }, builds] = await Promise.all([
        import('./compare.ts'),
        import('./contenders/gatefold-cpu.ts'),
        import('./contenders/tfjs-cpu.ts'),
        import('./contenders/tfjs-builds.ts'),
      ]);
      const build = tfjs === 'node' ? builds.nodeBuild : builds.bundlerBuild;
      const field: Field = { ours: gatefoldCpu, peers: [tfjsCpu(await build())] };
      return {
        renderer: null,
        compare: (workload, options) => compare(workload, field, options),
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  },
  webgl: {
    workloads: gpuWorkloads,
    async open({ gpu }) {
      const { openBrowser } = await import('./browser.ts');
      return openBrowser(gpu);
    },
  },
};
