// The suite in a browser, on two renderers that any machine can have: all of it on one, its core on one that disagrees
// about NaN. To be red is right when there is none.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const program = 'node_modules/.bin/gatefold-conformance';
// Laws of a hundred examples take half a minute in software, more beside other work.
const command = ['run', './dist/index.js', '--browser', '--timeout', '600'];

test.each([
  ['every case passes in Chromium, and none is left out', 'SwiftShader', []],
  [
    'the core level passes on Mesa',
    'llvmpipe',
    ['--driver', 'mesa', '--level', 'core', '--runs', '10'],
  ],
])('%s', { timeout: 1_800_000 }, async (_, renderer, options) => {
  const { code, output } = await run(options);
  console.log(output);
  expect(output).toMatch(new RegExp(`renderer: .*${renderer}`));
  expect(output).toMatch(/^\d+ passed, 0 failed, 0 unsupported/m);
  expect(code).toBe(0);
});

function run(options: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const settings = { cwd: folder, maxBuffer: 2 ** 26 };
    const child = execFile(program, [...command, ...options], settings, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` });
    });
  });
}
