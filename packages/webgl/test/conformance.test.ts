// The suite in a browser, on two renderers that any machine can have: all of it on one, its core on one that disagrees
// about NaN, and its core on both in the layouts that software does not choose. To be red is right when there is none.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const program = 'node_modules/.bin/gatefold-conformance';
const core = ['--level', 'core', '--runs', '10'];
const mesa = ['--driver', 'mesa'];

test.each([
  ['every case passes in Chromium, and none is left out', 'SwiftShader', './dist/index.js', []],
  ['the core level passes on Mesa', 'llvmpipe', './dist/index.js', [...core, ...mesa]],
  ['it passes with one unit a fragment', 'SwiftShader', './test/backends/units.js', core],
  [
    'it passes with a step in two draws',
    'llvmpipe',
    './test/backends/split.js',
    [...core, ...mesa],
  ],
])('%s', { timeout: 1_800_000 }, async (_, renderer, backend, options) => {
  const { code, output } = await run(backend, options);
  console.log(output);
  expect(output).toMatch(new RegExp(`renderer: .*${renderer}`));
  expect(output).toMatch(/^\d+ passed(, \d+ ill-conditioned)?, 0 failed, 0 unsupported/m);
  expect(code).toBe(0);
});

function run(
  backend: string,
  options: readonly string[],
): Promise<{ code: number; output: string }> {
  // Laws of a hundred examples take half a minute in software, more beside other work.
  const command = ['run', backend, '--browser', '--timeout', '600', ...options];
  return new Promise((resolve) => {
    const settings = { cwd: folder, maxBuffer: 2 ** 26 };
    const child = execFile(program, command, settings, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` });
    });
  });
}
