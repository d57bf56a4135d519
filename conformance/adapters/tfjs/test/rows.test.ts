import { testCases, testRows } from '@gatefold/compatibility';
import { isWhole, ofTheDay } from '../../../../packages/workspace/src/of-the-day.ts';

// On wasm and webgl tf.layers makes the same calls as on cpu, of other kernels: those are tried in turn, wasm on the days of
// the whole row of cpu, and all of their rows, which take minutes in software, by `pnpm test:all`.
const others = ['tfjs-wasm', 'tfjs-webgl'] as const;
testRows(ofTheDay(['tfjs-cpu'], 2));
if (!isWhole) {
  const cells = ['simple-rnn', 'lstm', 'gru-reset-after', 'gru-reset-before'];
  const ofCells = ofTheDay(cells, 4).map((cell) => `golden/cells/${cell}/*`);
  const kinds = ['golden/scales/*', ...ofCells, 'lifetime/*', 'mask/*'];
  for (const row of ofTheDay(others, 2)) testCases(row, ['activation/mish', ...kinds]);
} else testRows(others);
