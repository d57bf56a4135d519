// What the files of known failures refer to still shows what they say.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';

// Each starts a process, and one a Chromium.
vi.setConfig({ testTimeout: 60_000 });

const folder = new URL('../reproductions/', import.meta.url);

const shown = {
  'backward-layer': /tf\.layers 4\.22\.0: 3 3\n/,
  'bidirectional-mask': /: \[\[1,4\],\[1,3\],\[4,3\]\]\n.*: +\[\[1,4\],\[0,0\],\[4,3\]\]/,
  'bidirectional-reset': /tf\.layers 4\.22\.0: 1 1\n/,
  'bidirectional-stack': /tf\.layers 4\.22\.0: layer: Improper config format/,
  'float32-cancellation':
    /elu of .* off by 1\.\d+e-7\nselu of .* off by 2\.\d+e-7\nsoftplus of .* off by 2\.\d+e-8\n/,
  'hard-sigmoid': /tf\.layers 4\.22\.0: 1\n/,
  'leading-mask': /tf\.layers 4\.22\.0: 5 7\n/,
  'masked-nan': /tf\.layers 4\.22\.0: 1 NaN NaN\n/,
  'no-steps': /with returnSequences: Pass at least one tensor.*\n.*without: Cannot set properties/,
  'null-activation': /tf\.layers 4\.22\.0: 0\.964/,
  'reset-after': /GRUCell does not support reset_after/,
  'stacked-set-weights': /refuses its own weights: Shape mismatch/,
  'stacked-state-order': /tf\.layers 4\.22\.0: \[\[1,2\],\[1,1\]\]\n/,
  'stateful-dispose': /tf\.layers 4\.22\.0: 1\n/,
  'stored-infinity': /(tf\.layers 4\.22\.0: NaN\n[^]*){2}/,
  'zero-output-for-mask': /tf\.layers 4\.22\.0: 1 1 4\n/,
} as const;

test.each(Object.entries(shown))('%s', async (name, wanted) => {
  const file = new URL(`${name}.mjs`, folder).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  expect(stdout).toMatch(wanted);
});

test('every reproduction is tried, and every one that a known failure names is there', () => {
  const there = readdirSync(folder).map((file) => file.replace('.mjs', ''));
  expect(Object.keys(shown)).toEqual(there.toSorted());
  const known = ['cpu', 'wasm', 'webgl'].map((name) =>
    readFileSync(new URL(`../known/${name}.json`, folder), 'utf8'),
  );
  const named = known.join('').matchAll(/reproductions\/([\w-]+)\.mjs/g);
  expect(there).toEqual(expect.arrayContaining([...named].map(([, name]) => name)));
});
