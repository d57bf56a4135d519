import { testCases, testRows } from '@gatefold/compatibility';
import { isWhole } from '../../../../packages/workspace/src/of-the-day.ts';

testRows(['tfjs-cpu']);

// On wasm and webgl tf.layers makes the same calls, of other kernels: those are tried every day, and all of their rows,
// which take minutes in software, by `pnpm test:all`.
const others = ['tfjs-wasm', 'tfjs-webgl'] as const;
if (!isWhole) {
  const kinds = ['golden/scales/*', 'golden/cells/*', 'lifetime/*', 'mask/*'];
  for (const row of others) testCases(row, ['activation/mish', ...kinds]);
} else testRows(others);
