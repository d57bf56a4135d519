import { testCases, testRows } from '@gatefold/compatibility';

testRows(['tfjs-cpu', 'tfjs-wasm']);

// On webgl tf.layers makes the same calls, of other kernels: those are tried every day, and all of its row, which takes
// two minutes in software, by `pnpm test:all`.
if (process.env['GATEFOLD_TEST_ALL'] === undefined) {
  const kinds = ['golden/scales/*', 'lifetime/*', 'mask/*'];
  testCases('tfjs-webgl', ['activation/mish', 'golden/cells/*', ...kinds]);
} else testRows(['tfjs-webgl']);
