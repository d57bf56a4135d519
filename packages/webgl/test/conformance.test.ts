// The whole suite, in a browser, on a renderer that every machine has. To be red is right when there is none.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const command = 'node_modules/.bin/gatefold-conformance';
// Laws of a hundred examples take half a minute in software, more beside other work.
const options = ['run', './dist/index.js', '--browser', '--timeout', '600'];

test('every case passes in Chromium, and none is left out', { timeout: 1_800_000 }, async () => {
  const { code, output } = await run();
  console.log(output);
  expect(output).toContain('renderer: ');
  expect(output).toMatch(/^\d+ passed, 0 failed, 0 unsupported/m);
  expect(code).toBe(0);
});

function run(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const settings = { cwd: folder, maxBuffer: 2 ** 26 };
    const child = execFile(command, options, settings, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` });
    });
  });
}
