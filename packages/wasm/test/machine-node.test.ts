// The suite's cases of an engine on the machine's own Node, which may be as old as 20, and then has no relaxed SIMD.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { seedOfDay } from '../../workspace/src/of-the-day.ts';
import { ofEngines, runs } from './runs.ts';

const node = process.env['GATEFOLD_MACHINE_NODE'] ?? process.execPath;
const folder = fileURLToPath(new URL('..', import.meta.url));

test("every case of an engine passes on the machine's Node", { timeout: 300_000 }, () => {
  const program = 'node_modules/@gatefold/conformance/dist/cli.js';
  const options = ['--seed', String(seedOfDay), '--runs', String(runs), '--only', ...ofEngines];
  const output = execFileSync(node, [program, 'run', './dist/index.js', ...options], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(output).toMatch(/ 0 failed, 0 unsupported/);
  expect(output).toMatch(/simd: (plain|relaxed)/);
});
