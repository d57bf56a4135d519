// Runs a program of checks: set-up on the machine's own Node, then the program on the pinned one.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root, setUp, SetupError } from './setup.mjs';

/**
 * @param {string} program in src; it prints `N passed, N failed` last, and exits with 0 or 2
 */
export function runChecks(program) {
  process.exitCode = 1;
  try {
    console.log('Installing what is missing');
    const env = setUp();
    const main = join(root, 'packages', 'workspace', 'src', program);
    const { status } = spawnSync(pinnedNode, [main], { cwd: root, env, stdio: 'inherit' });
    if (status === 0) process.exitCode = 0;
    // 0 and 2 are the program's own; anything else is a crash, which has not printed the last line.
    if (status !== 0 && status !== 2) console.log('0 passed, 1 failed');
  } catch (error) {
    if (error instanceof SetupError) error.print();
    else console.error(error);
    console.log('0 passed, 1 failed');
  }
}
