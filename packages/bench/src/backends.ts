// Which of our backends can be timed here, and against whom.

import type { Contender } from './contender.ts';

export interface Field {
  readonly ours: Contender;
  readonly peers: readonly Contender[];
}

/** Loaded on demand, so that timing one backend does not load the others' runtimes. */
export const backends: Readonly<Record<string, () => Promise<Field>>> = {
  cpu: async () => {
    const [{ gatefoldCpu }, { tfjsCpu }] = await Promise.all([
      import('./contenders/gatefold-cpu.ts'),
      import('./contenders/tfjs-cpu.ts'),
    ]);
    return { ours: gatefoldCpu, peers: [tfjsCpu] };
  },
};
