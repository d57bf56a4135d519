// Which of our backends can be timed here, and against whom.

import type { Contender } from './contender.ts';
import type { Tfjs } from './contenders/tfjs-builds.ts';

export interface Field {
  readonly ours: Contender;
  readonly peers: readonly Contender[];
}

/** Loaded on demand, so that timing one backend does not load the others' runtimes. */
export const backends: Readonly<Record<string, (tfjs: Tfjs['build']) => Promise<Field>>> = {
  cpu: async (tfjs) => {
    const [{ gatefoldCpu }, { tfjsCpu }, builds] = await Promise.all([
      import('./contenders/gatefold-cpu.ts'),
      import('./contenders/tfjs-cpu.ts'),
      import('./contenders/tfjs-builds.ts'),
    ]);
    const build = tfjs === 'node' ? builds.nodeBuild : builds.bundlerBuild;
    return { ours: gatefoldCpu, peers: [tfjsCpu(await build())] };
  },
};
