// How much of the suite is run on a variant of the backend, or in another place than the toolchain's Node: the equations
// are the same there, and conformance.test.ts has tried every case on them, and many examples of each law.

import { isWhole } from '../../workspace/src/of-the-day.ts';

/** Examples of each law. */
export const runs: number = isWhole ? 100 : 1;

/** Other kernels: cells, masks, directions, sizes and what the numbers are; every case in `pnpm test:all`. */
export const ofKernels: readonly string[] = isWhole
  ? ['*']
  : ['golden/*', 'stored-weights/*', 'equation/*', 'law/nan-row', 'law/far-from-zero', 'stream/*'];

/** Another engine: numbers, memory, streams and refusals; every case in `pnpm test:all`. */
export const ofEngines: readonly string[] = isWhole
  ? ['*']
  : [
      ...['golden/activations/*', 'golden/cells/lstm/*', 'golden/scales/*', 'golden/sizes/*'],
      ...['golden/bidirectional/*', 'lifetime/*', 'stream/*', 'refusal/*', 'law/nan-row'],
    ];
